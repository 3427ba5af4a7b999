//! Facts of samples that a proxy resolves and that no longer exist.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reply::Reply;
use crate::finding::facts::Facts;
use crate::finding::shape::Socket;
use crate::finding::{Code, Untrusted};

/// `tunnel.sample-gone`: a sample of a wildcard no longer exists, which says nothing about the network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleGone {
    /// What was asked for: method and URL, or host and port.
    pub request: Untrusted,
    /// What the proxy did.
    pub outcome: Outcome,
    /// A name beside the sample that was made up, to which the proxy did the same.
    pub made_up: String,
    /// What shows that the name is gone and not refused.
    pub shown_by: ShownBy,
}

/// What a proxy did when it was asked for a host that it did not lead to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Outcome {
    /// It answered.
    Answered {
        /// Its reply.
        reply: Reply,
    },
    /// It closed the connection without an answer.
    Closed,
    /// It did not answer in time.
    Silent,
    /// It opened the tunnel and closed it before anything came through.
    CutBehind,
    /// It opened the tunnel, and nothing came through in time.
    SilentBehind,
}

/// What shows that a name is gone and not refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ShownBy {
    /// A name server of this machine says that there is no such name, and resolves another host.
    LocalDns {
        /// The name server.
        #[schemars(with = "Socket")]
        server: SocketAddr,
        /// A host that it resolves.
        known: String,
    },
    /// What the proxy refuses by policy, it answers otherwise.
    UnlikeRefusals {
        /// A name that it refuses.
        refused: String,
        /// What it did then.
        outcome: Outcome,
    },
}

impl Facts for SampleGone {
    const CODE: Code = Code::TunnelSampleGone;
}
