//! Facts of pages that stand in place of the content.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::cause::answer::{Received, Responder, Wanted};
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `fetch.block-page`: a page in place of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BlockPage {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// The HTTP status.
    pub status: u16,
    /// What was wanted.
    pub wanted: Wanted,
    /// What was received.
    pub received: Received,
    /// What the responder says of itself.
    pub responder: Responder,
}

impl Facts for BlockPage {
    const CODE: Code = Code::FetchBlockPage;

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            received: self.received.common(),
            ..self.clone()
        }
    }
}

/// `fetch.portal`: a redirect to an unrelated host, or the status 511 (RFC 6585, 6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Portal {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// The HTTP status.
    pub status: u16,
    /// Where the redirect leads, without its query; none for 511.
    pub location: Option<Untrusted>,
    /// What the responder says of itself.
    pub responder: Responder,
}

impl Facts for Portal {
    const CODE: Code = Code::FetchPortal;

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
