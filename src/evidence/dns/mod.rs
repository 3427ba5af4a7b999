//! What name servers and the system's resolver answered.

mod views;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::step::{Ended, FailureKind};

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
    /// The protocol that carried the query.
    pub transport: Transport,
    /// When it was sent, since the probe began.
    pub at_ms: u32,
    /// How long the answer took.
    pub took_ms: u32,
    /// The answer.
    pub reply: Option<Reply>,
    /// How it ended.
    pub ended: Ended,
    /// Was a connection opened for it (TCP)?
    #[serde(default, skip_serializing_if = "is_false")]
    pub opened: bool,
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
    /// A stream, where a reply may be up to 64 KiB (RFC 7766). Without EDNS, which it does not need.
    Tcp,
}

/// One DNS message.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a bit of the header, or what became of the question"
)]
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Reply {
    /// The number of the response code (RFC 6895, 2.3).
    pub rcode: u16,
    /// Was it cut to fit?
    pub truncated: bool,
    /// The answer section, in order.
    pub answers: Vec<Record>,
    /// The zone whose SOA came along, where one did: who says that there is nothing (RFC 2308, 3).
    pub zone: Option<String>,
    /// The primary name server that this SOA names (MNAME: RFC 1035, 3.3.13).
    #[serde(default)]
    pub primary: Option<String>,
    /// Does it answer from a zone of its own (AA)?
    #[serde(default)]
    pub authoritative: bool,
    /// Does it say that it asks no other server for this client (RA not set)?
    #[serde(default)]
    pub no_recursion: bool,
    /// Its reasons (RFC 8914), at most 4.
    #[serde(default)]
    pub reasons: Vec<ExtendedError>,
    /// Did the question come back in other letters (upper, lower) than it was asked in?
    #[serde(default)]
    pub case_changed: bool,
}

/// An Extended DNS Error (RFC 8914): why a server answers as it does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ExtendedError {
    /// Its number (RFC 8914, 4).
    pub code: u16,
    /// The server's own words, at most 256 bytes; often empty.
    #[serde(default)]
    pub text: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(flag: &bool) -> bool {
    !flag
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

/// Response code NOERROR.
pub const NO_ERROR: u16 = 0;
/// Response code NXDOMAIN.
pub const NX_DOMAIN: u16 = 3;
