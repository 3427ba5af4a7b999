//! Which way out: the first source that speaks wins, and says what it passed over.

use serde::{Deserialize, Serialize};

/// The way a probe takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The hop's URL without credentials; null is the direct way.
    pub via: Option<String>,
    /// Who said so.
    pub told_by: Source,
    /// What other sources said, in the order they were asked.
    #[serde(default)]
    pub passed_over: Vec<PassedOver>,
}

impl Route {
    /// Straight to the target.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.via.is_none()
    }
}

/// Who can name a hop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Nobody said anything: direct.
    #[default]
    Default,
}

/// A source that was not heeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// Who.
    pub source: Source,
    /// What it said.
    pub said: String,
    /// Why it did not count.
    pub why: String,
}
