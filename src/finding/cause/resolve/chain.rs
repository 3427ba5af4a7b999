//! Facts of the chain of aliases: where it stops, and at which name.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::question::{Grounds, Record, Stop, server_owner};
use crate::finding::facts::Facts;
use crate::finding::shape::Socket;
use crate::finding::{Code, Owner, Place, Severity, Untrusted};

/// `resolve.no-such-name`: NXDOMAIN for the name that was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoSuchName {
    /// The name server that says so; null: the operating system's resolver, where no server is
    /// configured.
    #[schemars(with = "Option<Socket>")]
    pub server: Option<SocketAddr>,
    /// The only record type that it says so for, while it gives others (RFC 8020 means all).
    pub only_record: Option<Record>,
    /// What came with that answer.
    #[serde(default)]
    pub grounds: Grounds,
    /// Other name servers that answer so as well.
    #[schemars(with = "Vec<Socket>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<SocketAddr>,
}

impl Facts for NoSuchName {
    const CODE: Code = Code::ResolveNoSuchName;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.server
            .map_or(Owner::Host, |server| server_owner(server, Owner::Dns))
    }

    fn common(&self) -> Self {
        Self {
            grounds: Grounds::default(),
            ..self.clone()
        }
    }
}

/// `resolve.link-blocked`: an alias behind the name does not resolve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkBlocked {
    /// The name server.
    #[schemars(with = "Socket")]
    pub server: SocketAddr,
    /// The names from the one that was asked to the one that stops; at most 41.
    pub chain: Vec<Untrusted>,
    /// Why it stops.
    pub stop: Stop,
    /// Does it stop only where the alias is asked for by itself, while the whole chain resolves?
    pub only_alone: bool,
    /// What came with the answer that stops it.
    #[serde(default)]
    pub grounds: Grounds,
    /// Other name servers that answer so as well.
    #[schemars(with = "Vec<Socket>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<SocketAddr>,
}

impl Facts for LinkBlocked {
    const CODE: Code = Code::ResolveLinkBlocked;

    fn severity(&self) -> Severity {
        if self.only_alone {
            Severity::Warn
        } else {
            Severity::Fail
        }
    }

    fn owner(&self, _at: &Place<'_>) -> Owner {
        server_owner(self.server, Owner::Dns)
    }

    fn common(&self) -> Self {
        Self {
            chain: self.chain.last().cloned().into_iter().collect(),
            grounds: Grounds::default(),
            ..self.clone()
        }
    }
}

/// `resolve.alias-loop`: the aliases come back to one of themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AliasLoop {
    /// The name server.
    #[schemars(with = "Socket")]
    pub server: SocketAddr,
    /// The names in the order of the walk; at most 41.
    pub chain: Vec<Untrusted>,
}

impl Facts for AliasLoop {
    const CODE: Code = Code::ResolveAliasLoop;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        server_owner(self.server, Owner::Dns)
    }

    fn common(&self) -> Self {
        Self {
            chain: Vec::new(),
            ..self.clone()
        }
    }
}

/// `resolve.no-address`: neither A nor AAAA at the end of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoAddress {
    /// The name server.
    #[schemars(with = "Socket")]
    pub server: SocketAddr,
    /// The names from the one that was asked to the one without an address; at most 41.
    pub chain: Vec<Untrusted>,
    /// What came with that answer.
    #[serde(default)]
    pub grounds: Grounds,
    /// Other name servers that answer so as well.
    #[schemars(with = "Vec<Socket>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<SocketAddr>,
}

impl Facts for NoAddress {
    const CODE: Code = Code::ResolveNoAddress;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        server_owner(self.server, Owner::Dns)
    }

    fn common(&self) -> Self {
        Self {
            chain: Vec::new(),
            grounds: Grounds::default(),
            ..self.clone()
        }
    }
}
