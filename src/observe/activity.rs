//! What a probe is at, for whoever looks on.

use std::fmt;
use std::sync::Arc;

use super::destination::Destination;
use crate::evidence::Attempt;

/// Something that takes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    /// Asking name servers.
    Resolving,
    /// Opening a connection.
    Connecting,
    /// Waiting for a hop's answer.
    AskingHop,
    /// Shaking hands.
    Securing,
    /// Fetching a page.
    Fetching,
    /// Leaving a connection alone.
    Holding,
}

impl Activity {
    /// It, for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Resolving => "resolving",
            Self::Connecting => "connecting",
            Self::AskingHop => "asking the proxy",
            Self::Securing => "shaking hands",
            Self::Fetching => "fetching",
            Self::Holding => "leaving it alone",
        }
    }
}

/// Looks on while one probe is measured; several steps may be under way at once.
pub trait StepListener: fmt::Debug + Send + Sync {
    /// A step begins.
    fn begins(&self, _doing: Activity) {}

    /// A step has ended, however.
    fn ends(&self, _doing: Activity) {}

    /// A connection to the target has opened, or a tunnel to it, and TLS comes next.
    fn opened(&self, _there: &Destination) {}

    /// The walk along one address has ended, however.
    fn attempted(&self, _attempt: &Attempt) {}
}

/// A listener that does nothing: for steps that are too many, or that are part of no probe.
#[derive(Debug)]
pub struct NoListener;

impl StepListener for NoListener {}

/// A step under way; it ends when this is dropped.
pub(super) struct UnderWay {
    listener: Arc<dyn StepListener>,
    activity: Activity,
}

impl UnderWay {
    pub(super) fn new(listener: &Arc<dyn StepListener>, activity: Activity) -> Self {
        listener.begins(activity);
        Self {
            listener: Arc::clone(listener),
            activity,
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.listener.ends(self.activity);
    }
}
