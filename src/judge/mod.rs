//! Evidence and policy in, findings out. No clock, no network, no async: the same evidence gets the
//! same verdict for ever.

mod again;
pub mod chain;
mod connect;
mod fetch;
mod handshake;
mod interceptor;
mod ocsp;
mod referred;
mod matrix;
mod resolve;
mod route;

mod together;
mod tunnel;
mod wants;
mod words;

use std::net::SocketAddr;

use crate::blob::Blob;
use crate::catalogue::{Catalogue, Endpoint, Need, Scheme};
use crate::evidence::{Attempt, Ended, Evidence, Step};
use crate::finding::{Code, Finding, Owner, Severity, Stage, Verdict};
use crate::plan::Probe;
use crate::route::Route;

use self::words::{list, printable, shortened, when};

pub use again::Want;
pub use referred::Referred;
pub use together::{Judged, Sampled, across, endpoint};
pub use wants::{Missing, Wants, wants};

/// What is judged by.
#[derive(Debug)]
pub struct Policy<'a> {
    /// The endpoints and the keys of their genuine issuers.
    pub catalogue: &'a Catalogue,
    /// Roots that only this machine trusts (DER), as far as they complete a chain that was seen.
    pub local_roots: &'a [Blob],
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
    let mut findings = route::judge(case);
    findings.extend(resolve::judge(case, policy));
    findings.extend(connect::judge(case));
    findings.extend(connect::under_load(&settled.eased));
    findings.extend(tunnel::judge(case));
    findings.extend(handshake::judge(case));
    findings.extend(chain::judge(case, policy));
    findings.extend(fetch::judge(case, policy));
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

/// What a need makes of a severity.
fn lowered(severity: Severity, need: Need) -> Severity {
    match need {
        Need::Required => severity,
        Need::Advised => severity.min(Severity::Warn),
        Need::Optional => severity.min(Severity::Note),
    }
}

/// Names under a wildcard come and go: one that does not exist says nothing about the way to it. It
/// does exist when anybody gave an address for it, and that is not settled when a name server said
/// something else.
fn is_gone(case: &Case<'_>, findings: &[Finding]) -> bool {
    if !case.route.is_direct() {
        return tunnel::says_no_such_name(case);
    }
    let seen = case.evidence;
    let addresses = !(seen.attempts.is_empty() && seen.unrouted.is_empty());
    let mut resolving = findings
        .iter()
        .filter(|finding| finding.code.stage() == Stage::Resolve);
    !addresses && resolving.all(|finding| finding.code == Code::ResolveNoSuchName)
}

/// The finding that says so.
fn says_gone(case: &Case<'_>, code: Code) -> bool {
    code == if case.route.is_direct() {
        Code::ResolveNoSuchName
    } else {
        Code::TunnelUpstream
    }
}

/// The worst finding; without one, what was seen to the end. Missing evidence never passes.
fn verdict(case: &Case<'_>, findings: &[Finding]) -> Verdict {
    let worst = findings
        .iter()
        .map(|finding| Verdict::from(finding.severity))
        .max();
    let worst = worst.unwrap_or(Verdict::Pass);
    let unseen = match case.endpoint.need {
        Need::Required => Verdict::Unproven,
        Need::Advised => Verdict::Warn,
        Need::Optional => Verdict::Pass,
    };
    let seen = case
        .evidence
        .attempts
        .iter()
        .any(|attempt| is_whole(case.probe.scheme, attempt));
    if seen { worst } else { worst.max(unseen) }
}

/// Was there an answer at the far end of the last step? Whether it is right is the findings' matter.
fn is_whole(scheme: Scheme, attempt: &Attempt) -> bool {
    let answered = attempt.fetch.as_ref().is_some_and(|step| match step.ended {
        Ended::Completed => step.seen.status.is_some(),
        Ended::Failed(_) => true,
        Ended::OutOfTime | Ended::GaveUp | Ended::Interrupted => false,
    });
    match scheme {
        Scheme::Http | Scheme::Https => answered,
        Scheme::Tls => attempt.handshake.as_ref().is_some_and(Step::completed),
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
    let walks = seen.attempts.iter().flat_map(|attempt| {
        [
            attempt.connect.as_ref().map(|step| &step.ended),
            attempt.tunnel.as_ref().map(|step| &step.ended),
            attempt.handshake.as_ref().map(|step| &step.ended),
            attempt.fetch.as_ref().map(|step| &step.ended),
        ]
    });
    let hop = seen.resolve_hop.as_ref().map(|step| &step.ended);
    let names = own.into_iter().chain(system).chain(hop);
    names.chain(walks.flatten())
}

/// The earliest cause speaks: at one address, what a later step shows after an earlier failure is
/// kept and said to be explained by it.
fn explain(case: &Case<'_>, findings: &mut [Finding]) {
    let causes: Vec<(Code, SocketAddr)> = findings
        .iter()
        .filter(|finding| explains_others(finding))
        .flat_map(|finding| places(case, finding).map(|place| (finding.code, place)))
        .collect();
    for finding in findings
        .iter_mut()
        .filter(|finding| may_have_cause(finding))
    {
        let earlier = causes.iter().find(|(code, address)| {
            Some(*address) == finding.address && comes_before(*code, finding.code)
        });
        if let Some((code, _)) = earlier {
            finding.explained_by = Some(*code);
        }
    }
    explain_the_whole(findings);
}

/// That some addresses fail says how many; why one of them does, its own earlier cause says.
fn may_have_cause(finding: &Finding) -> bool {
    matches!(
        finding.explained_by,
        None | Some(Code::ConnectSomeAddresses)
    )
}

/// The addresses that a cause is about.
fn places(case: &Case<'_>, cause: &Finding) -> impl Iterator<Item = SocketAddr> {
    let of_system = match cause.code {
        Code::ResolveSystemDiffers => resolve::only_the_system_gives(case),
        _ => Vec::new(),
    };
    let port = case.probe.port;
    let of_system = of_system
        .into_iter()
        .map(move |ip| SocketAddr::new(ip, port));
    cause.address.into_iter().chain(of_system)
}

/// Where every address that fails has an earlier cause, so has it that some fail.
fn explain_the_whole(findings: &mut [Finding]) {
    let parts = findings.iter().filter(|finding| {
        finding.code.stage() == Stage::Connect
            && finding.address.is_some()
            && finding.severity > Severity::Note
    });
    let mut causes = parts.map(|finding| finding.explained_by);
    let Some(Some(first)) = causes.next() else {
        return;
    };
    let all = |cause| matches!(cause, Some(code) if code != Code::ConnectSomeAddresses);
    if !all(Some(first)) || !causes.all(all) {
        return;
    }
    let mut wholes = findings.iter_mut();
    if let Some(whole) = wholes.find(|finding| finding.code == Code::ConnectSomeAddresses) {
        whole.explained_by = Some(first);
    }
}

/// Findings whose truth changes what is met at that address.
fn explains_others(finding: &Finding) -> bool {
    finding.severity == Severity::Fail
        && matches!(
            finding.code,
            Code::ResolvePrivateAnswer
                | Code::ResolveSystemDiffers
                | Code::ChainIntercepted
                | Code::ChainImpostor
                | Code::ChainSelfSigned
        )
}

fn comes_before(cause: Code, effect: Code) -> bool {
    let same_stage = cause.stage() == Stage::Chain && effect.stage() == Stage::Chain;
    cause != effect && (cause.stage() < effect.stage() || same_stage && !is_verdict(effect))
}

/// The codes that say whose certificates these are; the others of that stage describe them.
fn is_verdict(code: Code) -> bool {
    matches!(
        code,
        Code::ChainIntercepted
            | Code::ChainImpostor
            | Code::ChainSelfSigned
            | Code::ChainInterceptedSometimes
    )
}
