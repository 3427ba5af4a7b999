//! Facts of what a proxy denies beside other connections, and of asking it once more, alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::cause::answer::Answer;
use crate::finding::cause::connect::{Failure, Obstacle};
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// What a proxy did in place of letting a request through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Denial {
    /// It gave an HTTP response.
    Http {
        /// Its status and words.
        answer: Answer,
    },
    /// It gave a SOCKS reply.
    Socks {
        /// The protocol's version: 4 or 5.
        version: u8,
        /// The reply's number (RFC 1928, 6; of version 4: 90 to 93).
        reply: u8,
    },
    /// It rejected user name and password of SOCKS 5 (RFC 1929, 2).
    SocksLogin {
        /// The status it gave; 0 would be success.
        status: u8,
    },
    /// It closed or reset the connection, or sent what is no response.
    Closed,
    /// It sent no complete response.
    Silent {
        /// How long was waited, in ms.
        waited_ms: u32,
    },
    /// The connection to it did not open.
    NotConnected {
        /// What became of it.
        obstacle: Obstacle,
        /// How long it took, in ms; of silence, the time limit.
        took_ms: u32,
    },
}

impl Denial {
    /// A connection that did not open, where a limit may be the reason.
    #[must_use]
    pub fn from_failure(failure: &Failure) -> Option<Self> {
        let obstacle = failure.obstacle;
        let by_limit = matches!(
            obstacle,
            Obstacle::Refused | Obstacle::Reset | Obstacle::Silent
        );
        by_limit.then_some(Self::NotConnected {
            obstacle,
            took_ms: failure.took_ms,
        })
    }

    /// Did nothing come? Waiting for that takes time.
    #[must_use]
    pub fn is_silence(&self) -> bool {
        match self {
            Self::Silent { .. } => true,
            Self::NotConnected { obstacle, .. } => *obstacle == Obstacle::Silent,
            Self::Http { .. } | Self::Socks { .. } | Self::SocksLogin { .. } | Self::Closed => {
                false
            }
        }
    }

    /// Does it reject a login?
    #[must_use]
    pub fn is_of_login(&self) -> bool {
        match self {
            Self::Http { answer } => matches!(answer.status, Some(401 | 407)),
            Self::SocksLogin { .. } => true,
            Self::Socks { version, reply } => *version == 4 && matches!(reply, 92 | 93),
            Self::Closed | Self::Silent { .. } | Self::NotConnected { .. } => false,
        }
    }

    /// Without what differs from one request to the next.
    #[must_use]
    pub fn common(&self) -> Self {
        match self {
            Self::Silent { .. } => Self::Silent { waited_ms: 0 },
            Self::NotConnected { obstacle, .. } => Self::NotConnected {
                obstacle: *obstacle,
                took_ms: 0,
            },
            other => other.clone(),
        }
    }

    /// Is it the same answer? Words may name the host, the time or a number of the request.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Http { answer: one }, Self::Http { answer: other }) => {
                one.status == other.status
            }
            _ => self.common() == other.common(),
        }
    }
}

/// What became of asking a proxy once more, alone, for what it denied beside other connections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Alone {
    /// The same.
    Same,
    /// Another answer, which the finding is about.
    Differs {
        /// What came beside other connections.
        beside: Denial,
    },
    /// No answer that says more than the first one.
    Otherwise {
        /// What came.
        denial: Denial,
    },
    /// The time for asking again was over.
    NoTime,
}

impl Alone {
    /// Without what differs from one request to the next.
    #[must_use]
    pub fn common(&self) -> Self {
        match self {
            Self::Same => Self::Same,
            Self::Differs { beside } => Self::Differs {
                beside: beside.common(),
            },
            Self::Otherwise { denial } => Self::Otherwise {
                denial: denial.common(),
            },
            Self::NoTime => Self::NoTime,
        }
    }
}

/// `tunnel.connection-limit`: denied beside other connections, and let through alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectionLimit {
    /// What was asked for: method and URL, or host and port.
    pub request: Untrusted,
    /// What the proxy did beside other connections.
    pub beside_others: Denial,
    /// How many other requests of the run it had at that time, where that was counted.
    pub others: Option<u32>,
    /// No more requests than this were made at a time from then on.
    pub at_once: Option<u32>,
}

impl Facts for ConnectionLimit {
    const CODE: Code = Code::TunnelConnectionLimit;

    /// A proxy on this machine is a program of its own.
    fn owner(&self, at: &Place<'_>) -> Owner {
        if at.proxy_is_here() {
            Owner::Host
        } else {
            Self::CODE.owner()
        }
    }

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            beside_others: self.beside_others.common(),
            others: None,
            at_once: None,
        }
    }

    /// However it denies, the limit is what has to be raised.
    fn change(&self) -> Self {
        Self {
            beside_others: Denial::Closed,
            ..self.common()
        }
    }
}
