//! The direct way beside the one that counts. What is met there changes no verdict, unless it was
//! said beforehand what it has to be.

use std::net::SocketAddr;

use crate::catalogue::Scheme;
use crate::evidence::direct::Expected;
use crate::evidence::{Control, Evidence, Step};
use crate::finding::cause::route::{DirectClosed, DirectOpen};
use crate::finding::{Directly, Finding, Severity, Verdict};
use crate::judge::{Case, Policy, explain, probe};
use crate::route::Route;

/// No more addresses of one host are listed.
const MOST_LISTED: usize = 16;

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
            vec![is_open(&open)]
        }
        (Some(Expected::MustPass), Some(seen)) if beside.is_some() => {
            let met = judged(case, policy, seen);
            match met.verdict {
                Verdict::Fail => vec![is_closed(&met)],
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
        own.any(|found| explain::shows_another(found.code()))
    };
    let mut open: Vec<SocketAddr> = answers.map(|attempt| attempt.to).collect();
    open.retain(|to| !by_others(*to));
    open.dedup();
    open
}

fn is_open(open: &[SocketAddr]) -> Finding {
    let addresses = open.iter().take(MOST_LISTED).copied().collect();
    Finding::new(DirectOpen { addresses })
}

fn is_closed(met: &Directly) -> Finding {
    let mut findings = met.findings.iter();
    let failing = findings.find(|found| found.severity == Severity::Fail);
    let because = failing.map(Finding::code);
    Finding::new(DirectClosed { because })
}

/// What the tool itself broke off there.
fn unproven(met: Directly) -> Vec<Finding> {
    let mut findings = met.findings;
    findings.retain(|found| found.code().severity() == Severity::Unproven);
    for found in &mut findings {
        found.cause.set_on_direct_route();
        found.target = None;
    }
    findings
}
