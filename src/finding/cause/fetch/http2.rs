//! Facts of HTTP/2 that ends.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `fetch.newer-http-cut`: HTTP/2 ends where HTTP/1.1 works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Http2Cut {
    /// How far it came.
    pub reached: Reached,
    /// What ended it.
    pub ending: Ending,
}

/// How far HTTP/2 came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// The TLS hello that offers it was sent.
    Hello,
    /// The server chose it, and its SETTINGS frame did not come.
    Handshake,
    /// The server's SETTINGS came, and it did not acknowledge ours.
    Settings,
}

/// What ended it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Ending {
    /// The connection failed or was closed.
    Failed {
        /// The library's words.
        detail: Untrusted,
    },
    /// Nothing more came.
    Silent {
        /// How long was waited, in ms.
        waited_ms: u32,
    },
}

impl Facts for Http2Cut {
    const CODE: Code = Code::FetchNewerHttpCut;

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        let mut common = self.clone();
        if let Ending::Silent { waited_ms } = &mut common.ending {
            *waited_ms = 0;
        }
        common
    }
}
