//! What findings come to, and what a need makes of them.

use super::Case;
use crate::catalogue::{Need, Scheme};
use crate::evidence::{Attempt, Ended, Step};
use crate::finding::{Code, Finding, Severity, Verdict};

/// The worst finding; without one, what was seen to the end. Missing evidence never passes.
#[must_use]
pub fn verdict(is_seen: bool, need: Need, findings: &[Finding]) -> Verdict {
    let severities = findings.iter().map(|finding| finding.severity);
    let worst = severities.map(Verdict::from).max();
    let worst = worst.unwrap_or(Verdict::Pass);
    if is_seen {
        worst
    } else {
        worst.max(unseen(need))
    }
}

/// What it comes to where nothing was seen to the end.
pub(super) fn unseen(need: Need) -> Verdict {
    match need {
        Need::Required => Verdict::Unproven,
        Need::Advised => Verdict::Warn,
        Need::Optional => Verdict::Pass,
    }
}

/// Was the probe answered at the far end of its last step, or has the genuine server spoken, and there
/// is nothing more to be seen: it wants a certificate, or waits for the protocol behind an upgrade?
pub(super) fn is_seen(case: &Case<'_>, findings: &[Finding]) -> bool {
    let mut attempts = case.evidence.attempts.iter();
    let mut findings = findings.iter();
    let upgrade = case.probe.upgrade.is_some();
    attempts.any(|attempt| is_whole(case.probe.scheme, attempt))
        || findings.any(|one| match one.code() {
            Code::HandshakeClientCertificate => true,
            Code::FetchSilent => upgrade && one.severity < Severity::Fail,
            _ => false,
        })
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
