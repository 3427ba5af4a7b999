//! The direct way beside the one that counts. What is met there changes no verdict, unless it was
//! said beforehand what it has to be.

use std::net::SocketAddr;

use crate::catalogue::Scheme;
use crate::evidence::direct::Expected;
use crate::evidence::{Control, Evidence, Step};
use crate::finding::cause::route::{DirectClosed, DirectOpen};
use crate::finding::{Directly, Finding, Severity, Verdict};
use crate::judge::{Case, Judgement, explain};

/// No more addresses of one host are listed.
const MOST_LISTED: usize = 16;

/// What was seen on the direct route beside the one that counts, where it was measured. Links that a
/// chain lacks were fetched for the route that counts; they fit here as well.
pub(in crate::judge) fn evidence(case: &Case<'_>) -> Option<Evidence> {
    let seen = case.evidence.direct.as_ref()?.evidence.as_ref()?;
    let mut evidence = Evidence {
        direct: None,
        ..seen.clone()
    };
    if !case.route.is_direct() {
        let issuers = case.evidence.controls.iter();
        let issuers = issuers.filter(|control| matches!(control, Control::Issuer { .. }));
        evidence.controls.extend(issuers.cloned());
    }
    Some(evidence)
}

/// What the direct route came to, as the report carries it.
pub(in crate::judge) fn from_judgement(case: &Case<'_>, judgement: Judgement) -> Directly {
    Directly {
        open: !open(case, &judgement.findings).is_empty(),
        verdict: judgement.verdict,
        findings: judgement.findings,
    }
}

/// What is to be said where the direct route is not as it was said to be. Where the route that counts
/// is the direct one, its own steps say whether it is open.
pub(in crate::judge) fn deviations(
    case: &Case<'_>,
    beside: Option<&Directly>,
    steps: &[Finding],
) -> Vec<Finding> {
    let expected = case
        .evidence
        .direct
        .as_ref()
        .and_then(|direct| direct.expected);
    match (expected, beside) {
        (Some(Expected::MustFail), Some(met)) => {
            let open = beside_open(case, met);
            if open.is_empty() {
                unproven(met)
            } else {
                vec![is_open(&open)]
            }
        }
        (Some(Expected::MustFail), None) if case.route.is_direct() => {
            let open = open(case, steps);
            (!open.is_empty())
                .then(|| is_open(&open))
                .into_iter()
                .collect()
        }
        (Some(Expected::MustPass), Some(met)) => match met.verdict {
            Verdict::Fail => vec![is_closed(met)],
            Verdict::Unproven => unproven(met),
            Verdict::Warn | Verdict::Pass => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The addresses at which the target answered on the direct route beside the one that counts.
fn beside_open(case: &Case<'_>, met: &Directly) -> Vec<SocketAddr> {
    let seen = case.evidence.direct.as_ref();
    let Some(seen) = seen.and_then(|direct| direct.evidence.as_ref()) else {
        return Vec::new();
    };
    open(
        &Case {
            evidence: seen,
            ..*case
        },
        &met.findings,
    )
}

/// The addresses at which the target itself answered, whatever it said.
fn open(case: &Case<'_>, findings: &[Finding]) -> Vec<SocketAddr> {
    let http = case.probe.scheme == Scheme::Http;
    let answers = case.evidence.attempts.iter().filter(|attempt| {
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
fn unproven(met: &Directly) -> Vec<Finding> {
    let mut findings = met.findings.clone();
    findings.retain(|found| found.code().severity() == Severity::Unproven);
    for found in &mut findings {
        found.cause.set_on_direct_route();
        found.target = None;
    }
    findings
}
