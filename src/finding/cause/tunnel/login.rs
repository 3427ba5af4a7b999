//! Facts of logins that a proxy asks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::cause::answer::Answer;
use crate::finding::cause::tunnel::Alone;
use crate::finding::facts::Facts;
use crate::finding::{Code, Severity, Untrusted};

/// `tunnel.auth-required`: the proxy wants a login, and none was given or none that it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuthRequired {
    /// What was asked for: method and URL, or host and port.
    pub request: Untrusted,
    /// What the proxy wants.
    pub demand: Demand,
    /// What the data file says of logins by the products that this is for.
    #[serde(default)]
    pub products: Vec<ProductLogin>,
}

/// How a product can log in to a proxy, by the data file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProductLogin {
    /// The product; empty where the file names none.
    pub product: String,
    /// How it can.
    pub login: PossibleLogin,
}

/// How a product can log in to a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PossibleLogin {
    /// With the credentials that it is given.
    Supported,
    /// Only by Negotiate or NTLM, as the account of its service.
    Integrated,
    /// Not at all.
    Unsupported,
}

/// What a proxy wants before it serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Demand {
    /// HTTP authentication.
    Http {
        /// The schemes that it offers, at most 6.
        schemes: Vec<Untrusted>,
        /// Its answer.
        answer: Answer,
    },
    /// A method of SOCKS 5 (RFC 1928, 3).
    SocksMethod {
        /// The number of the method it chose; 255: none of those that were offered.
        method: u8,
        /// Were a user name and a password offered?
        login_offered: bool,
    },
    /// An answer of SOCKS 4 about identd: 92 or 93.
    Identd {
        /// The number of the reply.
        reply: u8,
    },
    /// A page to sign in at: a redirect in place of a tunnel, which clients do not follow.
    SignIn {
        /// The host that it redirects to, in lower case.
        host: Untrusted,
        /// Did the redirect come in plain HTTP inside a tunnel that the proxy said to have opened?
        in_tunnel: bool,
        /// Its answer.
        answer: Answer,
    },
}

/// How far a login went with a SOCKS proxy that then did not let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SocksLogin {
    /// This run gave none.
    NotGiven,
    /// One was offered, and the proxy chose to go without.
    NotAskedFor,
    /// The proxy took the user name and the password; some look at them only with the request.
    Accepted,
    /// A user name was sent: SOCKS 4 has no password.
    UserOnly,
    /// The proxy let other requests of the run pass with no other login.
    NotNeeded,
}

impl Facts for AuthRequired {
    const CODE: Code = Code::TunnelAuthRequired;

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            ..self.clone()
        }
    }
}

/// `tunnel.login-unsupported`: what passes needed a login that the product cannot give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LoginUnsupported {
    /// What was asked for: method and URL, or host and port.
    pub request: Untrusted,
    /// The product of the data file.
    pub product: String,
    /// The schemes that the proxy offers, at most 6; empty for SOCKS.
    pub schemes: Vec<Untrusted>,
    /// Can the product log in by Negotiate or NTLM, as the account of its service?
    pub integrated: bool,
    /// Does the proxy offer one of these?
    pub offers_integrated: bool,
}

impl Facts for LoginUnsupported {
    const CODE: Code = Code::TunnelLoginUnsupported;

    fn severity(&self) -> Severity {
        if self.integrated && self.offers_integrated {
            Severity::Warn
        } else {
            Severity::Fail
        }
    }

    fn common(&self) -> Self {
        Self {
            request: Untrusted::default(),
            ..self.clone()
        }
    }
}

/// `tunnel.auth-failed`: the proxy rejects the login that was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuthFailed {
    /// What was asked for: method and URL, or host and port.
    pub request: Untrusted,
    /// How it rejects it.
    pub rejection: Rejection,
    /// What became of asking again, alone; none where that was not worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
}

/// How a proxy rejects a login.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Rejection {
    /// In HTTP.
    Http {
        /// The schemes that it offers, at most 6.
        schemes: Vec<Untrusted>,
        /// Its answer.
        answer: Answer,
    },
    /// User name and password of SOCKS 5 (RFC 1929, 2).
    SocksLogin {
        /// The status it gave; 0 would be success.
        status: u8,
    },
    /// An answer of SOCKS 4: identd names another user.
    Identd {
        /// The number of the reply.
        reply: u8,
    },
}

impl Facts for AuthFailed {
    const CODE: Code = Code::TunnelAuthFailed;

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
