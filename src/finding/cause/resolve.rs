//! Facts of names and their addresses.

use std::net::{IpAddr, SocketAddr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::shape::Socket;
use crate::finding::{Code, Owner, Place, Severity, Untrusted};

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
fn server_owner(server: SocketAddr, other: Owner) -> Owner {
    if server.ip().is_loopback() {
        Owner::Host
    } else {
        other
    }
}

/// `resolve.no-such-name`: NXDOMAIN for the name that was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoSuchName {
    /// The name server that says so; null: the operating system's resolver, where no server is
    /// configured.
    #[schemars(with = "Option<Socket>")]
    pub server: Option<SocketAddr>,
    /// The only record type that it says so for, while it gives others (RFC 8020 means all).
    pub only_record: Option<Record>,
}

impl Facts for NoSuchName {
    const CODE: Code = Code::ResolveNoSuchName;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.server
            .map_or(Owner::Host, |server| server_owner(server, Owner::Dns))
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
}

impl Facts for NoAddress {
    const CODE: Code = Code::ResolveNoAddress;

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

/// `resolve.private-answer`: an address where a public service cannot be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrivateAnswer {
    /// The address.
    pub answer: IpAddr,
    /// What kind of address that is, such as "a private address".
    pub kind: String,
    /// Is the certificate chain there genuine, as behind a private link?
    pub genuine_there: bool,
}

impl Facts for PrivateAnswer {
    const CODE: Code = Code::ResolvePrivateAnswer;

    fn severity(&self) -> Severity {
        if self.genuine_there {
            Severity::Warn
        } else {
            Severity::Fail
        }
    }

    fn change(&self) -> Self {
        Self {
            answer: IpAddr::from([0, 0, 0, 0]),
            ..self.clone()
        }
    }
}

/// `resolve.rewritten`: names that cannot exist are answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rewritten {
    /// Made-up names that were answered, at most 8.
    pub made_up: Vec<MadeUp>,
    /// The wildcards that they were made up under; empty where under none.
    pub under: Vec<String>,
    /// The address that the host got as well.
    pub same_address: Option<IpAddr>,
}

/// A name that cannot exist, and the answer to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MadeUp {
    /// The name.
    pub name: String,
    /// The name server that answered; null: the operating system's resolver.
    #[schemars(with = "Option<Socket>")]
    pub server: Option<SocketAddr>,
    /// The addresses it gave, at most 4.
    pub addresses: Vec<IpAddr>,
}

impl Facts for Rewritten {
    const CODE: Code = Code::ResolveRewritten;

    fn common(&self) -> Self {
        Self {
            made_up: Vec::new(),
            under: Vec::new(),
            same_address: self.same_address,
        }
    }

    fn change(&self) -> Self {
        Self {
            same_address: None,
            ..self.common()
        }
    }
}

/// `resolve.outside-range`: an address outside the endpoint's ranges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutsideRange {
    /// The service tags and networks that the row names.
    pub expected: Vec<String>,
}

impl Facts for OutsideRange {
    const CODE: Code = Code::ResolveOutsideRange;
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

/// `resolve.system-differs`: the operating system's answer is another than the servers'.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SystemDiffers {
    /// What the operating system's resolver answers.
    pub system: SystemAnswer,
    /// The addresses that the name servers give, at most 8.
    pub servers_give: Vec<IpAddr>,
}

/// What the operating system's resolver answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum SystemAnswer {
    /// Addresses that no name server gives.
    OtherAddresses {
        /// They, at most 8.
        addresses: Vec<IpAddr>,
        /// Does none of its addresses work, while one of the servers' does, or can none work?
        dead: bool,
    },
    /// No such name.
    NoSuchName {
        /// Its words.
        detail: Untrusted,
    },
    /// "Try again".
    TryAgain {
        /// Its words.
        detail: Untrusted,
    },
    /// No address.
    NoAddress,
    /// Nothing in time.
    Late {
        /// How long was waited, in ms.
        waited_ms: u32,
    },
}

impl Facts for SystemDiffers {
    const CODE: Code = Code::ResolveSystemDiffers;

    fn severity(&self) -> Severity {
        match self.system {
            SystemAnswer::OtherAddresses { dead: true, .. }
            | SystemAnswer::NoSuchName { .. }
            | SystemAnswer::NoAddress => Severity::Fail,
            SystemAnswer::OtherAddresses { dead: false, .. }
            | SystemAnswer::TryAgain { .. }
            | SystemAnswer::Late { .. } => Severity::Warn,
        }
    }

    fn common(&self) -> Self {
        let system = match &self.system {
            SystemAnswer::Late { .. } => SystemAnswer::Late { waited_ms: 0 },
            other => other.clone(),
        };
        Self {
            system,
            servers_give: Vec::new(),
        }
    }
}
