//! Refused, silent, unreachable, prohibited; one family or one address only.

mod answers_for_all;
mod failure;
mod sometimes;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::Case;
use crate::evidence::{Attempt, Control, Evidence};
use crate::finding::cause::connect::{
    self, Alone, NotConnected, Obstacle, Prohibited, Refused, Reset, Silent, SomeAddresses,
    UnderLoad, Unreachable,
};
use crate::finding::{Cause, Code, Finding, Severity};

pub(super) use self::answers_for_all::{answered_for_all, silent_after_connect};
pub(super) use self::failure::{not_connected, says_something};
pub(super) use self::sometimes::sometimes;

use self::failure::{failure, is_connected};

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
        .any(|attempt| attempt.to.is_ipv4() && is_connected(attempt));
    let mut findings: Vec<Finding> = attempts
        .iter()
        .filter_map(|attempt| failure_finding(case.evidence, attempt))
        .map(|finding| lowered(finding, v4_works))
        .collect();
    let open: BTreeSet<SocketAddr> = attempts
        .iter()
        .filter(|a| is_connected(a))
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
            .map(|to| without_route(*to, attempts.is_empty())),
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

/// What a connection that did not open means. What we broke off ourselves is judged with the run.
fn failure_finding(evidence: &Evidence, attempt: &Attempt) -> Option<Finding> {
    let failure = connect::Failure {
        alone: alone(evidence, attempt.to),
        ..failure(attempt.connect.as_ref()?)?
    };
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
    Some(Finding::new(cause).at(attempt.to))
}

/// What became of asking an address once more, alone, as far as it failed again.
pub(super) fn alone(evidence: &Evidence, to: SocketAddr) -> Option<Alone> {
    if evidence.not_retested.contains(&to) {
        return Some(Alone::NoTime);
    }
    let mut retests = evidence.controls.iter().filter_map(Control::retest);
    let again = retests.find(|attempt| attempt.to == to)?;
    let failed = failure(again.connect.as_ref()?)?;
    Some(Alone::Failed {
        obstacle: failed.obstacle,
        took_ms: failed.took_ms,
    })
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

/// A family this machine has no route for is worth knowing, unless it was the only one.
fn without_route(to: SocketAddr, only: bool) -> Finding {
    let finding = Finding::new(Unreachable { failure: None }).at(to);
    if only {
        finding
    } else {
        finding.weighing(Severity::Note)
    }
}
