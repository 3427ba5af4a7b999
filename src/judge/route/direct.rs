//! The direct way beside the one that counts. What is met there changes no verdict, unless it was
//! said beforehand what it has to be.

use std::net::SocketAddr;

use crate::catalogue::Scheme;
use crate::evidence::direct::Expected;
use crate::evidence::{Control, Evidence, Step};
use crate::finding::{Code, Directly, Finding, Severity, Verdict};
use crate::judge::{Case, Policy, causes, list, probe};
use crate::route::Route;

/// What was met on the direct way; nothing where it was not gone beside another one.
#[must_use]
pub fn directly(case: &Case<'_>, policy: &Policy<'_>) -> Option<Directly> {
    let direct = case.evidence.direct.as_ref()?;
    Some(judged(case, policy, direct.evidence.as_ref()?))
}

/// What is to be said where the direct way is not as it was said to be.
pub(super) fn unexpected(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    let Some(direct) = &case.evidence.direct else {
        return Vec::new();
    };
    let beside = direct.evidence.as_ref();
    match (direct.expected, beside.or(own(case))) {
        (Some(Expected::MustFail), Some(seen)) => {
            let met = judged(case, policy, seen);
            let open = open(case, seen, &met.findings);
            if open.is_empty() {
                // Where the way that counts is the direct one, its own findings say so.
                return beside.map_or_else(Vec::new, |_| unproven(met));
            }
            vec![is_open(case, &open)]
        }
        (Some(Expected::MustPass), Some(seen)) if beside.is_some() => {
            let met = judged(case, policy, seen);
            match met.verdict {
                Verdict::Fail => vec![is_closed(case, &met)],
                Verdict::Unproven => unproven(met),
                Verdict::Warn | Verdict::Pass => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// What was seen on the way that counts, where that is the direct one.
fn own<'a>(case: &Case<'a>) -> Option<&'a Evidence> {
    case.route.is_direct().then_some(case.evidence)
}

/// Links that a chain lacks were fetched for the way that counts; they fit here as well.
fn judged(case: &Case<'_>, policy: &Policy<'_>, seen: &Evidence) -> Directly {
    let mut evidence = Evidence {
        direct: None,
        ..seen.clone()
    };
    if !case.route.is_direct() {
        let issuers = case.evidence.controls.iter();
        let issuers = issuers.filter(|control| matches!(control, Control::Issuer { .. }));
        evidence.controls.extend(issuers.cloned());
    }
    let straight = Route::default();
    let case = Case {
        route: &straight,
        evidence: &evidence,
        ..*case
    };
    let (verdict, findings) = probe(&case, policy);
    Directly {
        open: !open(&case, &evidence, &findings).is_empty(),
        verdict,
        findings,
    }
}

/// The addresses at which the target itself answered, whatever it said.
fn open(case: &Case<'_>, seen: &Evidence, findings: &[Finding]) -> Vec<SocketAddr> {
    let http = case.probe.scheme == Scheme::Http;
    let answers = seen.attempts.iter().filter(|attempt| {
        let page = attempt.fetch.as_ref();
        let secured = attempt.handshake.as_ref().is_some_and(Step::completed);
        secured || http && page.is_some_and(|step| step.seen.status.is_some())
    });
    let by_others = |to: SocketAddr| {
        let mut own = findings.iter().filter(|found| found.address == Some(to));
        own.any(|found| causes::shows_another(found.code))
    };
    let mut open: Vec<SocketAddr> = answers.map(|attempt| attempt.to).collect();
    open.retain(|to| !by_others(*to));
    open.dedup();
    open
}

fn is_open(case: &Case<'_>, open: &[SocketAddr]) -> Finding {
    let at: Vec<String> = open.iter().map(ToString::to_string).collect();
    let cause = format!(
        "`{}:{}` answers without the proxy too, at {}",
        case.probe.host,
        case.probe.port,
        list(&at, 4)
    );
    Finding::new(Code::RouteDirectOpen, cause)
}

fn is_closed(case: &Case<'_>, met: &Directly) -> Finding {
    let failing = met.findings.iter();
    let mut failing = failing.filter(|found| found.severity == Severity::Fail);
    let why = failing.next().map_or_else(String::new, |found| {
        format!(": {}, {}", found.code, found.cause)
    });
    let cause = format!(
        "`{}:{}` is not to be had without the proxy{why}",
        case.probe.host, case.probe.port
    );
    Finding::new(Code::RouteDirectClosed, cause)
}

/// What the tool itself broke off there.
fn unproven(met: Directly) -> Vec<Finding> {
    let mut findings = met.findings;
    findings.retain(|found| found.code.severity() == Severity::Unproven);
    for found in &mut findings {
        found.cause = format!("on the direct way, {}", found.cause);
    }
    findings
}
