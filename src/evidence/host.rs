//! Where, when and as whom a run measured.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::wpad::Wpad;
use crate::text::bytes::Blob;

/// Where, when and as whom a run measured. What the machine did not tell is absent or empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Host {
    /// Operating system and architecture.
    pub os: String,
    /// What the machine calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// As whom it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// Seconds since 1970 by the machine's clock, when the run began.
    #[serde(default)]
    pub clock_unix: i64,
    /// How far the machine's local time is ahead of UTC, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset_s: Option<i32>,
    /// What the user said everything should go out from, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound_to: Option<String>,
    /// Our own ends: what the routing table would choose for a public address of each family, then
    /// what the connections had.
    #[serde(default)]
    pub source_addresses: Vec<IpAddr>,
    /// The network interfaces.
    #[serde(default)]
    pub interfaces: Vec<Interface>,
    /// The name servers that were asked, in order.
    pub resolvers: Vec<SocketAddr>,
    /// Why the system's own resolver settings could not be used, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolvers_problem: Option<String>,
    /// Name servers that the system's settings list and that are not asked, or that the system itself does
    /// not understand; at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unasked_resolvers: Vec<UnaskedResolver>,
    /// Options of the system's settings that change how it asks (resolv.conf(5)); at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolver_options: Vec<String>,
    /// The servers that a resolver on this machine asks itself, where it says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstreams: Vec<SocketAddr>,
    /// Certificates that this machine trusts, browsers do not, and that complete a chain of this run.
    pub local_roots: Vec<Blob>,
    /// What else it trusts, as far as the run needs to know; absent where its store is empty or cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_store: Option<TrustStore>,
    /// Does a policy keep Windows from adding roots when it needs them? Absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_updates_off: Option<bool>,
    /// Where an agent that detects its proxy automatically would look for a script; absent where none was
    /// looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wpad: Option<Wpad>,
}

/// A name server of the system's settings, and why it is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnaskedResolver {
    /// What the settings say, at most 64 characters.
    pub server: String,
    /// Why it is not asked.
    pub why: Unasked,
}

/// Why a name server is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unasked {
    /// The system asks the first three alone.
    BeyondLimit,
    /// It is link-local, and its interface is unknown here.
    UnknownZone,
    /// It is no address.
    NoAddress,
    /// Its line ends with CR and LF: the system does not understand it. It is asked all the same.
    CarriageReturn,
}

impl Host {
    /// The servers that this one asks itself, as far as it is known: of those on this machine alone.
    #[must_use]
    pub fn upstreams_of(&self, server: SocketAddr) -> Vec<SocketAddr> {
        if server.ip().is_loopback() {
            self.upstreams.clone()
        } else {
            Vec::new()
        }
    }
}

/// What a machine trusts, beside the roots that are its own alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustStore {
    /// How many certificates it has.
    pub certificates: usize,
    /// SHA-256 of the keys (`SubjectPublicKeyInfo`), hex, of those public roots that it has and that
    /// complete a chain of this run.
    pub public_roots: Vec<String>,
}

/// Who runs this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The account's name.
    pub name: String,
    /// Is it root? Absent where the system was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elevated: Option<bool>,
}

/// A network interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interface {
    /// What the system calls it.
    pub name: String,
    /// Its addresses, as the system lists them.
    pub addresses: Vec<IpAddr>,
}
