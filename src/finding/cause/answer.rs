//! What an HTTP peer answered: a proxy, a server, or a device that answers in its place.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::Untrusted;

/// A response head with the beginning of its body, as far as it tells who answered and why.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The HTTP status, where a whole head came.
    pub status: Option<u16>,
    /// The words behind the status, where they are not the usual ones.
    pub reason: Option<Untrusted>,
    /// Where a redirect leads, without its query.
    pub location: Option<Untrusted>,
    /// The header `X-Squid-Error`: a code for the cause.
    pub error: Option<Untrusted>,
    /// The title of the page.
    pub title: Option<Untrusted>,
    /// The first bytes of a body that is no page with a title.
    pub body: Option<Untrusted>,
}

/// What was received as content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Received {
    /// The header `Content-Type`.
    pub content_type: Option<Untrusted>,
    /// What the body turned out to be when it was parsed.
    pub kind: Kind,
    /// How many bytes of body came.
    pub bytes: u64,
}

impl Received {
    /// Without what differs from one response to the next.
    #[must_use]
    pub fn common(&self) -> Self {
        Self {
            bytes: 0,
            ..self.clone()
        }
    }
}

/// What a body is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Kind {
    /// The answer has no content.
    Empty,
    /// None of the others.
    Unknown {
        /// The first bytes.
        begins: Untrusted,
    },
    /// An HTML page.
    Page {
        /// Its title.
        title: Option<Untrusted>,
    },
    /// A certificate revocation list.
    Crl {
        /// The name of its issuer.
        issuer: Untrusted,
    },
    /// An OCSP response.
    Ocsp,
    /// A Windows cabinet.
    Cab,
    /// A certificate.
    Certificate {
        /// Its subject.
        subject: Untrusted,
    },
}

/// What kind of content was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// Anything that the genuine server says.
    Any,
    /// A certificate revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
    /// A Windows cabinet.
    Cab,
    /// A certificate.
    Certificate,
}

/// What the responder says of itself. Words, and no proof of who it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Responder {
    /// Headers that name software or a proxy, as `name: value`; at most 3.
    pub headers: Vec<Untrusted>,
    /// The words of its page after the title: parts of it in order, with ` / ` between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Untrusted>,
    /// The category that its page names.
    pub category: Option<Untrusted>,
    /// The number of the case that its page names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Untrusted>,
    /// Whom its page says to ask: a mail address, a telephone number, or both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Untrusted>,
    /// Products of the built-in list that its page names; at most 3.
    pub products: Vec<String>,
}

impl Responder {
    /// Without what differs from one response to the next: pages repeat the URL, and number each case.
    #[must_use]
    pub fn common(&self) -> Self {
        Self {
            says: None,
            reference: None,
            ..self.clone()
        }
    }
}
