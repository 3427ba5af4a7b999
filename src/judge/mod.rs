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
mod host; // what a run learns of this machine
mod interceptor;
mod judgement;
mod matrix; // handshakes in every shape: `--thorough`
pub mod missing_sample;
mod ocsp;
mod redirect; // where a redirect leads
mod resolve;
mod revocation;
pub mod route;
mod run;
mod tunnel;
mod verdict;
mod wording;

use crate::finding::{Directly, Finding, Severity};
use crate::route::Route;

use self::chain::ChainReader;
use self::explain::explain;
use self::verdict::is_seen;

pub use self::across::{JudgedProbe, JudgedSample, across, endpoint};
pub use self::case::{Case, Policy};
pub use self::fetchable_url::FetchableUrl;
pub use self::followups::retest::Retest;
pub use self::followups::{Experiment, ExperimentKind, Followups, MissingIssuer, followups};
pub use self::judgement::Judgement;
pub use self::revocation::Statements;
pub use self::tunnel::{may_be_limited, shows_limit};
pub use self::verdict::verdict;

/// Judges one probe, and what was measured beside it: the direct route, and that of the operating system.
#[must_use]
pub fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Judgement {
    let beside = Beside {
        direct: directly(case, policy),
        by_system: by_system(case, policy),
    };
    let judgement = walk(case, policy, &beside);
    Judgement {
        direct: beside.direct,
        ..judgement
    }
}

/// What other routes came to.
#[derive(Default)]
struct Beside {
    direct: Option<Directly>,
    by_system: Option<Vec<Finding>>,
}

fn directly(case: &Case<'_>, policy: &Policy<'_>) -> Option<Directly> {
    let evidence = route::direct::evidence(case)?;
    let straight = Route::default();
    let case = Case {
        route: &straight,
        evidence: &evidence,
        ..*case
    };
    let judgement = walk(&case, policy, &Beside::default());
    Some(route::direct::from_judgement(&case, judgement))
}

fn by_system(case: &Case<'_>, policy: &Policy<'_>) -> Option<Vec<Finding>> {
    let evidence = route::by_system::evidence(case)?;
    let row = route::by_system::row(case.endpoint);
    let case = Case {
        route: &case.evidence.by_system.as_ref()?.route,
        evidence: &evidence,
        endpoint: &row,
        ..*case
    };
    Some(walk(&case, policy, &Beside::default()).findings)
}

/// Judges one walk, step by step, in its order.
fn walk(case: &Case<'_>, policy: &Policy<'_>, beside: &Beside) -> Judgement {
    let settled = followups::retest::settle(case);
    let case = &Case {
        evidence: &settled.evidence,
        ..*case
    };
    let chains = ChainReader::new(*case, policy);
    let (chain_findings, inspected) = chain::judge(&chains);
    let mut steps = host::judge(case);
    steps.extend(resolve::judge(case, &chains));
    steps.extend(connect::judge(case));
    if case.route.is_direct() {
        steps.extend(connect::under_load(&settled.eased));
    } else {
        steps.extend(tunnel::limited(case, &settled.eased));
    }
    steps.extend(tunnel::judge(case, policy, &settled.differing));
    steps.extend(handshake::judge(case, &chains));
    steps.extend(chain_findings);
    steps.extend(fetch::judge(case, &chains, &settled.differing));
    steps.extend(hold::judge(&chains));
    steps.extend(run::judge(case, policy));
    let mut findings = route::judge(case.route);
    findings.extend(route::direct::deviations(
        case,
        beside.direct.as_ref(),
        &steps,
    ));
    let by_system = beside.by_system.as_deref();
    let difference = |found| route::by_system::difference(case, found, &steps);
    findings.extend(by_system.and_then(difference));
    findings.extend(steps);
    explain(case, &mut findings);
    let missing = missing_sample::is_missing(case, &findings);
    connect::sometimes(case, &chains, &mut findings);
    let weighed = |mut finding: Finding| {
        finding.target.get_or_insert_with(|| case.target());
        if missing && missing_sample::is_said_by(&finding) {
            return finding.weighing(Severity::Note);
        }
        finding.needed(case.endpoint.need)
    };
    let findings: Vec<_> = findings.into_iter().map(weighed).collect();
    let is_seen = is_seen(case, &findings);
    Judgement {
        verdict: verdict(is_seen, case.endpoint.need, &findings),
        is_seen,
        findings,
        inspected,
        direct: None,
        origins: chains.origins(),
        proven: resolve::proven(case, &chains),
    }
}
