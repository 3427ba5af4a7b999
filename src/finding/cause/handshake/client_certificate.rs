//! Facts of servers that ask for a certificate of the agent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::{Code, Severity};

/// `handshake.client-certificate`: the genuine server asks for a certificate of the agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClientCertificate {
    /// Did it ask in a second handshake, after the request?
    pub by_renegotiation: bool,
    /// What followed, since none was sent.
    pub followed_by: AfterRequest,
}

/// What follows where a server asks for a certificate and gets none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum AfterRequest {
    /// An answer to the request: nobody but the server can have sent it.
    Response {
        /// Its status.
        status: Option<u16>,
    },
    /// The end of the handshake, and nothing was asked.
    Handshake,
    /// An alert under the keys of the session: nobody but the server can have sent it.
    ProtectedAlert {
        /// Its number (RFC 8446, 6).
        alert: u8,
    },
    /// An alert that anybody on the route can have sent.
    Alert {
        /// Its number (RFC 8446, 6).
        alert: u8,
    },
    /// A reset, which anybody on the route can have sent.
    Reset,
    /// The connection was closed, which anybody on the route can have done.
    Closed,
}

impl Facts for ClientCertificate {
    const CODE: Code = Code::HandshakeClientCertificate;

    fn severity(&self) -> Severity {
        match self.followed_by {
            AfterRequest::Response { .. }
            | AfterRequest::Handshake
            | AfterRequest::ProtectedAlert { .. } => Severity::Note,
            AfterRequest::Alert { .. } | AfterRequest::Reset | AfterRequest::Closed => {
                Severity::Warn
            }
        }
    }

    fn common(&self) -> Self {
        self.clone()
    }
}
