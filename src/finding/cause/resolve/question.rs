//! What is asked of a name server, how that can end, and who owns the server.

use std::net::{IpAddr, SocketAddr};

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

/// What came with a negative answer beside its code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Grounds {
    /// The zone whose SOA came along: who says that there is nothing (RFC 2308, 3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Untrusted>,
    /// The primary name server that this SOA names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary: Option<Untrusted>,
    /// Does the server hold this zone itself (AA, or a name of private zones), so that it hides the public one?
    #[serde(default)]
    pub own_zone: bool,
    /// Does the server say that it asks no other server for this machine (RA not set)?
    #[serde(default)]
    pub no_recursion: bool,
    /// The server's reasons (RFC 8914).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

/// An Extended DNS Error (RFC 8914).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// Its number.
    pub code: u16,
    /// The server's own words, if it gives any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Untrusted>,
}

impl Grounds {
    /// The zone of the server's own that hides the public one.
    #[must_use]
    pub fn private_zone(&self) -> Option<&Untrusted> {
        self.zone.as_ref().filter(|_| self.own_zone)
    }
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
    /// An address where no service can be, or a filter's.
    Sinkhole {
        /// The address.
        address: IpAddr,
    },
}

/// The name server's owner: one on this machine is the host owner's.
pub(super) fn server_owner(server: SocketAddr, other: Owner) -> Owner {
    if server.ip().is_loopback() {
        Owner::Host
    } else {
        other
    }
}
