//! Facts of TCP connections.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::shape::Socket;
use crate::finding::{Code, Owner, Place, Untrusted};

/// What became of a connection that did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// A reset came in answer to the first packet.
    Refused,
    /// It was reset or closed later.
    Reset,
    /// Nothing came back within the time limit.
    Silent,
    /// No route: the routing table, or ICMP "unreachable".
    Unreachable,
    /// ICMP "administratively prohibited" (RFC 1812, 5.2.7.1).
    Prohibited,
    /// A failure of this machine.
    Local,
}

/// A connection that did not open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotConnected {
    /// The address.
    #[schemars(with = "Socket")]
    pub address: SocketAddr,
    /// What became of it.
    #[serde(flatten)]
    pub failure: Failure,
}

/// How a connection failed to open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// What became of it.
    pub obstacle: Obstacle,
    /// How long it took, in ms; of silence, the time limit.
    pub took_ms: u32,
    /// The operating system's words, where it said something.
    pub detail: Option<Untrusted>,
    /// What became of asking it once more, alone; none where that was not worth it.
    pub alone: Option<Alone>,
}

/// What became of asking an address once more, alone, that did not open beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Alone {
    /// It failed again.
    Failed {
        /// What became of it.
        obstacle: Obstacle,
        /// How long it took, in ms; of silence, the time limit.
        took_ms: u32,
    },
    /// The time for asking again was over.
    NoTime,
}

impl Failure {
    /// Without what differs from one connection to the next.
    fn common(&self) -> Self {
        Self {
            took_ms: 0,
            alone: None,
            ..self.clone()
        }
    }
}

macro_rules! failures {
    ($($name:ident $code:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// How it failed.
            #[serde(flatten)]
            pub failure: Failure,
        }

        impl Facts for $name {
            const CODE: Code = Code::$code;

            fn common(&self) -> Self {
                Self {
                    failure: self.failure.common(),
                }
            }
        }
    )*};
}

failures! {
    Refused ConnectRefused "`connect.refused`: a reset in answer to the first packet.";
    Reset ConnectReset "`connect.reset`: a reset later, before any data.";
    Silent ConnectSilent "`connect.silent`: no response until the time limit.";
    Prohibited ConnectProhibited "`connect.prohibited`: ICMP says so.";
}

/// `connect.unreachable`: no route, said by this machine or by a router.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unreachable {
    /// How an attempt failed; none where this machine has no route for the address's family, so that
    /// none was made.
    pub failure: Option<Failure>,
}

impl Facts for Unreachable {
    const CODE: Code = Code::ConnectUnreachable;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        match self.failure {
            Some(_) => Owner::Firewall,
            None => Owner::Host,
        }
    }

    fn common(&self) -> Self {
        Self {
            failure: self.failure.as_ref().map(Failure::common),
        }
    }
}

/// `connect.some-addresses`: some addresses of a host never open, others do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SomeAddresses {
    /// How many addresses were tried.
    pub tried: usize,
    /// Those that failed, at most 16.
    pub failed: Vec<NotConnected>,
    /// How many failed.
    pub failures: usize,
}

impl Facts for SomeAddresses {
    const CODE: Code = Code::ConnectSomeAddresses;

    /// Other addresses may fail in these ways and be one cause.
    fn common(&self) -> Self {
        let mut kinds: Vec<Obstacle> = Vec::new();
        for one in &self.failed {
            if !kinds.contains(&one.failure.obstacle) {
                kinds.push(one.failure.obstacle);
            }
        }
        let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
        let failed = kinds.into_iter().map(|obstacle| NotConnected {
            address: nowhere,
            failure: Failure {
                obstacle,
                took_ms: 0,
                detail: None,
                alone: None,
            },
        });
        Self {
            tried: 0,
            failures: 0,
            failed: failed.collect(),
        }
    }

    fn change(&self) -> Self {
        Self {
            tried: 0,
            failed: Vec::new(),
            failures: 0,
        }
    }
}

/// `connect.under-load`: opened alone, and not beside other connections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnderLoad {
    /// How it failed beside others; none where it opened and a later step failed.
    pub beside_others: Option<Failure>,
}

impl Facts for UnderLoad {
    const CODE: Code = Code::ConnectUnderLoad;

    fn common(&self) -> Self {
        Self {
            beside_others: self.beside_others.as_ref().map(Failure::common),
        }
    }
}

/// `connect.answered-for-all`: an address that nobody can have accepts connections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnsweredForAll {
    /// Addresses reserved for documentation (RFC 5737, RFC 3849) that accepted a connection.
    #[schemars(with = "Vec<Socket>")]
    pub reserved: Vec<SocketAddr>,
}

impl Facts for AnsweredForAll {
    const CODE: Code = Code::ConnectAnsweredForAll;

    fn common(&self) -> Self {
        Self {
            reserved: Vec::new(),
        }
    }
}

/// `connect.sometimes`: of several attempts at one address some get through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sometimes {
    /// How many attempts were made.
    pub attempts: usize,
    /// How many failed.
    pub failures: usize,
    /// The steps at which they failed, each once.
    pub steps: Vec<FailedStep>,
}

/// The step at which an attempt failed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FailedStep {
    /// The TCP connection.
    Connect,
    /// The proxy's answer.
    Tunnel,
    /// The TLS handshake.
    Handshake,
    /// The HTTP exchange.
    Fetch,
}

impl Facts for Sometimes {
    const CODE: Code = Code::ConnectSometimes;

    fn common(&self) -> Self {
        Self {
            attempts: 0,
            failures: 0,
            ..self.clone()
        }
    }
}
