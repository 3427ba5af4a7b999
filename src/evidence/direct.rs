//! A target of the chosen route measured once more without a proxy, for comparison.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Evidence;

/// What was asked of the direct way, and what was seen of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Direct {
    /// What it is meant to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// What was seen; absent where the way that counts is the direct one itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// What the direct way is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// Closed: everything has to go through the proxy.
    MustFail,
    /// Open: nothing has to.
    MustPass,
}

impl Expected {
    /// Every value.
    pub const ALL: &[Self] = &[Self::MustFail, Self::MustPass];

    /// Its word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MustFail => "must-fail",
            Self::MustPass => "must-pass",
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
