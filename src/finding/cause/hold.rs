//! Facts of idle connections.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `hold.dropped`: the shortest idle time that a connection did not survive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dropped {
    /// How long it was to be idle, in seconds.
    pub idle_s: u32,
    /// How long it was idle, in ms.
    pub idled_ms: u32,
    /// What became of it.
    pub ending: Ending,
    /// Was a request sent over it before that?
    pub after_request: bool,
    /// The idle times, in seconds, after which the server still answered.
    pub survived_s: Vec<u32>,
    /// Did a connection that was not idle get an answer?
    pub busy_answered: bool,
}

impl Dropped {
    /// Was the connection ended, and not only forgotten? Behind a proxy that is the proxy's doing: TCP ends
    /// there.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        match self.ending {
            Ending::Closed | Ending::Inspector | Ending::Reset => true,
            Ending::Silent | Ending::Failed { .. } => false,
        }
    }
}

/// What became of an idle connection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Ending {
    /// FIN, without the server's `close_notify`.
    Closed,
    /// `close_notify` of the device that inspects TLS.
    Inspector,
    /// A TCP reset.
    Reset,
    /// The request got no response.
    Silent,
    /// Something else went wrong.
    Failed {
        /// The library's words.
        detail: Untrusted,
    },
}

impl Facts for Dropped {
    const CODE: Code = Code::HoldDropped;

    fn owner(&self, at: &Place<'_>) -> Owner {
        if self.is_ended() {
            at.team_on_route()
        } else {
            Owner::Firewall
        }
    }

    fn common(&self) -> Self {
        Self {
            idled_ms: 0,
            ..self.clone()
        }
    }
}
