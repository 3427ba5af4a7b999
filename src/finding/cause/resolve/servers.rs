//! Facts of name servers: what they reported, whether they answered, and over what.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::question::{Grounds, Record, Stop, server_owner};
use crate::finding::facts::Facts;
use crate::finding::shape::Socket;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `resolve.server-said`: an error code for the name that was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServerSaid {
    /// The name server.
    #[schemars(with = "Socket")]
    pub server: SocketAddr,
    /// What was asked for.
    pub record: Record,
    /// The number of the response code (RFC 6895, 2.3).
    pub rcode: u16,
    /// What came with it.
    #[serde(default)]
    pub grounds: Grounds,
    /// The servers that it asks itself, where it is one of this machine and says so.
    #[schemars(with = "Vec<Socket>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstreams: Vec<SocketAddr>,
    /// Other name servers that answer so as well.
    #[schemars(with = "Vec<Socket>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<SocketAddr>,
}

impl Facts for ServerSaid {
    const CODE: Code = Code::ResolveServerSaid;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        server_owner(self.server, Owner::Dns)
    }

    fn common(&self) -> Self {
        Self {
            grounds: Grounds::default(),
            ..self.clone()
        }
    }
}

/// `resolve.silent`: no response that could be used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Silent {
    /// The name server; null: none is configured, and the operating system gives no address.
    #[schemars(with = "Option<Socket>")]
    pub server: Option<SocketAddr>,
    /// What was asked for.
    pub record: Record,
    /// How long was waited, in ms.
    pub waited_ms: u32,
    /// The error that came in place of a response, such as an ICMP refusal.
    pub error: Option<Untrusted>,
    /// Why a response that came could not be used.
    pub unusable: Option<Untrusted>,
    /// The ways that it was asked.
    #[serde(default)]
    pub tried: Vec<Tried>,
    /// Does it answer other questions of this run?
    #[serde(default)]
    pub answers_others: bool,
    /// The servers that it asks itself, where it is one of this machine and says so.
    #[schemars(with = "Vec<Socket>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstreams: Vec<SocketAddr>,
    /// Other name servers that answer so as well.
    #[schemars(with = "Vec<Socket>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<SocketAddr>,
}

/// A way that a question went, and how far.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tried {
    /// UDP with EDNS (RFC 6891).
    Udp,
    /// UDP without EDNS.
    PlainUdp,
    /// TCP, and no connection was opened.
    Tcp,
    /// TCP, over a connection that was opened.
    OpenTcp,
}

impl Silent {
    /// Is the server's port known to be open: by an answer, or by a connection?
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.answers_others || self.tried.contains(&Tried::OpenTcp)
    }
}

impl Facts for Silent {
    const CODE: Code = Code::ResolveSilent;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        let away = if self.is_reached() {
            Owner::Dns
        } else {
            Owner::Firewall
        };
        self.server
            .map_or(Owner::Host, |server| server_owner(server, away))
    }

    fn common(&self) -> Self {
        Self {
            waited_ms: 0,
            tried: Vec::new(),
            ..self.clone()
        }
    }
}

/// `resolve.truncated`: cut over UDP and not to be had over TCP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Truncated {
    /// The name server.
    #[schemars(with = "Socket")]
    pub server: SocketAddr,
    /// What was asked for.
    pub record: Record,
}

impl Facts for Truncated {
    const CODE: Code = Code::ResolveTruncated;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        server_owner(self.server, Owner::Firewall)
    }
}

/// `resolve.servers-disagree`: one server resolves what another does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServersDisagree {
    /// The name servers that resolve it.
    #[schemars(with = "Vec<Socket>")]
    pub resolve: Vec<SocketAddr>,
    /// The others, with what they answer.
    pub fail: Vec<ServerFailure>,
}

/// What a name server answers that does not resolve a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServerFailure {
    /// The name server.
    #[schemars(with = "Socket")]
    pub server: SocketAddr,
    /// The name at which its answers stop; none where it is about several hosts.
    pub name: Option<Untrusted>,
    /// What stops them there.
    pub stop: Stop,
}

impl Facts for ServersDisagree {
    const CODE: Code = Code::ResolveServersDisagree;

    fn common(&self) -> Self {
        let mut common = self.clone();
        for failure in &mut common.fail {
            failure.name = None;
        }
        common
    }
}
