//! Facts of requests that were refused, cut or not answered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::speaker::{Speaker, Who};
use crate::finding::cause::answer::{Answer, Received, Responder, Wanted};
use crate::finding::cause::tunnel::Alone;
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `fetch.refused`: the proxy that fetches for the client forbids the request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// The proxy's answer.
    pub answer: Answer,
    /// What the responder says of itself.
    pub responder: Responder,
    /// What became of asking again, alone; none where that was not worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
}

impl Facts for Refused {
    const CODE: Code = Code::FetchRefused;

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            responder: self.responder.common(),
            alone: self.alone.as_ref().map(Alone::common),
            ..self.clone()
        }
    }

    /// What came of asking alone changes nothing of that.
    fn change(&self) -> Self {
        Self {
            alone: None,
            ..self.common()
        }
    }
}

/// `fetch.status`: a status that is not the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// The HTTP status.
    pub status: u16,
    /// What was wanted.
    pub wanted: Wanted,
    /// What was received.
    pub received: Received,
    /// What the responder says of itself.
    #[serde(default)]
    pub responder: Responder,
    /// Whose words it is.
    #[serde(default)]
    pub speaker: Speaker,
    /// What became of asking again, alone; none where that was not worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
}

impl Status {
    /// Is it most likely the server's own answer? That it lacks the file, a server says itself (RFC 9110,
    /// 15.5.5 and 15.5.11), and so does a proxy that does not find the host.
    #[must_use]
    pub fn is_of_server(&self, at: &Place<'_>) -> bool {
        match self.speaker.who {
            Who::Server => true,
            Who::Route => false,
            Who::NotShown => matches!(self.status, 404 | 410) && at.is_direct(),
        }
    }
}

impl Facts for Status {
    const CODE: Code = Code::FetchStatus;

    fn owner(&self, at: &Place<'_>) -> Owner {
        if self.is_of_server(at) {
            Owner::Service
        } else {
            at.team_on_route()
        }
    }

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            received: self.received.common(),
            responder: self.responder.common(),
            speaker: self.speaker.common(),
            alone: self.alone.as_ref().map(Alone::common),
            ..self.clone()
        }
    }

    /// What came of asking alone changes nothing of that.
    fn change(&self) -> Self {
        Self {
            alone: None,
            ..self.common()
        }
    }
}

/// `fetch.cut`: the connection was closed without a response, or in the middle of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cut {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// The HTTP status, where a whole head had come.
    pub status: Option<u16>,
    /// How many bytes of body had come.
    pub received_bytes: u64,
    /// The library's words.
    pub detail: Untrusted,
}

impl Facts for Cut {
    const CODE: Code = Code::FetchCut;

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            received_bytes: 0,
            ..self.clone()
        }
    }
}

/// `fetch.silent`: no response, or no content after its head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Silent {
    /// Method and URL of the request.
    pub request: Untrusted,
    /// The HTTP status, where a whole head had come.
    pub status: Option<u16>,
    /// How long was waited, in ms.
    pub waited_ms: u32,
}

impl Facts for Silent {
    const CODE: Code = Code::FetchSilent;

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            waited_ms: 0,
            ..self.clone()
        }
    }
}
