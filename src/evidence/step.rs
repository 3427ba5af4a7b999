//! One step: when it was made, what it saw, how it ended.

use serde::{Deserialize, Serialize};

/// One step of a walk. `seen` holds what was known when it ended, however it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step<T> {
    /// When it began.
    pub at_ms: u32,
    /// How long it took.
    pub took_ms: u32,
    /// What was seen.
    pub seen: T,
    /// How it ended.
    pub ended: Ended,
}

impl<T> Step<T> {
    /// Did the step do all it had to do?
    #[must_use]
    pub fn completed(&self) -> bool {
        self.ended == Ended::Completed
    }

    /// The failure that ended it, if one did.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match &self.ended {
            Ended::Failed(failure) => Some(failure),
            _ => None,
        }
    }
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// All was done.
    Completed,
    /// Something was said or done to us.
    Failed(Failure),
    /// Nothing more came within the step's time limit.
    OutOfTime,
    /// The run's own deadline came first.
    GaveUp,
    /// The user stopped the run.
    Interrupted,
}

/// What a library or the system said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Failure {
    /// Decided upon.
    pub kind: FailureKind,
    /// Shown, never matched. Foreign text: escape before showing.
    pub detail: String,
}

/// The kinds of failure that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// RST to the SYN.
    Refused,
    /// RST later.
    Reset,
    /// No way there: the routing table, or ICMP unreachable.
    Unreachable,
    /// ICMP administratively prohibited.
    Prohibited,
    /// The system gave up waiting before we did.
    TimedOut,
    /// Closed before the step was done.
    ClosedEarly,
    /// Bytes came that are not TLS.
    NotTls,
    /// A TLS alert, by its number (RFC 8446, 6).
    TlsAlert(u8),
    /// No protocol version in common.
    NoCommonVersion,
    /// TLS went wrong in another way.
    TlsBroken,
    /// The hop's certificate leads to no public and no local root, is for another name, or its time
    /// is over. Only hops are checked on the way: they are told credentials.
    Untrusted,
    /// Bytes came that are not what the protocol allows.
    Malformed,
    /// More than our bound.
    TooLarge,
    /// The system's resolver says that there is no such name, or no address.
    NoSuchName,
    /// The system's resolver says "try again".
    TryAgain,
    /// Anything else.
    Other,
}
