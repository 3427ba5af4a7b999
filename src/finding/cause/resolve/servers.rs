//! Facts of name servers: what they reported, whether they answered, and over what.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::question::{Record, Stop, server_owner};
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
    /// The response code (RFC 6895, 2.3).
    pub rcode: u16,
}

impl Facts for ServerSaid {
    const CODE: Code = Code::ResolveServerSaid;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        server_owner(self.server, Owner::Dns)
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
}

impl Facts for Silent {
    const CODE: Code = Code::ResolveSilent;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.server
            .map_or(Owner::Host, |server| server_owner(server, Owner::Firewall))
    }

    fn common(&self) -> Self {
        Self {
            waited_ms: 0,
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
    /// The name at which its answers stop.
    pub name: Untrusted,
    /// What stops them there.
    pub stop: Stop,
}

impl Facts for ServersDisagree {
    const CODE: Code = Code::ResolveServersDisagree;

    fn common(&self) -> Self {
        let mut common = self.clone();
        for failure in &mut common.fail {
            failure.name = Untrusted::default();
        }
        common
    }
}
