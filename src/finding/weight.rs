//! How much a finding weighs, and what that makes of a verdict.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue::Need;

/// How much a finding weighs. The order is the order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Works, but may cause trouble later.
    Warn,
    /// Could not be measured; missing evidence never passes.
    Unproven,
    /// A requirement is not met.
    Fail,
}

/// What a probe, an endpoint or a whole run comes to. The order is from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Measured, and every requirement is met.
    Pass,
    /// Every requirement is met, with something to look at.
    Warn,
    /// Not measured.
    Unproven,
    /// A requirement is not met.
    Fail,
}

impl Severity {
    /// What the need of an endpoint makes of it: what is advised warns at most, what is optional notes.
    #[must_use]
    pub fn lowered(self, need: Need) -> Self {
        match need {
            Need::Required => self,
            Need::Advised => self.min(Self::Warn),
            Need::Optional => self.min(Self::Note),
        }
    }
}

impl From<Severity> for Verdict {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Note => Self::Pass,
            Severity::Warn => Self::Warn,
            Severity::Unproven => Self::Unproven,
            Severity::Fail => Self::Fail,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Unproven => "unproven",
            Self::Fail => "fail",
        })
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Unproven => "unproven",
            Self::Fail => "fail",
        })
    }
}

/// What the handshakes of the inspection matrix came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// How many were made.
    pub handshakes: usize,
    /// How many of them showed whose certificates are there.
    pub shown: usize,
    /// How many of those were inspected.
    pub inspected: usize,
}
