//! Refused, silent, unreachable, prohibited; one family or one address only.

mod answered;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::{Case, Policy, fetch, list, shortened};
use crate::evidence::{Attempt, Connection, Ended, FailureKind, Step};
use crate::finding::{Code, Finding, Severity, Stage};

pub(super) use self::answered::{answered_for_all, mute};

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
    let open: BTreeSet<SocketAddr> = attempts
        .iter()
        .filter(|a| opened(a))
        .map(|a| a.to)
        .collect();
    let shut = |finding: &Finding| finding.address.is_some_and(|to| !open.contains(&to));
    if let Some(whole) = some_addresses(&open, findings.iter().filter(|f| shut(f))) {
        for finding in findings.iter_mut().filter(|finding| shut(finding)) {
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
        | FailureKind::Untrusted
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

/// Some addresses never open, others do.
fn some_addresses<'f>(
    open: &BTreeSet<SocketAddr>,
    closed: impl Iterator<Item = &'f Finding>,
) -> Option<Finding> {
    let mut first_of_each: Vec<&Finding> = Vec::new();
    for finding in closed {
        if first_of_each
            .iter()
            .all(|known| known.address != finding.address)
        {
            first_of_each.push(finding);
        }
    }
    let worst = first_of_each.iter().map(|finding| finding.severity).max()?;
    if open.is_empty() {
        return None;
    }
    let causes: Vec<String> = first_of_each.iter().copied().map(with_address).collect();
    let cause = format!(
        "{} of {} addresses fail: {}",
        causes.len(),
        open.len() + causes.len(),
        list(&causes, 4)
    );
    Some(Finding::new(Code::ConnectSomeAddresses, cause).weighing(worst))
}

/// Of several attempts at one address some get through and others do not. What the failed ones met
/// is kept, and explained by that; nothing is added where an earlier cause explains it already.
pub(super) fn sometimes(case: &Case<'_>, policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    let attempts = &case.evidence.attempts;
    let addresses: BTreeSet<SocketAddr> = attempts.iter().map(|attempt| attempt.to).collect();
    let mut found = Vec::new();
    for to in addresses {
        let own = attempts.iter().filter(|attempt| attempt.to == to);
        let ends: Vec<_> = own.filter_map(|a| end_of(case, policy, a)).collect();
        let failed: Vec<&str> = ends.iter().filter_map(|end| end.err()).collect();
        if failed.is_empty() || failed.len() == ends.len() {
            continue;
        }
        let steps: BTreeSet<String> = failed.iter().map(|&step| step.to_owned()).collect();
        let steps: Vec<String> = steps.into_iter().collect();
        let cause = format!(
            "{} of {} attempts fail, {}",
            failed.len(),
            ends.len(),
            list(&steps, 4)
        );
        let met = findings.iter_mut().filter(|finding| is_met(finding, to));
        let met: Vec<&mut Finding> = met.collect();
        let worst = met.iter().map(|finding| finding.severity).max();
        found.extend(worst.map(|worst| {
            let whole = Finding::new(Code::ConnectSometimes, cause);
            whole.at(to).weighing(worst)
        }));
        for finding in met {
            finding.explained_by = Some(Code::ConnectSometimes);
        }
    }
    findings.extend(found);
}

/// A failure of a step that a repeated attempt can get over; whose certificates they are is another
/// matter.
fn is_met(finding: &Finding, to: SocketAddr) -> bool {
    let stages = [
        Stage::Connect,
        Stage::Tunnel,
        Stage::Handshake,
        Stage::Fetch,
    ];
    let own = finding.address == Some(to) && stages.contains(&finding.code.stage());
    own && finding.explained_by.is_none()
}

/// Did an attempt get through, or at which step did it fail? None where it was broken off by us.
fn end_of(
    case: &Case<'_>,
    policy: &Policy<'_>,
    attempt: &Attempt,
) -> Option<Result<(), &'static str>> {
    let ours = [Ended::GaveUp, Ended::Interrupted];
    let own_trouble = attempt.connect.as_ref().and_then(Step::failure);
    let own_trouble = own_trouble.is_some_and(|failure| !says_something(failure.kind));
    if own_trouble || attempt.ends().any(|ended| ours.contains(ended)) {
        return None;
    }
    let handshake = attempt.handshake.as_ref();
    Some(if !opened(attempt) {
        Err("at the connection")
    } else if handshake.is_some_and(|step| !step.completed()) {
        Err("in the handshake")
    } else if fetch::is_troubled(case, policy, attempt) {
        Err("in the exchange")
    } else if handshake.is_none() && attempt.fetch.is_none() {
        Err("at the tunnel")
    } else {
        Ok(())
    })
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
