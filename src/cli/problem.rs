//! Why the tool could not do what was asked: one message.

use std::fmt;

use crate::catalogue::CatalogueError;
use crate::plan::PlanError;

/// Why the tool could not do what was asked: one message.
#[derive(Debug)]
pub(super) struct Problem(String);

impl Problem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        Self(error.to_string())
    }
}

impl From<CatalogueError> for Problem {
    fn from(error: CatalogueError) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
