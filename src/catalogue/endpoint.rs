//! What must be reachable, and what is really asked there.

use serde::{Deserialize, Serialize};

use super::host::HostPattern;
use super::words::{
    Cloud, Content, Inspection, Method, Need, Phase, PrivateLink, Scheme, Sure, Upgrade,
};
use crate::text::bytes::Blob;

/// Stands in a sample's host for the tenant's GUID.
pub const TENANT: &str = "<tenant>";

/// What must be reachable, and how it is told from something else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its id.
    pub id: String,
    /// A name, or every name under one.
    pub host: HostPattern,
    /// The TCP port.
    pub port: u16,
    /// What is spoken there.
    pub scheme: Scheme,
    /// How much depends on it.
    #[serde(default)]
    pub need: Need,
    /// The products that need it; all where empty.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// The clouds it belongs to.
    pub clouds: Vec<Cloud>,
    /// When it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// What it is for.
    pub purpose: String,
    /// The ids of its issuer sets; none for `http`.
    #[serde(default)]
    pub issuers: Vec<String>,
    /// Whether TLS inspection is allowed on the route.
    #[serde(default)]
    pub inspection: Inspection,
    /// What private answers for its name mean.
    #[serde(default, skip_serializing_if = "is_refused")]
    pub private_link: PrivateLink,
    /// Service tags and CIDR ranges its addresses should lie in.
    #[serde(default)]
    pub ranges: Vec<String>,
    /// Where this row comes from.
    pub source: String,
    /// What is really asked.
    #[serde(default, rename = "sample")]
    pub samples: Vec<Sample>,
}

/// One concrete thing to ask an endpoint for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The host under a wildcard; may hold `<tenant>`. Absent on a plain host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The products that need it; all of the row's where empty.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// The path, with its query.
    pub path: String,
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// What a genuine answer holds.
    #[serde(default)]
    pub content: Content,
    /// The OCSP request to send, DER; one is built where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Blob>,
    /// What the connection is asked to become; any answer of the genuine server is good then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade: Option<Upgrade>,
    /// How sure we are that the name still exists.
    #[serde(default)]
    pub sure: Sure,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_refused(link: &PrivateLink) -> bool {
    *link == PrivateLink::Refused
}

/// Does one of these products need what is for those? What names none is for all, and who names none
/// wants everything.
#[must_use]
pub fn is_for(own: &[String], wanted: &[String]) -> bool {
    own.is_empty() || wanted.is_empty() || own.iter().any(|product| wanted.contains(product))
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            host: None,
            products: Vec::new(),
            path: "/".to_owned(),
            method: Method::default(),
            content: Content::default(),
            request: None,
            upgrade: None,
            sure: Sure::default(),
        }
    }
}
