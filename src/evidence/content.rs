//! What an HTTP exchange brought.

use serde::{Deserialize, Serialize};

use crate::text::bytes::Blob;

/// One HTTP/1.1 answer, as far as it came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The status; absent until a whole answer head has come.
    pub status: Option<u16>,
    /// The words behind the status, where they are not the usual ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Headers in order, values as text. `Set-Cookie` is left out, and the query of a `Location`.
    pub headers: Vec<(String, String)>,
    /// How many bytes of body came.
    pub length: u64,
    /// How many the server promised, where it did.
    pub promised: Option<u64>,
    /// Did the body end as HTTP says it must?
    pub whole: bool,
    /// SHA-256 of the body as it came, in hex; empty without a body.
    pub sha256: String,
    /// The coding of the body that was undone (RFC 9110, 8.4.1): `gzip` or `deflate`. `head`, `body` and
    /// `shape` are then of what was in it; `length` and `sha256` are of what came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// How many bytes were in a coded body, as far as they were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decoded_length: Option<u64>,
    /// Why a coded body that came whole could not be decoded to its end: the library's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding_fault: Option<String>,
    /// The first bytes of the body, at most 4 KiB.
    pub head: Blob,
    /// The body itself, where it is whole and 1 MiB at most.
    pub body: Option<Blob>,
    /// What the body turned out to be when it was parsed.
    pub shape: Shape,
    /// Were the hop's credentials sent with the request?
    #[serde(default, skip_serializing_if = "is_false")]
    pub authorised: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
pub(super) fn is_false(flag: &bool) -> bool {
    !flag
}

impl Response {
    /// The first header of that name, if any.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What a body is, found by parsing it and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Shape {
    /// Nothing came.
    #[default]
    Empty,
    /// None of the below.
    Unknown,
    /// A page.
    Html {
        /// Its title, at most 200 characters.
        title: Option<String>,
    },
    /// A certificate revocation list (RFC 5280, 5), DER to the last byte.
    Crl {
        /// The issuer, as text.
        issuer: String,
        /// The issuer's name, DER.
        issuer_der: Blob,
        /// When it was made, seconds since 1970.
        this_update: i64,
        /// When the next is due, seconds since 1970.
        next_update: Option<i64>,
        /// What its signature needs.
        signed: Signed,
    },
    /// An OCSP answer (RFC 6960), DER to the last byte.
    Ocsp {
        /// `OCSPResponseStatus`.
        status: u8,
        /// When the next answer is due, the earliest of all, seconds since 1970.
        next_update: Option<i64>,
    },
    /// A Windows cabinet whose directory could be read.
    Cab {
        /// The files in it, at most 16.
        files: Vec<String>,
    },
    /// A certificate, DER or PEM.
    Certificate {
        /// Its subject, as text.
        subject: String,
        /// SHA-256 of its public key, hex.
        spki_sha256: String,
    },
}

/// A signature with the digest it was made over, so that a large body need not be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signed {
    /// The signature algorithm's `AlgorithmIdentifier`, DER.
    pub algorithm: Blob,
    /// The digest of the signed part, by the algorithm's own hash; empty where we lack that hash.
    pub digest: Blob,
    /// The signature.
    pub value: Blob,
}
