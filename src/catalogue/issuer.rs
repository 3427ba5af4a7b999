//! Issuer sets: the keys that a genuine chain passes through.

use serde::{Deserialize, Serialize};

use super::words::Status;
use crate::text::bytes::Blob;

/// The id of the issuer set that is built in: every root that Mozilla trusts.
pub const WEB_PKI: &str = "web-pki";

/// A set of keys. A genuine chain passes through one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issuer {
    /// Its id.
    pub id: String,
    /// What it is, for people.
    pub name: String,
    /// Its keys.
    #[serde(rename = "key")]
    pub keys: Vec<Key>,
}

/// A certificate authority's key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// The CA's common name, or its whole subject (RFC 4514).
    pub name: String,
    /// SHA-256 of its `SubjectPublicKeyInfo`, 64 lower-case hex digits.
    pub spki_sha256: String,
    /// Is it still what the service uses?
    #[serde(default)]
    pub status: Status,
    /// The key itself (`SubjectPublicKeyInfo`, DER), where the file brings it: it completes a chain
    /// whose server leaves this link out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<Blob>,
    /// Its subject, DER, where the file brings its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Blob>,
    /// Is that certificate a root, which no server need send?
    #[serde(default)]
    pub root: bool,
}
