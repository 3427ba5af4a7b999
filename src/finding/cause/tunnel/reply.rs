//! Facts of the proxy and its replies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::cause::answer::Answer;
use crate::finding::cause::connect::NotConnected;
use crate::finding::cause::tunnel::Alone;
use crate::finding::cause::tunnel::login::SocksLogin;
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Severity, Untrusted};

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
            one.failure.alone = None;
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
    /// What became of asking again, alone; none where that was not worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
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

/// `tunnel.not-a-proxy`: what answers does not speak the protocol, or not this part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotAProxy {
    /// What it does not speak.
    pub lacks: Lacking,
    /// What became of asking again, alone; none where that was not worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
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
    /// What became of asking again, alone; none where that was not worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
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
