//! Facts of the choice of a route.

use std::net::{IpAddr, SocketAddr};

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
    /// Does every request of the program that reads it fail because of it?
    pub fatal: bool,
    /// What of it cannot be used, where that is not its value as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

/// A part of a setting that cannot be used; its source counts all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// One entry of its list of exceptions: the others count.
    Entry,
    /// The variable's name, which is not read in this spelling.
    Name,
}

impl Facts for Unusable {
    const CODE: Code = Code::RouteUnusable;

    fn severity(&self) -> Severity {
        match (self.decides, self.fatal) {
            (true, true) => Severity::Fail,
            (true, false) => Severity::Unproven,
            (false, _) => Self::CODE.severity(),
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

/// `route.pac-dialect`: the script uses what Windows' script engine does not know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PacDialect {
    /// The setting that names the script.
    pub setting: Untrusted,
    /// What it uses, each construct once: the syntax by line, then the library by line.
    pub constructs: Vec<PacConstruct>,
}

/// Something later than ECMAScript 5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PacConstruct {
    /// As a person names it: `let`, `arrow functions`, `String.prototype.includes`.
    pub construct: Untrusted,
    /// The script's line, from 1, where it stands first.
    pub line: Option<u32>,
    /// Is it of the language, or of the library?
    pub kind: PacConstructKind,
}

/// What a construct is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PacConstructKind {
    /// The language: the engine refuses the whole script.
    Syntax,
    /// The library: the script gives this host another answer, or none.
    Library,
}

impl Facts for PacDialect {
    const CODE: Code = Code::RoutePacDialect;

    /// The library that a script depends on differs from one host to the next.
    fn common(&self) -> Self {
        let mut common = self.clone();
        let is_syntax = |one: &PacConstruct| one.kind == PacConstructKind::Syntax;
        if common.constructs.iter().any(is_syntax) {
            common.constructs.retain(is_syntax);
        } else {
            common.constructs.clear();
        }
        common
    }

    fn change(&self) -> Self {
        Self {
            constructs: Vec::new(),
            ..self.clone()
        }
    }
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

/// `route.wpad`: the source of the route looks for a script by WPAD before all else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WpadDetection {
    /// The setting by which it does.
    pub setting: Untrusted,
    /// Was a script looked for here? Not with `--no-wpad`.
    pub looked: bool,
    /// The names that were asked; none where this machine's DNS domain is unknown or public.
    pub names: Vec<Untrusted>,
    /// The script that was found; it is not followed.
    pub script: Option<DetectionScript>,
    /// What else the names led to.
    pub misses: Vec<WpadMiss>,
}

/// A script that automatic detection finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DetectionScript {
    /// Where it lies.
    pub url: Untrusted,
    /// The address that gave it.
    pub address: IpAddr,
    /// Its length, in bytes.
    pub bytes: usize,
    /// Its digest.
    pub sha256: Untrusted,
}

/// An address of such a name that gives no script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WpadMiss {
    /// The name.
    pub name: Untrusted,
    /// The address.
    pub address: IpAddr,
    /// Why it gives none; none where it was not asked, as it is not private.
    pub reason: Option<Untrusted>,
}

impl Facts for WpadDetection {
    const CODE: Code = Code::RouteWpad;
}
