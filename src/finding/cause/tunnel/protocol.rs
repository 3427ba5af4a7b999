//! Facts of a proxy that does not speak as it should, or not at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reply::Reply;
use crate::finding::cause::connect::NotConnected;
use crate::finding::cause::tunnel::Alone;
use crate::finding::cause::tunnel::login::SocksLogin;
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

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
    /// Addresses of IPv6, which SOCKS 4 has no room for; the host has no other here. Nothing was asked.
    Ipv6,
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
