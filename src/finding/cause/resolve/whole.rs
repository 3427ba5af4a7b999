//! Facts of name servers and of the system's resolver as a whole: what they resolve of all names of a run.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::question::{Grounds, Stop, server_owner};
use super::servers::ServerFailure;
use crate::finding::facts::Facts;
use crate::finding::shape::Socket;
use crate::finding::{Code, Owner, Place, Severity, Untrusted};

/// `resolve.nothing-external`: the name servers resolve no name of the internet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NothingExternal {
    /// The name servers, and what each answers.
    pub servers: Vec<ServerAnswers>,
}

/// What one name server answers, of all that it was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServerAnswers {
    /// The name server.
    #[schemars(with = "Socket")]
    pub server: SocketAddr,
    /// Its answers, each kind once, the commonest first; at most 4.
    pub stops: Vec<Stop>,
    /// What came with its commonest answer.
    pub grounds: Grounds,
    /// The servers that it asks itself, where it is one of this machine and says so.
    #[schemars(with = "Vec<Socket>")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstreams: Vec<SocketAddr>,
}

impl Facts for NothingExternal {
    const CODE: Code = Code::ResolveNothingExternal;

    /// Servers on this machine alone are its owner's.
    fn owner(&self, _at: &Place<'_>) -> Owner {
        let mut servers = self.servers.iter();
        if servers.all(|one| server_owner(one.server, Owner::Dns) == Owner::Host) {
            Owner::Host
        } else {
            Owner::Dns
        }
    }
}

/// `resolve.udp-blocked`: a name server answers over TCP and never over UDP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UdpBlocked {
    /// The name server.
    #[schemars(with = "Socket")]
    pub server: SocketAddr,
    /// How many questions it answered over TCP, none of them over UDP.
    pub questions: usize,
    /// Does the operating system's own resolver resolve names all the same?
    pub system_works: bool,
}

impl Facts for UdpBlocked {
    const CODE: Code = Code::ResolveUdpBlocked;

    fn severity(&self) -> Severity {
        if self.system_works {
            Severity::Warn
        } else {
            Severity::Fail
        }
    }

    fn owner(&self, _at: &Place<'_>) -> Owner {
        server_owner(self.server, Owner::Firewall)
    }
}

/// `resolve.system-fails`: the operating system's own resolver resolves nothing, or hardly anything, that
/// the name servers resolve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SystemFails {
    /// How many names it resolves.
    pub resolved: usize,
    /// How many names the name servers resolve.
    pub of: usize,
    /// Its words, where it has any.
    pub words: Option<Untrusted>,
    /// What the system's own settings say that keeps it from resolving: servers it does not understand, and
    /// options.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Untrusted>,
    /// The first name server, where it answers so itself: a resolver takes its word and asks no other.
    pub first_server: Option<ServerFailure>,
}

impl Facts for SystemFails {
    const CODE: Code = Code::ResolveSystemFails;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        let first = self.first_server.as_ref();
        first.map_or(Owner::Host, |first| server_owner(first.server, Owner::Dns))
    }
}

/// `resolve.unusable-server`: the system's settings list name servers that cannot be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnusableServer {
    /// What the settings say, and why it cannot be used.
    pub listed: Vec<Listed>,
}

/// A name server as the settings list it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Listed {
    /// What they say.
    pub server: Untrusted,
    /// Why it cannot be used.
    pub why: Unusable,
}

/// Why a name server of the settings cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unusable {
    /// It is link-local, and its interface is unknown here.
    UnknownZone,
    /// It is no address.
    NoAddress,
    /// Its line ends with CR and LF, which the system does not understand.
    CarriageReturn,
}

impl Facts for UnusableServer {
    const CODE: Code = Code::ResolveUnusableServer;
}
