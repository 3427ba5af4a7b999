//! Facts of what Microsoft requires of a proxy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::cause::answer::Answer;
use crate::finding::facts::Facts;
use crate::finding::{Code, Untrusted};

/// `tunnel.port-refused`: the proxy opens no tunnel to a port from which it fetches pages itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PortRefused {
    /// What was asked for: method, host and port.
    pub request: Untrusted,
    /// The port.
    pub port: u16,
    /// Its answer; none where it closed the connection.
    pub answer: Option<Answer>,
}

impl Facts for PortRefused {
    const CODE: Code = Code::TunnelPortRefused;

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            ..self.clone()
        }
    }
}

/// `tunnel.old-http`: the proxy speaks HTTP/1.0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OldHttp {
    /// What was asked for: method, host and port.
    pub request: Untrusted,
    /// The status of the answer that names this version.
    pub status: u16,
}

impl Facts for OldHttp {
    const CODE: Code = Code::TunnelOldHttp;

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            ..self.clone()
        }
    }
}
