//! Evidence and policy in, findings out. No clock, no network, no async: the same evidence gets the
//! same verdict for ever.

mod across;
pub mod chain;
mod connect;
mod explain;
mod fetch;
mod fetchable_url;
mod followups;
mod handshake;
mod hold;
mod interceptor;
mod matrix;
pub mod missing_sample;
mod ocsp;
mod resolve;
mod revocation;
pub mod route;
mod run;
mod tunnel;
mod verdict;

use crate::catalogue::{Catalogue, Endpoint, Scheme};
use crate::evidence::Evidence;
use crate::finding::{Finding, Severity, Target, Verdict};
use crate::plan::Probe;
use crate::route::Route;
use crate::text::bytes::Blob;

use self::explain::explain;
use self::verdict::{is_whole, lowered, verdict};

pub use self::across::{Judged, Sampled, across, endpoint};
pub use self::fetchable_url::FetchableUrl;
pub use self::followups::controls::{Experiment, ExperimentKind};
pub use self::followups::retest::Retest;
pub use self::followups::{Followups, MissingIssuer, wants};
pub use self::revocation::Statements;

/// What is judged by.
#[derive(Debug)]
pub struct Policy<'a> {
    /// The endpoints and the keys of their genuine issuers.
    pub catalogue: &'a Catalogue,
    /// Roots that only this machine trusts (DER), as far as they complete a chain that was seen.
    pub local_roots: &'a [Blob],
    /// What CAs said of certificates they withdrew, in all that was fetched.
    pub statements: &'a Statements,
}

/// One probe, as it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What was asked.
    pub probe: &'a Probe,
    /// The row it belongs to.
    pub endpoint: &'a Endpoint,
    /// The way it took.
    pub route: &'a Route,
    /// What it saw. Its `started_unix` is the moment that counts.
    pub evidence: &'a Evidence,
}

impl Case<'_> {
    /// Does the hop fetch what is asked for itself, in place of opening a tunnel?
    fn fetched_by_hop(&self) -> bool {
        self.probe.scheme == Scheme::Http && self.route.hop_fetches()
    }

    /// The host and port, and the proxy that they were asked through.
    fn target(&self) -> Target {
        Target {
            host: self.probe.host.clone(),
            port: self.probe.port,
            via: self.route.via.clone(),
        }
    }
}

/// Judges one probe, step by step, in the order of the walk.
#[must_use]
pub fn probe(case: &Case<'_>, policy: &Policy<'_>) -> (Verdict, Vec<Finding>) {
    let settled = followups::retest::settle(case.probe.scheme, case.evidence);
    let case = &Case {
        evidence: &settled.evidence,
        ..*case
    };
    let mut findings = route::judge(case, policy);
    findings.extend(resolve::judge(case, policy));
    findings.extend(connect::judge(case));
    findings.extend(connect::under_load(&settled.eased));
    findings.extend(tunnel::judge(case));
    findings.extend(handshake::judge(case, policy));
    findings.extend(chain::judge(case, policy));
    findings.extend(fetch::judge(case, policy));
    findings.extend(hold::judge(case));
    findings.extend(run::judge(case));
    explain(case, &mut findings);
    let missing = missing_sample::is_missing(case, &findings);
    connect::sometimes(case, policy, &mut findings);
    for finding in &mut findings {
        finding.target.get_or_insert_with(|| case.target());
        finding.severity = lowered(finding.severity, case.endpoint.need);
        if missing && missing_sample::is_said_by(case, finding) {
            finding.severity = Severity::Note;
        }
    }
    (verdict(case, &findings), findings)
}

/// Whose certificates each address of a probe showed.
#[must_use]
pub fn shown(case: &Case<'_>, policy: &Policy<'_>) -> Vec<chain::Shown> {
    let settled = followups::retest::settle(case.probe.scheme, case.evidence);
    let evidence = &settled.evidence;
    chain::shown(&Case { evidence, ..*case }, policy)
}
