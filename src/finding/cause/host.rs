//! Facts of this machine itself.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place};

/// `host.clock-off`: this machine's clock differs from those of the servers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClockOff {
    /// How far this machine's clock is ahead of the servers' median, in seconds; negative where it is behind.
    pub ahead_s: i64,
    /// How many servers said what time it is, inside genuine TLS.
    pub servers: usize,
}

impl Facts for ClockOff {
    const CODE: Code = Code::HostClockOff;
}

/// `host.made-up-address`: the name is answered with an address that a client program makes up, and
/// nothing works there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MadeUpAddress {
    /// The address.
    pub answer: IpAddr,
    /// What makes such addresses up.
    pub client: MadeUpBy,
    /// Does something show that this client runs on this machine: its resolver, or an address of its own?
    pub here: bool,
}

/// What makes addresses up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MadeUpBy {
    /// The Global Secure Access client of Microsoft: 6.6.0.0/16.
    GlobalSecureAccess,
    /// Tunnel clients that answer names by themselves: 198.18.0.0/15 (RFC 2544).
    TunnelClient,
}

impl Facts for MadeUpAddress {
    const CODE: Code = Code::HostMadeUpAddress;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        if self.here { Owner::Host } else { Owner::Dns }
    }

    fn common(&self) -> Self {
        Self {
            answer: IpAddr::from([0, 0, 0, 0]),
            ..self.clone()
        }
    }
}
