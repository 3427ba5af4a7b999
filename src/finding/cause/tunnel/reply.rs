//! Facts of the proxy and its replies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::cause::answer::Answer;
use crate::finding::cause::connect::NotConnected;
use crate::finding::cause::tunnel::login::SocksLogin;
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

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

/// `tunnel.unreachable`: no connection to the proxy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unreachable {
    /// The proxy's host name, where it has no address here.
    pub unresolved: Option<String>,
    /// The connections that failed, at most 16.
    pub failed: Vec<NotConnected>,
}

impl Facts for Unreachable {
    const CODE: Code = Code::TunnelUnreachable;

    /// A proxy on this machine is a program of its own.
    fn owner(&self, at: &Place<'_>) -> Owner {
        if at.proxy_is_here() {
            Owner::Host
        } else {
            Self::CODE.owner()
        }
    }

    fn common(&self) -> Self {
        let mut common = self.clone();
        for one in &mut common.failed {
            one.failure.took_ms = 0;
        }
        common
    }
}

/// `tunnel.silent`: the proxy accepted the connection and sent nothing, or too little.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Silent {
    /// How long was waited, in ms.
    pub waited_ms: u32,
    /// What was waited for.
    pub awaited: Awaited,
}

/// What a proxy owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Awaited {
    /// TLS with an HTTPS proxy.
    TlsHandshake,
    /// Its answer to the request.
    Response,
}

impl Facts for Silent {
    const CODE: Code = Code::TunnelSilent;

    fn common(&self) -> Self {
        Self {
            waited_ms: 0,
            ..self.clone()
        }
    }
}

/// `tunnel.not-a-proxy`: what answers does not speak the protocol, or not this part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotAProxy {
    /// What it does not speak.
    pub lacks: Lacking,
}

/// What a supposed proxy does not speak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Lacking {
    /// TLS, which an HTTPS proxy speaks.
    Tls {
        /// The library's words.
        detail: Untrusted,
        /// The first bytes that came, where they are not TLS.
        begins: Option<Untrusted>,
    },
    /// It does not speak HTTP.
    Http {
        /// The library's words.
        detail: Untrusted,
    },
    /// It does not speak the version of SOCKS that was asked for.
    Socks {
        /// The version that was asked for.
        version: u8,
        /// What was wrong.
        detail: Untrusted,
        /// The first bytes that came.
        begins: Option<Untrusted>,
    },
    /// What was asked for: CONNECT, or the SOCKS command.
    Request {
        /// Its answer.
        reply: Reply,
    },
}

impl Facts for NotAProxy {
    const CODE: Code = Code::TunnelNotAProxy;
}

/// `tunnel.closed`: the proxy closed the connection before its answer or right after it, or broke it by
/// an answer that cannot be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// The HTTP status or SOCKS reply that had come.
    pub after_reply: Option<u16>,
    /// What was waited for.
    pub awaited: Awaited,
    /// The library's words.
    pub detail: Untrusted,
    /// Did something come that cannot be read, while its answers to others can be?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreadable: bool,
    /// The first bytes of what cannot be read, where they were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<Untrusted>,
    /// How far a login went with a SOCKS proxy, which may close where one is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<SocksLogin>,
}

impl Facts for Closed {
    const CODE: Code = Code::TunnelClosed;
}

/// `tunnel.refused`: the proxy's policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// What was asked for: method and URL, or host and port.
    pub request: Untrusted,
    /// The proxy's answer.
    pub reply: Reply,
}

impl Facts for Refused {
    const CODE: Code = Code::TunnelRefused;

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            ..self.clone()
        }
    }
}

/// `tunnel.upstream`: the proxy could not reach the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Upstream {
    /// The proxy's answer.
    pub reply: Reply,
}

impl Facts for Upstream {
    const CODE: Code = Code::TunnelUpstream;
}

/// `tunnel.hop-untrusted`: the certificate of an HTTPS proxy does not verify.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HopUntrusted {
    /// Why it does not.
    pub detail: Untrusted,
    /// Its subject, where a certificate came.
    pub subject: Option<Untrusted>,
    /// The issuer that it names.
    pub issuer: Option<Untrusted>,
}

impl Facts for HopUntrusted {
    const CODE: Code = Code::TunnelHopUntrusted;
}

/// `tunnel.suffix-not-allowed`: one name of a wildcard passes and another is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SuffixNotAllowed {
    /// The wildcard of the data file.
    pub wildcard: String,
    /// The name that was made up and refused.
    pub refused_name: String,
    /// The proxy's answer to it.
    pub reply: Reply,
}

impl Facts for SuffixNotAllowed {
    const CODE: Code = Code::TunnelSuffixNotAllowed;

    fn common(&self) -> Self {
        Self {
            refused_name: String::new(),
            ..self.clone()
        }
    }
}
