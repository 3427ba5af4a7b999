//! Why a file cannot be used: where, and what .NET would say of it.

/// Why a file cannot be used; the agent could not use it either.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {why}")]
pub struct AgentConfigError {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) why: String,
}

/// What reading gives.
pub(super) type Read<T> = Result<T, AgentConfigError>;
