//! Facts of TLS inspection that concerns only some connections.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::presented::Presented;
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `chain.intercepted-sometimes`: TLS is inspected in some handshakes and not in others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InterceptedSometimes {
    /// How many handshakes are compared.
    pub handshakes: usize,
    /// How many of them were inspected.
    pub inspected: usize,
    /// What sets these apart.
    pub when: Pattern,
    /// What was presented first of them; none where a genuine certificate was shown without its key.
    pub presented: Option<Presented>,
    /// The known CA in whose name it was signed, where that is false.
    pub claimed: Option<Untrusted>,
}

/// What sets inspected handshakes apart from the others.
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

impl Facts for InterceptedSometimes {
    const CODE: Code = Code::ChainInterceptedSometimes;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.presented
            .as_ref()
            .map_or(Owner::Proxy, Presented::owner)
    }

    fn common(&self) -> Self {
        Self {
            handshakes: 0,
            inspected: 0,
            presented: self.presented.as_ref().map(Presented::common),
            ..self.clone()
        }
    }

    fn change(&self) -> Self {
        Self {
            when: Pattern::NowAndThen,
            presented: self.presented.as_ref().map(Presented::change),
            claimed: None,
            ..self.common()
        }
    }
}
