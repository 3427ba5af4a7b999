//! Facts of content that is not what was asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::cause::answer::{Received, Responder, Wanted};
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `fetch.wrong-content`: something else than the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WrongContent {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// What was wanted.
    pub wanted: Wanted,
    /// What is wrong with what came.
    pub problem: Problem,
    /// What the responder says of itself.
    pub responder: Responder,
}

/// What is wrong with content that came whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Problem {
    /// It is of another kind.
    OtherKind {
        /// The HTTP status.
        status: u16,
        /// What was received.
        received: Received,
    },
    /// Its coding is broken (RFC 9110, 8.4.1).
    BrokenCoding {
        /// The coding.
        coding: Untrusted,
        /// How many bytes came.
        bytes: u64,
        /// The library's words.
        detail: Untrusted,
    },
    /// It is not HTTP/1.1, or a head longer than is read.
    NotHttp {
        /// The library's words.
        detail: Untrusted,
    },
}

impl Facts for WrongContent {
    const CODE: Code = Code::FetchWrongContent;

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        let mut common = self.clone();
        common.request = Untrusted::default();
        common.responder = self.responder.common();
        match &mut common.problem {
            Problem::OtherKind { received, .. } => *received = received.common(),
            Problem::BrokenCoding { bytes, .. } => *bytes = 0,
            Problem::NotHttp { .. } => {}
        }
        common
    }
}

/// `fetch.cut-short`: less content than promised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CutShort {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// How many bytes of body came.
    pub received_bytes: u64,
    /// How many were promised, where that was said.
    pub promised_bytes: Option<u64>,
    /// How long the response took, in ms, where it stalled and was not ended.
    pub stalled_ms: Option<u32>,
}

impl Facts for CutShort {
    const CODE: Code = Code::FetchCutShort;

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    /// How far each response came is a matter of chance.
    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            received_bytes: 0,
            promised_bytes: None,
            stalled_ms: self.stalled_ms.map(|_| 0),
        }
    }
}

/// `fetch.forged`: a revocation list or OCSP response whose signature does not verify.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Forged {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// Why it is not from whom it names.
    pub why: Forgery,
}

/// Why a revocation list or OCSP response is not from whom it names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Forgery {
    /// The list was not signed with the key of the issuer that it names.
    ListSignature {
        /// The issuer that it names.
        issuer: Untrusted,
    },
    /// The OCSP response was not signed with the key of the known CA that it names.
    ResponseSignature,
    /// The OCSP response is signed by a certificate that the CA it names did not issue.
    ResponderCertificate {
        /// The subject of that certificate.
        subject: Untrusted,
        /// The issuer that it names.
        issuer: Untrusted,
    },
    /// The signature of the OCSP response fits none of the certificates in it.
    NoCertificate,
}

impl Facts for Forged {
    const CODE: Code = Code::FetchForged;

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            ..self.clone()
        }
    }
}

/// `fetch.stale`: a revocation list or OCSP response whose next update is past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stale {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// A list, or an OCSP response.
    pub kind: Wanted,
    /// When the next one was due, in seconds since 1970.
    pub next_update_unix: i64,
    /// This machine's clock, in seconds since 1970.
    pub now_unix: i64,
}

impl Facts for Stale {
    const CODE: Code = Code::FetchStale;

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            next_update_unix: 0,
            now_unix: 0,
            ..self.clone()
        }
    }
}
