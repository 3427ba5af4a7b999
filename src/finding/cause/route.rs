//! Facts of the choice of a route.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::shape::Socket;
use crate::finding::{Code, Owner, Place, Severity, Untrusted};

/// `route.conflict`: two settings name different routes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conflict {
    /// The setting that is used.
    pub used_setting: Untrusted,
    /// What it names: a proxy's URL, or `direct`.
    pub used: Untrusted,
    /// The setting that is not used.
    pub other_setting: Untrusted,
    /// What that names.
    pub other: Untrusted,
}

impl Facts for Conflict {
    const CODE: Code = Code::RouteConflict;
}

/// `route.unusable`: a setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unusable {
    /// The setting.
    pub setting: Untrusted,
    /// Its value, without credentials.
    pub value: Untrusted,
    /// What is wrong with it.
    pub reason: Untrusted,
    /// Is it the setting that decides the route? Then there is no route, and nothing was measured.
    pub decides: bool,
}

impl Facts for Unusable {
    const CODE: Code = Code::RouteUnusable;

    fn severity(&self) -> Severity {
        if self.decides {
            Severity::Unproven
        } else {
            Self::CODE.severity()
        }
    }
}

/// `route.risky-bypass`: an exception that fits more than its writer can have meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskyBypass {
    /// The setting with the exception.
    pub setting: Untrusted,
    /// Another host that it fits.
    pub also: Untrusted,
}

impl Facts for RiskyBypass {
    const CODE: Code = Code::RouteRiskyBypass;

    fn common(&self) -> Self {
        Self {
            also: Untrusted::default(),
            ..self.clone()
        }
    }
}

/// `route.fell-back`: a proxy of a list could not be reached, so that the next one is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FellBack {
    /// The setting with the list.
    pub setting: Untrusted,
    /// The proxy that could not be reached.
    pub proxy: Untrusted,
    /// What went wrong, in the words of whoever met it.
    pub reason: Untrusted,
    /// What is used: a proxy's URL, or `direct`.
    pub used: Untrusted,
}

impl Facts for FellBack {
    const CODE: Code = Code::RouteFellBack;
}

/// `route.pac-failed`: the proxy auto-configuration script gave no answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PacFailed {
    /// The setting that names the script.
    pub setting: Untrusted,
    /// What went wrong, in the words of whoever met it.
    pub reason: Untrusted,
}

impl Facts for PacFailed {
    const CODE: Code = Code::RoutePacFailed;
}

/// `route.direct-open`: the host answers without the proxy, though nothing may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DirectOpen {
    /// The addresses at which it answers, at most 16.
    #[schemars(with = "Vec<Socket>")]
    pub addresses: Vec<SocketAddr>,
}

impl Facts for DirectOpen {
    const CODE: Code = Code::RouteDirectOpen;

    fn common(&self) -> Self {
        Self {
            addresses: Vec::new(),
        }
    }
}

/// `route.direct-closed`: the host cannot be used without the proxy, though it has to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DirectClosed {
    /// The first thing that fails there.
    pub because: Option<Code>,
}

impl Facts for DirectClosed {
    const CODE: Code = Code::RouteDirectClosed;

    fn change(&self) -> Self {
        Self { because: None }
    }
}

/// `route.revocation-differs`: the operating system fetches this on its own settings, and on that route it
/// cannot, while the product's route is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RevocationDiffers {
    /// The proxy that the system uses; none where it goes directly.
    pub proxy: Option<String>,
    /// The setting that says so.
    pub setting: Option<Untrusted>,
    /// Is it only assumed that the system's settings name no proxy?
    pub assumed: bool,
    /// The first thing that fails there.
    pub because: Code,
}

impl Facts for RevocationDiffers {
    const CODE: Code = Code::RouteRevocationDiffers;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        if self.proxy.is_some() {
            Owner::Proxy
        } else {
            Owner::Host
        }
    }
}
