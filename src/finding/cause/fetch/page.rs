//! Facts of pages that stand in place of the content.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::speaker::Speaker;
use crate::finding::cause::answer::{Received, Responder, Wanted};
use crate::finding::facts::Facts;
use crate::finding::{Change, Code, Owner, Place, Untrusted};

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
    /// What it does in place of showing a page, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trick: Option<Trick>,
    /// Whose words it is.
    #[serde(default)]
    pub speaker: Speaker,
    /// Is TLS to the same hosts cut, too?
    #[serde(default, skip_serializing_if = "is_false")]
    pub cuts_tls: bool,
}

/// What a device on the path does in place of showing a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Trick {
    /// It redirects to the same host over https (RFC 9110, 15.4).
    Upgrade {
        /// Where to, without its query.
        location: Untrusted,
    },
    /// It says that the request conflicts with the state of the resource (RFC 9110, 15.5.10), which no
    /// server of files says to GET: the addresses that it finds for the host are not the one asked.
    HostConflict,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Facts for BlockPage {
    const CODE: Code = Code::FetchBlockPage;

    /// Only a proxy compares the host of a request with addresses, also one that nobody configured.
    fn owner(&self, at: &Place<'_>) -> Owner {
        match self.trick {
            Some(Trick::HostConflict) => Owner::Proxy,
            _ => at.team_on_route(),
        }
    }

    /// A trick of its own is undone in a way of its own.
    fn kind_of_change(&self) -> Change {
        if self.trick.is_some() || self.cuts_tls {
            Change::Own
        } else {
            Self::CODE.change()
        }
    }

    fn common(&self) -> Self {
        let trick = self.trick.clone().map(|trick| match trick {
            Trick::Upgrade { .. } => Trick::Upgrade {
                location: Untrusted::default(),
            },
            Trick::HostConflict => Trick::HostConflict,
        });
        Self {
            request: Untrusted::default(),
            received: self.received.common(),
            responder: self.responder.common(),
            trick,
            speaker: self.speaker.common(),
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
            responder: self.responder.common(),
            ..self.clone()
        }
    }
}
