//! How a handshake failed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a handshake failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Failure {
    /// The connection was reset.
    Reset,
    /// The connection was closed.
    Closed,
    /// No answer, or too little of one.
    Silent,
    /// An alert.
    Alert {
        /// Its number (RFC 8446, 6).
        alert: u8,
    },
    /// Something that is not TLS.
    NotTls,
    /// No version in common.
    TooOld,
    /// A signature that does not fit the certificate.
    ProofInvalid,
}
