//! Evidence and policy in, findings out. No clock, no network, no async: the same evidence gets the
//! same verdict for ever.

mod across;
mod case;
pub mod chain;
mod connect;
mod explain;
mod fetch;
mod fetchable_url;
mod followups;
mod handshake;
mod hold;
mod interceptor;
mod judgement;
mod matrix; // handshakes in every shape: `--thorough`
pub mod missing_sample;
mod ocsp;
mod resolve;
mod revocation;
pub mod route;
mod run;
mod tunnel;
mod verdict;

use crate::finding::{Directly, Severity};
use crate::route::Route;

use self::chain::ChainReader;
use self::explain::explain;
use self::verdict::{lowered, verdict};

pub use self::across::{JudgedProbe, JudgedSample, across, endpoint};
pub use self::case::{Case, Policy};
pub use self::fetchable_url::FetchableUrl;
pub use self::followups::retest::Retest;
pub use self::followups::{Experiment, ExperimentKind, Followups, MissingIssuer, followups};
pub use self::judgement::Judgement;
pub use self::revocation::Statements;

/// Judges one probe, and the direct route that was measured beside it.
#[must_use]
pub fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Judgement {
    let beside = route::direct::evidence(case);
    let direct = beside.map(|evidence| {
        let straight = Route::default();
        let case = Case {
            route: &straight,
            evidence: &evidence,
            ..*case
        };
        route::direct::from_judgement(&case, walk(&case, policy, None))
    });
    Judgement {
        direct: direct.clone(),
        ..walk(case, policy, direct.as_ref())
    }
}

/// Judges one walk, step by step, in its order.
fn walk(case: &Case<'_>, policy: &Policy<'_>, direct: Option<&Directly>) -> Judgement {
    let settled = followups::retest::settle(case.probe.scheme, case.evidence);
    let case = &Case {
        evidence: &settled.evidence,
        ..*case
    };
    let chains = ChainReader::new(*case, policy);
    let (chain_findings, inspected) = chain::judge(&chains);
    let mut steps = resolve::judge(case, &chains);
    steps.extend(connect::judge(case));
    steps.extend(connect::under_load(&settled.eased));
    steps.extend(tunnel::judge(case, policy));
    steps.extend(handshake::judge(case, &chains));
    steps.extend(chain_findings);
    steps.extend(fetch::judge(case, &chains));
    steps.extend(hold::judge(case));
    steps.extend(run::judge(case, policy));
    let mut findings = route::judge(case.route);
    findings.extend(route::direct::deviations(case, direct, &steps));
    findings.extend(steps);
    explain(case, &mut findings);
    let missing = missing_sample::is_missing(case, &findings);
    connect::sometimes(case, &chains, &mut findings);
    for finding in &mut findings {
        finding.target.get_or_insert_with(|| case.target());
        finding.severity = lowered(finding.severity, case.endpoint.need);
        if missing && missing_sample::is_said_by(case, finding) {
            finding.severity = Severity::Note;
        }
    }
    Judgement {
        verdict: verdict(case, &findings),
        findings,
        inspected,
        direct: None,
        origins: chains.origins(),
    }
}
