//! Facts of the proxy and its replies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::cause::answer::Answer;
use crate::finding::cause::tunnel::Alone;
use crate::finding::cause::tunnel::login::SocksLogin;
use crate::finding::facts::Facts;
use crate::finding::{Code, Severity, Untrusted};

/// What a proxy answered to the request for a host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Reply {
    /// An HTTP response.
    Http {
        /// Its status and words.
        answer: Answer,
    },
    /// A SOCKS reply.
    Socks {
        /// The protocol's version: 4 or 5.
        version: u8,
        /// The reply's number (RFC 1928, 6; of version 4: 90 to 93).
        reply: u8,
        /// How far a login went, where the reply may mean that one is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        login: Option<SocksLogin>,
    },
}

/// `tunnel.refused`: the proxy's policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// What was asked for: method and URL, or host and port.
    pub request: Untrusted,
    /// The proxy's answer.
    pub reply: Reply,
    /// What became of asking again, alone; none where that was not worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
}

impl Facts for Refused {
    const CODE: Code = Code::TunnelRefused;

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
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

/// `tunnel.upstream`: the proxy could not reach the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Upstream {
    /// The proxy's answer.
    pub reply: Reply,
    /// What became of asking again, alone; none where that was not worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
}

impl Facts for Upstream {
    const CODE: Code = Code::TunnelUpstream;

    fn common(&self) -> Self {
        Self {
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

/// `tunnel.suffix-not-allowed`: one name of a wildcard passes and another is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SuffixNotAllowed {
    /// The wildcard of the data file.
    pub wildcard: String,
    /// A sample that passes.
    pub allowed: String,
    /// The name that is refused.
    pub refused_name: String,
    /// Was that name made up? Then a rule about addresses would refuse it, too.
    pub made_up: bool,
    /// The proxy's answer to it.
    pub reply: Reply,
}

impl Facts for SuffixNotAllowed {
    const CODE: Code = Code::TunnelSuffixNotAllowed;

    fn severity(&self) -> Severity {
        if self.made_up {
            Severity::Warn
        } else {
            Severity::Fail
        }
    }

    fn common(&self) -> Self {
        Self {
            allowed: String::new(),
            refused_name: String::new(),
            ..self.clone()
        }
    }
}
