//! What can be wrong: the one table of codes, the facts of each, and the words for them.

mod across; // the hosts that a finding about the whole run speaks of
pub mod cause; // what was found, as facts
mod change; // what several codes ask for alike
mod code; // codes as text
mod codes; // the table of codes
pub mod meaning; // what a code means in general
mod owner; // who can fix it
mod place; // where it was found
mod record; // as JSON
pub mod schema; // its shape as JSON
pub mod text; // facts in words
mod untrusted; // text from outside
mod weight; // severities and verdicts

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

pub use across::{Across, Scope};
pub use cause::{Cause, Facts};
pub use change::Change;
pub use code::{Stage, UnknownCode};
pub use codes::Code;
pub use owner::Owner;
pub use place::{Many, Place, Target};
pub use untrusted::Untrusted;
pub use weight::{Inspected, Severity, Verdict};

/// What was measured on the direct route, beside the route that counts. It changes no verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directly {
    /// Does the target itself answer there?
    pub open: bool,
    /// What the verdict would be there.
    pub verdict: Verdict,
    /// What was found there.
    pub findings: Vec<Finding>,
}

/// One thing that was found: its facts, its weight and its place. Conclusion, evidence, remedy and
/// owner follow from these.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was found.
    pub cause: Cause,
    /// How much it weighs here.
    pub severity: Severity,
    /// The host that was asked; none where it is about the whole run.
    pub target: Option<Target>,
    /// The address it is about, where it is about one.
    pub address: Option<SocketAddr>,
    /// The DNS name it is about, where it is about one link of a chain.
    pub name: Option<String>,
    /// The hosts that meet the same, where it is about the whole run.
    pub across: Option<Across>,
    /// The finding that explains this one.
    pub explained_by: Option<Code>,
}

impl Finding {
    /// A finding with the weight of its facts.
    #[must_use]
    pub fn new(cause: impl Into<Cause>) -> Self {
        let cause = cause.into();
        Self {
            severity: cause.severity(),
            cause,
            target: None,
            address: None,
            name: None,
            across: None,
            explained_by: None,
        }
    }

    /// About this address.
    #[must_use]
    pub fn at(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// About this DNS name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// About this host and port.
    #[must_use]
    pub fn on(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// About several hosts of the run.
    #[must_use]
    pub fn across(mut self, across: Across) -> Self {
        self.across = Some(across);
        self
    }

    /// With another weight than its facts have by themselves.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Explained by another finding.
    #[must_use]
    pub fn explained_by(mut self, code: Code) -> Self {
        self.explained_by = Some(code);
        self
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.cause.code()
    }

    /// Where it was found, as its sentences name it.
    #[must_use]
    pub fn place(&self) -> Place<'_> {
        Place {
            target: self.target.as_ref(),
            address: self.address,
            name: self.name.as_deref(),
            many: self.across.as_ref().map_or(Many::One, Many::Across),
        }
    }

    /// The conclusion: one sentence, safe to show, without a full stop.
    #[must_use]
    pub fn conclusion(&self) -> String {
        self.cause.conclusion(&self.place())
    }

    /// The evidence for it: a sentence each, safe to show, without a full stop.
    #[must_use]
    pub fn evidence(&self) -> Vec<String> {
        let mut all = self.cause.evidence(&self.place());
        all.extend(self.across.iter().flat_map(text::across));
        all
    }

    /// Conclusion and evidence in one line.
    #[must_use]
    pub fn in_words(&self) -> String {
        let whole = std::iter::once(self.conclusion()).chain(self.evidence());
        whole.collect::<Vec<_>>().join(". ")
    }

    /// What the owner has to change: an instruction, safe to show, without a full stop.
    #[must_use]
    pub fn remedy(&self) -> String {
        self.cause.remedy(&self.place())
    }

    /// The team that can fix it.
    #[must_use]
    pub fn owner(&self) -> Owner {
        self.cause.owner(&self.place())
    }
}
