//! Evidence and policy in, findings out. No clock, no network, no async: the same evidence gets the
//! same verdict for ever.

mod again;
mod causes;
pub mod chain;
mod connect;
mod controls;
mod fetch;
mod handshake;
mod hold;
mod interceptor;
mod matrix;
mod ocsp;
mod referred;
mod resolve;
pub mod route;
mod together;
mod tunnel;
mod verdict;
mod wants;
mod withdrawn;
mod words;

use crate::blob::Blob;
use crate::catalogue::{Catalogue, Endpoint, Scheme};
use crate::evidence::{Attempt, Ended, Evidence};
use crate::finding::{Code, Finding, Owner, Severity, Stage, Verdict};
use crate::plan::Probe;
use crate::route::Route;

use self::causes::explain;
use self::verdict::{is_whole, lowered, verdict};
use self::words::{list, printable, shortened, when};

pub use again::Want;
pub use controls::{Wanted, What};
pub use referred::Referred;
pub use together::{Judged, Sampled, across, endpoint};
pub use wants::{Missing, Wants, wants};
pub use withdrawn::Statements;

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

    /// What was met, and behind a hop, through whom: the finding's address is then the hop's.
    fn met(&self, what: &str) -> String {
        match &self.route.via {
            None => what.to_owned(),
            Some(via) => format!("`{}` through {via}: {what}", self.probe.host),
        }
    }
}

/// Judges one probe, step by step, in the order of the walk.
#[must_use]
pub fn probe(case: &Case<'_>, policy: &Policy<'_>) -> (Verdict, Vec<Finding>) {
    let settled = again::settle(case.probe.scheme, case.evidence);
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
    findings.extend(run(case));
    explain(case, &mut findings);
    let gone = case.probe.wildcard && is_gone(case, &findings);
    connect::sometimes(case, policy, &mut findings);
    for finding in &mut findings {
        finding.severity = lowered(finding.severity, case.endpoint.need);
        if gone && says_gone(case, finding.code) {
            finding.severity = Severity::Note;
        }
    }
    (verdict(case, &findings), findings)
}

/// Whose certificates each address of a probe showed.
#[must_use]
pub fn shown(case: &Case<'_>, policy: &Policy<'_>) -> Vec<chain::Shown> {
    let settled = again::settle(case.probe.scheme, case.evidence);
    let evidence = &settled.evidence;
    chain::shown(&Case { evidence, ..*case }, policy)
}

/// Names under a wildcard come and go: one that does not exist says nothing about the way to it. It
/// does exist when anybody gave an address for it, and that is not settled when a name server said
/// something else.
fn is_gone(case: &Case<'_>, findings: &[Finding]) -> bool {
    if case.route.hop_resolves() {
        return tunnel::says_no_such_name(case);
    }
    let seen = case.evidence;
    let addresses = if case.route.is_direct() {
        !(seen.attempts.is_empty() && seen.unrouted.is_empty())
    } else {
        seen.attempts.iter().any(|attempt| attempt.tunnel.is_some())
    };
    let mut resolving = findings
        .iter()
        .filter(|finding| finding.code.stage() == Stage::Resolve);
    !addresses && resolving.all(|finding| finding.code == Code::ResolveNoSuchName)
}

/// The finding that says so.
fn says_gone(case: &Case<'_>, code: Code) -> bool {
    code == if case.route.hop_resolves() {
        Code::TunnelUpstream
    } else {
        Code::ResolveNoSuchName
    }
}

/// The tool's own bounds: what it broke off, could not do, or could not check.
fn run(case: &Case<'_>) -> Vec<Finding> {
    let seen = case.evidence;
    if let Some(words) = &seen.crashed {
        let cause = format!(
            "the probe of `{}` broke: {}",
            case.probe.host,
            shortened(words)
        );
        return vec![Finding::new(Code::RunCrashed, cause)];
    }
    let host = &case.probe.host;
    if seen.resolve.is_none() && seen.attempts.is_empty() && seen.unrouted.is_empty() {
        let cause = format!("nothing is recorded of `{host}`");
        return vec![Finding::new(Code::RunGaveUp, cause)];
    }
    let ends = || ends(seen);
    let mut findings = Vec::new();
    if ends().any(|ended| *ended == Ended::Interrupted) {
        let cause = format!("the run was stopped before `{host}` was measured to the end");
        findings.push(Finding::new(Code::RunInterrupted, cause));
    }
    if ends().any(|ended| *ended == Ended::GaveUp) {
        let cause = format!("the run's deadline came before `{host}` was measured to the end");
        findings.push(Finding::new(Code::RunGaveUp, cause));
    }
    if !seen.left_out.is_empty() {
        let cause = format!(
            "`{host}` has {} addresses more than are tried",
            seen.left_out.len()
        );
        findings.push(Finding::new(Code::RunGaveUp, cause));
    }
    findings.extend(seen.attempts.iter().filter_map(own_trouble));
    findings.extend(seen.attempts.iter().filter_map(unchecked));
    findings.extend(unfinished(case));
    findings
}

/// A handshake that is beyond what this program can read or check. That a key is too short to be
/// checked is no second trouble beside its weakness.
fn unchecked(attempt: &Attempt) -> Option<Finding> {
    let finding = Finding::new(Code::RunGaveUp, handshake::unchecked(attempt)?).at(attempt.to);
    let remedy = "look at what this address shows with another tool, such as `openssl s_client \
                  -showcerts`";
    let finding = finding.mended_by(Owner::Tester, remedy);
    Some(if chain::shows_short_key(attempt) {
        finding.explained_by(Code::ChainWeak)
    } else {
        finding
    })
}

/// What the matrix did not see leaves the first walk's result as it is, and is no pass either.
fn unfinished(case: &Case<'_>) -> Option<Finding> {
    let (stopped, cause) = matrix::unseen(case)?;
    let code = if stopped {
        Code::RunInterrupted
    } else {
        Code::RunGaveUp
    };
    Some(Finding::new(code, cause).weighing(Severity::Warn))
}

/// A connection that failed for a reason of this machine, such as too few file descriptors.
fn own_trouble(attempt: &Attempt) -> Option<Finding> {
    let failure = attempt.connect.as_ref()?.failure()?;
    if connect::says_something(failure.kind) {
        return None;
    }
    let cause = format!(
        "{} could not be tried: {}",
        attempt.to,
        shortened(&failure.detail)
    );
    Some(Finding::new(Code::RunGaveUp, cause).at(attempt.to))
}

/// How every step of a probe ended.
fn ends(seen: &Evidence) -> impl Iterator<Item = &Ended> {
    let resolve = seen.resolve.as_ref();
    let own = resolve.map(|step| &step.ended);
    let system = resolve
        .and_then(|step| step.seen.system.as_ref())
        .map(|answer| &answer.ended);
    let walks = seen.attempts.iter().flat_map(Attempt::ends);
    let hop = seen.resolve_hop.as_ref().map(|step| &step.ended);
    let names = own.into_iter().chain(system).chain(hop);
    names.chain(walks)
}
