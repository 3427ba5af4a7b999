//! What can be wrong: the one table of codes, and what a finding and a verdict are.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod codes;

pub use codes::Code;

/// How much a finding weighs. The order is the order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Works, but will trouble somebody.
    Warn,
    /// Could not be seen; missing evidence never passes.
    Unproven,
    /// Not as required.
    Fail,
}

/// What a probe, an endpoint or a whole run comes to. The order is from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Seen, and as required.
    Pass,
    /// As required, with something to look at.
    Warn,
    /// Not seen.
    Unproven,
    /// Not as required.
    Fail,
}

impl From<Severity> for Verdict {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Note => Self::Pass,
            Severity::Warn => Self::Warn,
            Severity::Unproven => Self::Unproven,
            Severity::Fail => Self::Fail,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Unproven => "unproven",
            Self::Fail => "fail",
        })
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Unproven => "unproven",
            Self::Fail => "fail",
        })
    }
}

/// What the handshakes of the inspection matrix came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// How many were made.
    pub handshakes: usize,
    /// How many of them showed whose certificates are there.
    pub shown: usize,
    /// How many of those were opened on the way.
    pub inspected: usize,
}

/// Who can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// Whoever runs the host the agent will stand on.
    #[serde(rename = "host owner")]
    Host,
    /// Whoever runs the name servers.
    #[serde(rename = "DNS team")]
    Dns,
    /// Whoever runs the packet filters.
    #[serde(rename = "firewall team")]
    Firewall,
    /// Whoever runs the proxies and inspecting boxes.
    #[serde(rename = "proxy team")]
    Proxy,
    /// Whoever runs the service at the other end.
    #[serde(rename = "service operator")]
    Service,
    /// Whoever runs this tool.
    #[serde(rename = "you")]
    Tester,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "host owner",
            Self::Dns => "DNS team",
            Self::Firewall => "firewall team",
            Self::Proxy => "proxy team",
            Self::Service => "service operator",
            Self::Tester => "you",
        })
    }
}

/// The step a code belongs to: its prefix, and the file in `judge/` that raises it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Which way out.
    Route,
    /// Names.
    Resolve,
    /// TCP.
    Connect,
    /// The hop's answer.
    Tunnel,
    /// TLS.
    Handshake,
    /// Certificates.
    Chain,
    /// HTTP.
    Fetch,
    /// Idle connections.
    Hold,
    /// The tool itself.
    Run,
}

impl Stage {
    /// The prefix of its codes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Tunnel => "tunnel",
            Self::Handshake => "handshake",
            Self::Chain => "chain",
            Self::Fetch => "fetch",
            Self::Hold => "hold",
            Self::Run => "run",
        }
    }

    /// What it is about, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Route => "which way out",
            Self::Resolve => "names and their addresses",
            Self::Connect => "TCP connections",
            Self::Tunnel => "what the proxy answers",
            Self::Handshake => "how TLS begins",
            Self::Chain => "certificates and who signed them",
            Self::Fetch => "what HTTP brings",
            Self::Hold => "connections that carry nothing for a while",
            Self::Run => "this program itself",
        }
    }
}

/// What was met on the direct way, beside the one that counts. It changes no verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directly {
    /// Does the target itself answer there?
    pub open: bool,
    /// What the verdict would be there.
    pub verdict: Verdict,
    /// What is not as it should be there.
    pub findings: Vec<Finding>,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Which.
    pub code: Code,
    /// How much it weighs here.
    pub severity: Severity,
    /// The address it is about, where it is about one.
    pub address: Option<SocketAddr>,
    /// The DNS name it is about, where it is about one link of a chain.
    pub name: Option<String>,
    /// This case, in the evidence's own values. Holds foreign text: escape before showing.
    pub cause: String,
    /// What to do. Holds foreign text: escape before showing.
    pub remedy: String,
    /// Who can do it.
    pub owner: Owner,
    /// The finding that explains this one.
    pub explained_by: Option<Code>,
}

impl Finding {
    /// A finding with the weight, the remedy and the owner of its row in the table.
    #[must_use]
    pub fn new(code: Code, cause: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            address: None,
            name: None,
            cause: cause.into(),
            remedy: code.remedy().to_owned(),
            owner: code.owner(),
            explained_by: None,
        }
    }

    /// About this address.
    #[must_use]
    pub fn at(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// About this DNS name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With another weight than the table's.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// With a remedy for just this case.
    #[must_use]
    pub fn mended_by(mut self, owner: Owner, remedy: impl Into<String>) -> Self {
        self.owner = owner;
        self.remedy = remedy.into();
        self
    }

    /// Explained by another finding.
    #[must_use]
    pub fn explained_by(mut self, code: Code) -> Self {
        self.explained_by = Some(code);
        self
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().copied().find(|code| code.id() == text);
        known.ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A text that is no finding code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no finding code `{0}`; `clearway explain` lists them all")]
pub struct UnknownCode(String);
