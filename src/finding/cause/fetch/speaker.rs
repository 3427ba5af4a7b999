//! Whose words a response is: the server's, or a device's on the path to it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::Untrusted;

/// Who gave a response, and what shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Speaker {
    /// Who.
    pub who: Who,
    /// What shows it; empty where nothing does.
    pub signs: Vec<Sign>,
}

impl Speaker {
    /// Without the signs, which differ from one host to the next: the same page is one cause, also where
    /// it is shown at one address only whose it is.
    #[must_use]
    pub fn common(&self) -> Self {
        Self {
            who: match self.who {
                Who::Server => Who::Server,
                Who::NotShown | Who::Route => Who::NotShown,
            },
            signs: Vec::new(),
        }
    }
}

/// Who gave a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Nothing shows it.
    #[default]
    NotShown,
    /// The server that was asked.
    Server,
    /// A firewall or proxy on the path.
    Route,
}

/// What shows who gave a response. None of it rests on the words of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Sign {
    /// A host that nobody can have gets the same.
    MadeUpHost {
        /// The host.
        host: String,
    },
    /// A host that nobody can have gets another answer, which is the proxy's own.
    OtherForMadeUpHost {
        /// The host.
        host: String,
        /// The status that it got.
        status: u16,
    },
    /// Hosts that have nothing to do with this one get the same.
    OtherHosts {
        /// Some of them.
        hosts: Vec<String>,
    },
    /// The host's own content came with another `Server` header.
    OtherServer {
        /// That header, as `name: value`.
        genuine: Untrusted,
    },
    /// The host's own content came with the same `Server` header.
    SameServer {
        /// The request that brought it.
        request: Untrusted,
        /// The header, as `name: value`.
        header: Untrusted,
    },
    /// It has a header of proxies that no genuine content on the same way has.
    ProxyHeader {
        /// The header, as `name: value`.
        header: Untrusted,
    },
    /// What the proxy itself says has the same `Server` header.
    ProxySoftware {
        /// The header, as `name: value`.
        header: Untrusted,
    },
    /// It came sooner than the path allows.
    TooSoon {
        /// How long it took, in ms.
        response_ms: u32,
        /// How long the path takes, in ms: on a direct way the connection, through a proxy the host's own
        /// content.
        path_ms: u32,
    },
    /// It came inside TLS with the genuine server.
    GenuineTls,
}
