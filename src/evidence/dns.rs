//! What name servers and the system's resolver answered, and pure views of it.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::{Ended, FailureKind};

/// More links than any real chain has; a chain that is longer is cut here.
pub const MOST_LINKS: usize = 40;

/// All that was asked about one name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// The name, lower case, without the last dot.
    pub name: String,
    /// The servers asked, in order.
    pub servers: Vec<SocketAddr>,
    /// Every question sent, in the order of their answers.
    pub questions: Vec<Question>,
    /// What the operating system itself says.
    pub system: Option<SystemAnswer>,
}

/// One question to one server over one transport.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Who was asked.
    pub server: SocketAddr,
    /// About which name.
    pub name: String,
    /// For which record type.
    pub rtype: RecordType,
    /// Over what.
    pub transport: Transport,
    /// When it was sent, since the probe began.
    pub at_ms: u32,
    /// How long the answer took.
    pub took_ms: u32,
    /// The answer.
    pub reply: Option<Reply>,
    /// How it ended.
    pub ended: Ended,
}

/// The record types that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RecordType {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// An alias, asked for alone where a server answers an error for the whole chain.
    Cname,
}

/// How a question travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// UDP with EDNS (RFC 6891).
    Udp,
    /// UDP without EDNS: some servers and firewalls drop what they do not know.
    PlainUdp,
    /// TCP.
    Tcp,
}

/// One DNS message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The response code (RFC 6895, 2.3).
    pub rcode: u16,
    /// Was it cut to fit?
    pub truncated: bool,
    /// The answer section, in order.
    pub answers: Vec<Record>,
    /// The zone whose SOA came along, where one did.
    pub zone: Option<String>,
}

/// One resource record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its owner, lower case, without the last dot.
    pub name: String,
    /// Seconds to live, as this server gave it.
    pub ttl: u32,
    /// What it says.
    #[serde(flatten)]
    pub data: RecordData,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE", tag = "type", content = "data")]
pub enum RecordData {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// An alias for this name.
    Cname(String),
    /// Another type, by its name.
    Other(String),
}

/// What `getaddrinfo` answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SystemAnswer {
    /// How long it took.
    pub took_ms: u32,
    /// The addresses, in the system's order of preference.
    pub addresses: Vec<IpAddr>,
    /// How it ended; `NoSuchName` and `TryAgain` are told apart.
    pub ended: Ended,
}

impl SystemAnswer {
    /// Does the system say that there is no such name or address? Late is not "no".
    #[must_use]
    pub fn says_no(&self) -> bool {
        matches!(&self.ended, Ended::Failed(f) if f.kind == FailureKind::NoSuchName)
    }
}

/// One alias on the way from the name to its addresses.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The alias.
    pub name: String,
    /// What it stands for.
    pub target: String,
    /// Seconds to live.
    pub ttl: u32,
}

/// One server's chain for one name and record type.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// The aliases, first to last.
    pub links: Vec<Link>,
    /// Where it ended.
    pub end: ChainEnd,
}

/// Where a chain ended.
#[derive(Debug, Clone, PartialEq)]
pub enum ChainEnd {
    /// At addresses.
    Addresses(Vec<IpAddr>),
    /// The last name exists and has no address of this type.
    NoData,
    /// The server answered an error for the last name.
    Rcode(u16),
    /// The chain came back to this name.
    Loop(String),
    /// More than [`MOST_LINKS`] links.
    TooLong,
    /// Truncated over UDP, and TCP did not bring the rest.
    Truncated,
    /// No answer about the last name; how the last question about it ended.
    Silent(Ended),
    /// The last name was never asked for.
    NotAsked,
}

impl Chain {
    /// The last name of the chain, given the first.
    #[must_use]
    pub fn last<'a>(&'a self, first: &'a str) -> &'a str {
        self.links.last().map_or(first, |link| &link.target)
    }

    /// The addresses at its end; empty when it ended elsewhere.
    #[must_use]
    pub fn addresses(&self) -> &[IpAddr] {
        match &self.end {
            ChainEnd::Addresses(addresses) => addresses,
            _ => &[],
        }
    }
}

impl Resolution {
    /// The chain that one server gives for a name: links by owner name, never by position.
    #[must_use]
    pub fn chain(&self, server: SocketAddr, name: &str, rtype: RecordType) -> Chain {
        let mut links: Vec<Link> = Vec::new();
        let mut current = name.to_owned();
        loop {
            let replies = self.replies(server, &current, rtype, name);
            if let Some(link) = replies.iter().find_map(|reply| reply.alias(&current)) {
                let target = link.target.clone();
                let looped = target == name || links.iter().any(|seen| seen.target == target);
                links.push(link);
                if looped {
                    return Chain {
                        links,
                        end: ChainEnd::Loop(target),
                    };
                }
                if links.len() == MOST_LINKS {
                    return Chain {
                        links,
                        end: ChainEnd::TooLong,
                    };
                }
                current = target;
                continue;
            }
            let end = self.end_at(server, &current, rtype, &replies);
            return Chain { links, end };
        }
    }

    /// The addresses of one type that any server or the system gives, each once, in order of
    /// appearance.
    #[must_use]
    pub fn addresses(&self) -> Vec<IpAddr> {
        let mut found = Vec::new();
        let mut known = BTreeSet::new();
        for &server in &self.servers {
            for rtype in [RecordType::A, RecordType::Aaaa] {
                found.extend_from_slice(self.chain(server, &self.name, rtype).addresses());
            }
        }
        found.extend(
            self.system
                .iter()
                .flat_map(|answer| answer.addresses.iter().copied()),
        );
        found.retain(|address| known.insert(*address));
        found
    }

    /// The usable answer of one server to one question, if it gave one: TCP's after truncation.
    #[must_use]
    pub fn reply(&self, server: SocketAddr, name: &str, rtype: RecordType) -> Option<&Reply> {
        let replies = || {
            self.asked(server, name, rtype)
                .filter_map(|q| q.reply.as_ref())
        };
        let clear = replies().find(|reply| !reply.truncated && reply.rcode == NO_ERROR);
        // A server that trips over EDNS is asked again without: the later answer is the real one.
        clear
            .or_else(|| replies().filter(|r| !r.truncated).last())
            .or_else(|| replies().next())
    }

    /// The questions about one name, type and server.
    pub fn asked(
        &self,
        server: SocketAddr,
        name: &str,
        rtype: RecordType,
    ) -> impl Iterator<Item = &Question> {
        let name = name.to_owned();
        let about = move |q: &&Question| q.server == server && q.rtype == rtype && q.name == name;
        self.questions.iter().filter(about)
    }

    /// Replies that may hold a record of `current`: to the first name's question, since servers
    /// follow chains, then to a question about it, by type and then for the alias alone.
    fn replies(
        &self,
        server: SocketAddr,
        current: &str,
        rtype: RecordType,
        first: &str,
    ) -> Vec<&Reply> {
        let own = self.reply(server, current, rtype);
        let alias = self.reply(server, current, RecordType::Cname);
        let mut all: Vec<_> = self.reply(server, first, rtype).into_iter().collect();
        all.extend(own);
        all.extend(alias);
        all
    }

    fn end_at(
        &self,
        server: SocketAddr,
        current: &str,
        rtype: RecordType,
        replies: &[&Reply],
    ) -> ChainEnd {
        let whole = replies.iter().filter(|reply| !reply.truncated);
        let addresses = whole.map(|reply| reply.addresses(current, rtype));
        if let Some(addresses) = addresses.into_iter().find(|found| !found.is_empty()) {
            return ChainEnd::Addresses(addresses);
        }
        match self.reply(server, current, rtype) {
            Some(reply) if reply.rcode != NO_ERROR => ChainEnd::Rcode(reply.rcode),
            Some(reply) if reply.truncated => ChainEnd::Truncated,
            Some(_) => ChainEnd::NoData,
            None => self.unanswered(server, current, rtype, replies),
        }
    }

    /// The end at a name that has no answer of its own: what the message that led here said of it.
    fn unanswered(
        &self,
        server: SocketAddr,
        current: &str,
        rtype: RecordType,
        replies: &[&Reply],
    ) -> ChainEnd {
        if let Some(reply) = replies.iter().find(|reply| reply.rcode != NO_ERROR) {
            return ChainEnd::Rcode(reply.rcode);
        }
        match self.asked(server, current, rtype).last() {
            Some(question) => ChainEnd::Silent(question.ended.clone()),
            None => ChainEnd::NotAsked,
        }
    }
}

/// Response code NOERROR.
pub const NO_ERROR: u16 = 0;
/// Response code NXDOMAIN.
pub const NX_DOMAIN: u16 = 3;

impl Reply {
    /// The alias record of a name, if this message has one.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<Link> {
        self.answers.iter().find_map(|record| match &record.data {
            RecordData::Cname(target) if record.name == name => Some(Link {
                name: name.to_owned(),
                target: target.clone(),
                ttl: record.ttl,
            }),
            _ => None,
        })
    }

    /// The addresses of a name in this message, each once.
    #[must_use]
    pub fn addresses(&self, name: &str, rtype: RecordType) -> Vec<IpAddr> {
        let own = self.answers.iter().filter(|record| record.name == name);
        let all = own.filter_map(|record| match (&record.data, rtype) {
            (RecordData::A(ip), RecordType::A) => Some(IpAddr::V4(*ip)),
            (RecordData::Aaaa(ip), RecordType::Aaaa) => Some(IpAddr::V6(*ip)),
            _ => None,
        });
        let mut known = BTreeSet::new();
        all.filter(|address| known.insert(*address)).collect()
    }
}
