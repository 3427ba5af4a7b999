//! What sets some handshakes apart from others.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What sets some handshakes apart from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Pattern {
    /// All of these, and only then.
    Only {
        /// The conditions.
        conditions: Vec<Condition>,
    },
    /// The first ones at an address.
    First {
        /// How many.
        times: usize,
    },
    /// Nothing that is compared.
    NowAndThen,
}

/// What a handshake may differ in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Condition {
    /// The one TLS version that is offered.
    TlsVersion {
        /// `1.2` or `1.3`.
        version: String,
    },
    /// The host's own server name.
    OwnName,
    /// Another server name.
    OtherName {
        /// The name.
        name: String,
    },
    /// No server name.
    NoName,
    /// A client hello in one packet.
    SmallHello,
    /// A client hello with a post-quantum key share, in two packets.
    PostQuantumHello,
    /// Connections over IPv4.
    Ipv4,
    /// Connections over IPv6.
    Ipv6,
    /// The direct route.
    Direct,
    /// A proxy.
    Through {
        /// Its URL without credentials.
        proxy: String,
    },
}
