//! Refused, silent, unreachable, prohibited; one family or one address only.

use std::net::SocketAddr;

use super::{Case, list, shortened};
use crate::evidence::{Attempt, Connection, Ended, FailureKind, Step};
use crate::finding::{Code, Finding, Severity};

/// Judges the connections of a probe on a direct route; those to a hop are `tunnel`'s.
pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    if !case.route.is_direct() {
        return Vec::new();
    }
    let attempts = &case.evidence.attempts;
    let v4_works = attempts
        .iter()
        .any(|attempt| attempt.to.is_ipv4() && opened(attempt));
    let mut findings: Vec<Finding> = attempts
        .iter()
        .filter_map(|attempt| closed(attempt.to, attempt.connect.as_ref()?))
        .map(|finding| lowered(finding, v4_works))
        .collect();
    if let Some(whole) = some_addresses(attempts, &findings) {
        for finding in &mut findings {
            finding.explained_by = Some(Code::ConnectSomeAddresses);
        }
        findings.push(whole);
    }
    findings.extend(
        case.evidence
            .unrouted
            .iter()
            .map(|to| unrouted(*to, attempts.is_empty())),
    );
    findings
}

/// Judges walks that did not open beside others and work alone: before and after.
pub(super) fn under_load(eased: &[(&Attempt, &Attempt)]) -> Vec<Finding> {
    let told = eased.iter().map(|(beside, alone)| {
        let step = beside.connect.as_ref();
        let before = step.map_or_else(String::new, |step| {
            format!("{} after {} ms", how(&step.ended), step.took_ms)
        });
        let cause = format!(
            "{}: {before} beside other connections; asked again alone, it works",
            alone.to
        );
        Finding::new(Code::ConnectUnderLoad, cause).at(alone.to)
    });
    told.collect()
}

fn how(ended: &Ended) -> String {
    match ended {
        Ended::Failed(failure) => shortened(&failure.detail),
        _ => "nothing comes back".to_owned(),
    }
}

fn opened(attempt: &Attempt) -> bool {
    attempt.connect.as_ref().is_some_and(Step::completed)
}

/// What a connection that did not open means. What we broke off ourselves is judged with the run.
fn closed(to: SocketAddr, step: &Step<Connection>) -> Option<Finding> {
    let (code, what) = match &step.ended {
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => return None,
        Ended::OutOfTime => (Code::ConnectSilent, "nothing comes back".to_owned()),
        Ended::Failed(failure) => (code_of(failure.kind)?, shortened(&failure.detail)),
    };
    let cause = format!("{what} after {} ms", step.took_ms);
    Some(Finding::new(code, cause).at(to))
}

fn code_of(kind: FailureKind) -> Option<Code> {
    Some(match kind {
        FailureKind::Refused => Code::ConnectRefused,
        FailureKind::Reset | FailureKind::ClosedEarly => Code::ConnectReset,
        FailureKind::TimedOut => Code::ConnectSilent,
        FailureKind::Unreachable => Code::ConnectUnreachable,
        FailureKind::Prohibited => Code::ConnectProhibited,
        // Our own trouble, such as too few file descriptors: nothing was seen.
        FailureKind::Other
        | FailureKind::NotTls
        | FailureKind::TlsAlert(_)
        | FailureKind::NoCommonVersion
        | FailureKind::TlsBroken
        | FailureKind::Malformed
        | FailureKind::TooLarge
        | FailureKind::NoSuchName
        | FailureKind::TryAgain => return None,
    })
}

/// Does a failure say something about the network, or only about this machine?
pub(super) fn says_something(kind: FailureKind) -> bool {
    code_of(kind).is_some()
}

fn lowered(finding: Finding, v4_works: bool) -> Finding {
    let v6 = finding.address.is_some_and(|address| address.is_ipv6());
    if v6 && v4_works {
        finding.weighing(Severity::Warn)
    } else {
        finding
    }
}

fn some_addresses(attempts: &[Attempt], closed: &[Finding]) -> Option<Finding> {
    if closed.is_empty() || !attempts.iter().any(opened) {
        return None;
    }
    let causes: Vec<String> = closed.iter().map(with_address).collect();
    let good = attempts.iter().filter(|attempt| opened(attempt)).count();
    let cause = format!(
        "{} of {} attempts fail: {}",
        closed.len(),
        good + closed.len(),
        list(&causes, 4)
    );
    let worst = closed.iter().map(|finding| finding.severity).max()?;
    Some(Finding::new(Code::ConnectSomeAddresses, cause).weighing(worst))
}

/// A cause among others, for a sentence.
fn with_address(finding: &Finding) -> String {
    match finding.address {
        Some(address) => format!("{address}: {}", finding.cause),
        None => finding.cause.clone(),
    }
}

/// A family this machine has no route for is worth knowing, unless it was the only one.
fn unrouted(to: SocketAddr, only: bool) -> Finding {
    let family = if to.is_ipv6() { "IPv6" } else { "IPv4" };
    let cause = format!("this machine has no route for {family}, so {to} was not tried");
    let finding = Finding::new(Code::ConnectUnreachable, cause).at(to);
    if only {
        finding
    } else {
        finding.weighing(Severity::Note)
    }
}
