//! What is asked of a name server, how that can end, and who owns the server.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Owner, Untrusted};

/// The record type that was asked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Record {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// An alias.
    Cname,
}

/// Where the walk along a chain of aliases stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Stop {
    /// The name exists and has no such record.
    NoData,
    /// A response code that is an error (RFC 6895, 2.3).
    Rcode {
        /// Its number.
        rcode: u16,
    },
    /// Aliases that lead back to this name.
    Loop {
        /// The name.
        back_to: Untrusted,
    },
    /// Truncated over UDP, and not to be had over TCP.
    Truncated,
    /// More links than any real chain has.
    TooLong,
    /// No response.
    Silent,
}

/// The name server's owner: one on this machine is the host owner's.
pub(super) fn server_owner(server: SocketAddr, other: Owner) -> Owner {
    if server.ip().is_loopback() {
        Owner::Host
    } else {
        other
    }
}
