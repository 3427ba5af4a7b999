//! Facts of the TLS handshake.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::TlsVersion;
use crate::finding::facts::Facts;
use crate::finding::shape::Version;
use crate::finding::{Code, Owner, Place, Severity, Untrusted};

/// A tunnel ends at the proxy: no firewall stands between this machine and what ends TLS in it.
fn on_path(at: &Place<'_>) -> Owner {
    if at.is_direct() {
        Owner::Firewall
    } else {
        Owner::Proxy
    }
}

/// `handshake.cut`: closed or reset after the client hello.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cut {
    /// Was it a reset (RST), or else an end (FIN)?
    pub reset: bool,
    /// How many bytes of an answer had come.
    pub received_bytes: u64,
}

impl Facts for Cut {
    const CODE: Code = Code::HandshakeCut;

    fn owner(&self, at: &Place<'_>) -> Owner {
        on_path(at)
    }

    fn common(&self) -> Self {
        Self {
            received_bytes: self.received_bytes.min(1),
            ..self.clone()
        }
    }

    fn change(&self) -> Self {
        Self {
            reset: false,
            received_bytes: 0,
        }
    }
}

/// `handshake.silent`: nothing, or too little, came after the client hello.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Silent {
    /// How many bytes of an answer had come.
    pub received_bytes: u64,
    /// How long was waited, in ms.
    pub waited_ms: u32,
    /// A handshake in small packets that completed.
    pub small_packets: Option<SmallPackets>,
}

/// A handshake in small packets that completed where an ordinary one stalled (RFC 2923, 2.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SmallPackets {
    /// The largest segment in it, in bytes, where the system tells.
    pub segment_bytes: Option<u32>,
    /// The largest segment of the ordinary one, in bytes, where the system tells.
    pub usual_segment_bytes: Option<u32>,
}

impl Facts for Silent {
    const CODE: Code = Code::HandshakeSilent;

    fn owner(&self, at: &Place<'_>) -> Owner {
        match self.small_packets {
            Some(_) => Owner::Firewall,
            None => on_path(at),
        }
    }

    fn common(&self) -> Self {
        Self {
            received_bytes: self.received_bytes.min(1),
            waited_ms: 0,
            ..self.clone()
        }
    }

    fn change(&self) -> Self {
        Self {
            received_bytes: 0,
            ..self.common()
        }
    }
}

/// `handshake.alert`: the other side ended TLS with an alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alert {
    /// Its number (RFC 8446, 6).
    pub alert: u8,
}

impl Facts for Alert {
    const CODE: Code = Code::HandshakeAlert;
}

/// `handshake.not-tls`: what came is not TLS, or breaks off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotTls {
    /// What came.
    pub came: Came,
}

/// What came in place of TLS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Came {
    /// Another protocol.
    OtherProtocol {
        /// Its first bytes.
        begins: Option<Untrusted>,
    },
    /// TLS with an error in it.
    BrokenTls {
        /// The library's words.
        detail: Untrusted,
    },
}

impl Facts for NotTls {
    const CODE: Code = Code::HandshakeNotTls;

    /// A page in plain HTTP on a direct route comes from a device of the firewall team.
    fn owner(&self, at: &Place<'_>) -> Owner {
        match self.came {
            Came::OtherProtocol { .. } => on_path(at),
            Came::BrokenTls { .. } => Owner::Proxy,
        }
    }
}

/// `handshake.too-old`: no TLS version in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TooOld {
    /// The versions that were offered to the other side.
    pub offered_versions: Vec<String>,
}

impl Facts for TooOld {
    const CODE: Code = Code::HandshakeTooOld;
}

/// `handshake.name-filtered`: no answer for this server name, and one for another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NameFiltered {
    /// How the handshake of this name failed, the first time and again.
    pub failure: Failure,
    /// The name that fails, where it is not the host's own but a made-up one under its wildcard.
    pub made_up_name: Option<String>,
    /// The wildcard of the data file, where the row has one.
    pub wildcard: Option<String>,
    /// Server names that got an answer at the same address; null stands for a hello without a name.
    pub answered: Vec<Option<String>>,
}

impl Facts for NameFiltered {
    const CODE: Code = Code::HandshakeNameFiltered;

    fn common(&self) -> Self {
        Self {
            failure: self.failure.clone(),
            made_up_name: self.made_up_name.as_ref().map(|_| String::new()),
            wildcard: None,
            answered: Vec::new(),
        }
    }

    fn change(&self) -> Self {
        Self {
            failure: Failure::Silent,
            made_up_name: None,
            ..self.common()
        }
    }
}

/// `handshake.version-blocked`: handshakes fail by the TLS versions that they offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VersionBlocked {
    /// Which hellos fail.
    pub blocked: BlockedHello,
    /// How the first of them failed.
    pub failure: Failure,
    /// How it failed again, after all other connections had ended; none where there was no time for
    /// that, or where it was not needed.
    pub again: Option<Failure>,
}

/// The hellos that fail, as told by the versions that they offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum BlockedHello {
    /// One that offers this version alone, while one that offers more agrees on another version.
    Only {
        /// The version.
        #[schemars(with = "Version")]
        version: TlsVersion,
        /// What was agreed on at the same address.
        #[schemars(with = "Version")]
        works: TlsVersion,
    },
    /// One that offers TLS 1.3 beside 1.2, while one that offers 1.2 alone passes.
    OffersNewer,
}

impl VersionBlocked {
    /// May the server just have no cipher suite of those that this program offers?
    #[must_use]
    pub fn may_lack_suites(&self) -> bool {
        const HANDSHAKE_FAILURE: u8 = 40;
        const INSUFFICIENT_SECURITY: u8 = 71;
        let alert = |failure: &Failure| matches!(failure, Failure::Alert { alert } if [HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY].contains(alert));
        alert(&self.failure)
    }
}

impl Facts for VersionBlocked {
    const CODE: Code = Code::HandshakeVersionBlocked;

    /// One failure may be chance; a device that spares older hellos lets an older agent work.
    fn severity(&self) -> Severity {
        match self.blocked {
            BlockedHello::Only { .. } if self.again.is_some() && !self.may_lack_suites() => {
                Severity::Fail
            }
            BlockedHello::Only { .. } | BlockedHello::OffersNewer => Severity::Warn,
        }
    }

    fn owner(&self, at: &Place<'_>) -> Owner {
        on_path(at)
    }

    fn common(&self) -> Self {
        Self {
            again: None,
            ..self.clone()
        }
    }
}

/// How a handshake failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Failure {
    /// The connection was reset.
    Reset,
    /// The connection was closed.
    Closed,
    /// No answer, or too little of one.
    Silent,
    /// An alert.
    Alert {
        /// Its number (RFC 8446, 6).
        alert: u8,
    },
    /// Something that is not TLS.
    NotTls,
    /// No version in common.
    TooOld,
    /// A signature that does not fit the certificate.
    ProofInvalid,
}

/// `handshake.large-hello`: large client hellos fail and small ones succeed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LargeHello {
    /// How many handshakes with a post-quantum key share were made.
    pub large: usize,
    /// How many of them failed.
    pub failed: usize,
    /// How the first of them failed.
    pub failure: Failure,
}

impl Facts for LargeHello {
    const CODE: Code = Code::HandshakeLargeHello;

    fn common(&self) -> Self {
        Self {
            large: 0,
            failed: 0,
            ..self.clone()
        }
    }
}

/// `handshake.proof-invalid`: the handshake is not signed with the key of the certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProofInvalid {
    /// What is wrong.
    pub why: Unproven,
}

/// Why a handshake proves nothing (RFC 8446, 4.4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unproven {
    /// The signature was made with another key.
    OtherKey,
    /// No certificate came.
    NoCertificate,
    /// No signature came.
    NotSigned,
}

impl Facts for ProofInvalid {
    const CODE: Code = Code::HandshakeProofInvalid;
}
