//! Catalogue and selection in, probes out: every wildcard made concrete.

use serde::{Deserialize, Serialize};

use crate::blob::Blob;
use crate::catalogue::{Cloud, Content, Method, Scheme, Sure};

/// One thing to ask one host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// The id of its endpoint.
    #[serde(skip)]
    pub endpoint: String,
    /// The host: a name, lower case, without a last dot.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What is spoken there.
    pub scheme: Scheme,
    /// The path to ask for, with its query.
    pub path: String,
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// What a genuine answer holds.
    #[serde(default)]
    pub content: Content,
    /// The OCSP request to send, DER; never absent where `content` is `ocsp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Blob>,
    /// How sure we are that the name still exists.
    #[serde(default)]
    pub sure: Sure,
    /// Is it a sample of a wildcard?
    #[serde(default)]
    pub wildcard: bool,
}

/// What of the catalogue is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The cloud.
    #[serde(default)]
    pub cloud: Cloud,
    /// Only endpoints whose id fits one of these; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// No endpoint whose id fits one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<String>,
    /// The tenant's GUID, for `<tenant>` in sample hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
}

/// What will be done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The ids of the chosen endpoints, in the order of the file.
    pub endpoints: Vec<String>,
    /// The probes, in the order of the file.
    pub probes: Vec<Probe>,
    /// Samples that cannot be asked, and why.
    pub left_out: Vec<LeftOut>,
}

/// A sample that is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The id of its endpoint.
    #[serde(skip)]
    pub endpoint: String,
    /// Its host, as in the file.
    pub host: String,
    /// Why not.
    pub why: String,
}
