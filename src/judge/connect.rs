//! Refused, silent, unreachable, prohibited; one family or one address only.

mod answered;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::{Case, Policy, fetch};
use crate::evidence::{Attempt, Connection, Ended, FailureKind, Step};
use crate::finding::cause::connect::{
    self, FailedStep, NotConnected, Obstacle, Prohibited, Refused, Reset, Silent, SomeAddresses,
    Sometimes, UnderLoad, Unreachable,
};
use crate::finding::{Cause, Code, Finding, Severity, Stage};

pub(super) use self::answered::{answered_for_all, mute};

/// No more failing addresses of one host are listed.
const MOST_LISTED: usize = 16;

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
    let found = eased.iter().map(|(beside, alone)| {
        let step = beside.connect.as_ref();
        let under_load = UnderLoad {
            beside_others: step.and_then(failure),
        };
        Finding::new(under_load).at(alone.to)
    });
    found.collect()
}

/// How a connection failed; none where it opened, or where we broke it off ourselves.
pub(super) fn failure(step: &Step<Connection>) -> Option<connect::Failure> {
    let (obstacle, detail) = match &step.ended {
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => return None,
        Ended::OutOfTime => (Obstacle::Silent, None),
        Ended::Failed(failure) => (obstacle(failure.kind), Some(failure.detail.as_str().into())),
    };
    Some(connect::Failure {
        obstacle,
        took_ms: step.took_ms,
        detail,
    })
}

/// The same with its address.
pub(super) fn not_connected(attempt: &Attempt) -> Option<NotConnected> {
    Some(NotConnected {
        address: attempt.to,
        failure: failure(attempt.connect.as_ref()?)?,
    })
}

fn opened(attempt: &Attempt) -> bool {
    attempt.connect.as_ref().is_some_and(Step::completed)
}

/// What a connection that did not open means. What we broke off ourselves is judged with the run.
fn closed(to: SocketAddr, step: &Step<Connection>) -> Option<Finding> {
    let failure = failure(step)?;
    let cause: Cause = match failure.obstacle {
        Obstacle::Refused => Refused { failure }.into(),
        Obstacle::Reset => Reset { failure }.into(),
        Obstacle::Silent => Silent { failure }.into(),
        Obstacle::Prohibited => Prohibited { failure }.into(),
        Obstacle::Unreachable => Unreachable {
            failure: Some(failure),
        }
        .into(),
        Obstacle::Local => return None,
    };
    Some(Finding::new(cause).at(to))
}

fn obstacle(kind: FailureKind) -> Obstacle {
    match kind {
        FailureKind::Refused => Obstacle::Refused,
        FailureKind::Reset | FailureKind::ClosedEarly => Obstacle::Reset,
        FailureKind::TimedOut => Obstacle::Silent,
        FailureKind::Unreachable => Obstacle::Unreachable,
        FailureKind::Prohibited => Obstacle::Prohibited,
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
        | FailureKind::TryAgain => Obstacle::Local,
    }
}

/// Does a failure say something about the network, or only about this machine?
pub(super) fn says_something(kind: FailureKind) -> bool {
    obstacle(kind) != Obstacle::Local
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
    let failures = first_of_each.len();
    let failed = first_of_each.iter().filter_map(|finding| {
        Some(NotConnected {
            address: finding.address?,
            failure: failure_of(&finding.cause)?.clone(),
        })
    });
    let some = SomeAddresses {
        tried: open.len() + failures,
        failed: failed.take(MOST_LISTED).collect(),
        failures,
    };
    Some(Finding::new(some).weighing(worst))
}

/// How the connection failed that a finding is about.
fn failure_of(cause: &Cause) -> Option<&connect::Failure> {
    match cause {
        Cause::ConnectRefused(facts) => Some(&facts.failure),
        Cause::ConnectReset(facts) => Some(&facts.failure),
        Cause::ConnectSilent(facts) => Some(&facts.failure),
        Cause::ConnectProhibited(facts) => Some(&facts.failure),
        Cause::ConnectUnreachable(facts) => facts.failure.as_ref(),
        _ => None,
    }
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
        let failed: Vec<FailedStep> = ends.iter().filter_map(|end| end.err()).collect();
        if failed.is_empty() || failed.len() == ends.len() {
            continue;
        }
        let steps: BTreeSet<FailedStep> = failed.iter().copied().collect();
        let sometimes = Sometimes {
            attempts: ends.len(),
            failures: failed.len(),
            steps: steps.into_iter().collect(),
        };
        let met = findings.iter_mut().filter(|finding| is_met(finding, to));
        let met: Vec<&mut Finding> = met.collect();
        let worst = met.iter().map(|finding| finding.severity).max();
        found.extend(worst.map(|worst| Finding::new(sometimes).at(to).weighing(worst)));
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
    let own = finding.address == Some(to) && stages.contains(&finding.code().stage());
    own && finding.explained_by.is_none()
}

/// Did an attempt get through, or at which step did it fail? None where it was broken off by us.
fn end_of(
    case: &Case<'_>,
    policy: &Policy<'_>,
    attempt: &Attempt,
) -> Option<Result<(), FailedStep>> {
    let ours = [Ended::GaveUp, Ended::Interrupted];
    let own_trouble = attempt.connect.as_ref().and_then(Step::failure);
    let own_trouble = own_trouble.is_some_and(|failure| !says_something(failure.kind));
    if own_trouble || attempt.ends().any(|ended| ours.contains(ended)) {
        return None;
    }
    let handshake = attempt.handshake.as_ref();
    Some(if !opened(attempt) {
        Err(FailedStep::Connect)
    } else if handshake.is_some_and(|step| !step.completed()) {
        Err(FailedStep::Handshake)
    } else if fetch::is_troubled(case, policy, attempt) {
        Err(FailedStep::Fetch)
    } else if handshake.is_none() && attempt.fetch.is_none() {
        Err(FailedStep::Tunnel)
    } else {
        Ok(())
    })
}

/// A family this machine has no route for is worth knowing, unless it was the only one.
fn unrouted(to: SocketAddr, only: bool) -> Finding {
    let finding = Finding::new(Unreachable { failure: None }).at(to);
    if only {
        finding
    } else {
        finding.weighing(Severity::Note)
    }
}
