//! What findings come to, and what a need makes of them.

use super::Case;
use crate::catalogue::{Need, Scheme};
use crate::evidence::{Attempt, Ended, Step};
use crate::finding::{Code, Finding, Severity, Verdict};

/// What a need makes of a severity.
pub(super) fn lowered(severity: Severity, need: Need) -> Severity {
    match need {
        Need::Required => severity,
        Need::Advised => severity.min(Severity::Warn),
        Need::Optional => severity.min(Severity::Note),
    }
}

/// The worst finding; without one, what was seen to the end. Missing evidence never passes.
pub(super) fn verdict(case: &Case<'_>, findings: &[Finding]) -> Verdict {
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
    // The genuine server has spoken, and there is nothing more to be seen: it wants a certificate, or
    // waits for the protocol behind an upgrade.
    let mut findings = findings.iter();
    let upgrade = case.probe.upgrade.is_some();
    let seen = seen
        || findings.any(|one| match one.code() {
            Code::HandshakeClientCertificate => true,
            Code::FetchSilent => upgrade && one.severity < Severity::Fail,
            _ => false,
        });
    if seen { worst } else { worst.max(unseen) }
}

/// Was there an answer at the far end of the last step? Whether it is right is the findings' matter.
pub(super) fn is_whole(scheme: Scheme, attempt: &Attempt) -> bool {
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
