//! A report: everything a run saw, and what was judged of it. Plain data, as it stands in the JSON
//! report.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, HostPattern, Need};
use crate::evidence::{Evidence, Host};
use crate::finding::{Directly, Finding, Inspected, Target, Verdict};
use crate::plan::{LeftOut, Probe, Selection};
use crate::route::Route;

/// The number of the report's format. Fields are added; none is renamed.
pub const FORMAT: u32 = 1;

/// Everything a run saw and what was judged of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of the layout, [`FORMAT`].
    pub format: u32,
    /// Who wrote it.
    pub tool: Tool,
    /// The rows and issuer sets it was judged by.
    pub endpoints_file: Catalogue,
    /// When, where and how long.
    pub run: Run,
    /// The worst of the endpoints.
    pub verdict: Verdict,
    /// About the whole run; they explain others and change no verdict.
    pub findings: Vec<Finding>,
    /// One entry for each chosen endpoint, in the order of the file.
    pub endpoints: Vec<EndpointReport>,
    /// Probes the run added by itself: revocation addresses of the chains that were seen.
    #[serde(default)]
    pub revocation: Vec<ProbeReport>,
}

/// The program that wrote a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// What the user called this run (`--label`). Untrusted text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// When it began, RFC 3339, UTC.
    pub started: String,
    /// How long it took.
    pub took_ms: u64,
    /// Was this machine taken out of it (`--redact`)?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// Was it stopped by the user?
    pub interrupted: bool,
    /// Where it ran.
    pub host: Host,
    /// What of the file was wanted.
    #[serde(default)]
    pub selection: Selection,
}

/// One endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndpointReport {
    /// Its id.
    pub id: String,
    /// Its host pattern.
    pub host: HostPattern,
    /// Its port.
    pub port: u16,
    /// How much depends on it.
    pub need: Need,
    /// Its verdict.
    pub verdict: Verdict,
    /// About all of its samples; they explain others and change no verdict.
    pub findings: Vec<Finding>,
    /// One entry for each sample that was asked.
    pub probes: Vec<ProbeReport>,
    /// Samples that were not asked, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// One probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbeReport {
    /// What was asked.
    #[serde(flatten)]
    pub probe: Probe,
    /// The route it took.
    pub route: Route,
    /// Its verdict.
    pub verdict: Verdict,
    /// Was it answered at the far end of its last step?
    #[serde(default)]
    pub seen: bool,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// What the inspection matrix came to, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspected: Option<Inspected>,
    /// What was met on the direct route, where that was measured beside another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct: Option<Directly>,
    /// Of a probe that the run added by itself: how much depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Need>,
    /// Of a probe that the run added by itself: the hosts whose certificates name this address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named_by: Vec<String>,
    /// What was seen.
    pub evidence: Evidence,
}

impl ProbeReport {
    /// The host and port that its findings are about, and the proxy they were asked through.
    #[must_use]
    pub fn target(&self) -> Target {
        Target {
            host: self.probe.host.clone(),
            port: self.probe.port,
            via: self.route.via.clone(),
        }
    }
}
