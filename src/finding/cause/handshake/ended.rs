//! Facts of handshakes that were not completed, or that prove nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

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
        at.team_on_route()
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
            None => at.team_on_route(),
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
            Came::OtherProtocol { .. } => at.team_on_route(),
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
