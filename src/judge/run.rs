//! This program's own limits: what it broke off, could not do, or could not check.

use super::{Case, Policy, chain, connect, handshake, matrix};
use crate::evidence::{Attempt, Ended, Evidence, Step};
use crate::finding::cause::run::{
    Crashed, GaveUp, Interrupted, OpenStep, Unfinished, Unmeasured, WhyMissing,
};
use crate::finding::{Code, Finding};
use crate::signature::Signatures;

/// No more unfinished steps of one probe are listed.
const MOST_UNFINISHED: usize = 16;

/// Judges what kept a probe from being measured.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    let seen = case.evidence;
    if let Some(words) = &seen.crashed {
        let crashed = Crashed {
            detail: words.as_str().into(),
            on_direct_route: false,
        };
        return vec![Finding::new(crashed)];
    }
    if case.route.unusable {
        // Why there is nothing to be seen stands with the route.
        return Vec::new();
    }
    if seen.resolve.is_none() && seen.attempts.is_empty() && seen.unrouted.is_empty() {
        return vec![gave_up(Unmeasured::NotRecorded)];
    }
    let mut findings = broken_off(seen);
    if !seen.left_out.is_empty() {
        let left_out = seen.left_out.len();
        findings.push(gave_up(Unmeasured::TooManyAddresses { left_out }));
    }
    findings.extend(seen.attempts.iter().filter_map(local_failure));
    findings.extend(
        seen.attempts
            .iter()
            .filter_map(|attempt| unchecked(attempt, policy.signatures)),
    );
    let versions = handshake::unseen_versions(case, policy).into_iter();
    findings.extend(versions.map(|version| gave_up(Unmeasured::TlsVersion { version })));
    findings.extend(unfinished_matrix(case));
    findings
}

/// Says why something was not measured.
pub(super) fn gave_up(why: Unmeasured) -> Finding {
    Finding::new(GaveUp {
        why,
        on_direct_route: false,
    })
}

fn broken_off(seen: &Evidence) -> Vec<Finding> {
    let mut findings = Vec::new();
    if ends(seen).any(|ended| *ended == Ended::Interrupted) {
        findings.push(Finding::new(Interrupted {
            missing: Vec::new(),
            unfinished: unfinished(seen, &Ended::Interrupted),
            on_direct_route: false,
        }));
    }
    if ends(seen).any(|ended| *ended == Ended::GaveUp) {
        findings.push(gave_up(Unmeasured::Deadline {
            unfinished: unfinished(seen, &Ended::GaveUp),
        }));
    }
    findings
}

/// A handshake that is beyond what this program can read or check. That a key is too short to be
/// checked is no second trouble beside its weakness.
fn unchecked(attempt: &Attempt, signatures: &Signatures) -> Option<Finding> {
    let finding = gave_up(handshake::unchecked(attempt, signatures)?).at(attempt.to);
    Some(if chain::shows_short_key(attempt) {
        finding.explained_by(Code::ChainWeak)
    } else {
        finding
    })
}

/// What the matrix did not see leaves the first walk's result as it is, and is no pass either.
fn unfinished_matrix(case: &Case<'_>) -> Option<Finding> {
    let missing = matrix::unseen(case);
    if missing.iter().any(|one| one.why == WhyMissing::Interrupted) {
        return Some(Finding::new(Interrupted {
            missing,
            unfinished: Vec::new(),
            on_direct_route: false,
        }));
    }
    (!missing.is_empty()).then(|| gave_up(Unmeasured::Matrix { missing }))
}

/// A connection that failed for a reason of this machine, such as too few file descriptors.
fn local_failure(attempt: &Attempt) -> Option<Finding> {
    let failure = attempt.connect.as_ref()?.failure()?;
    if connect::says_something(failure.kind) {
        return None;
    }
    let detail = failure.detail.as_str().into();
    Some(gave_up(Unmeasured::LocalFailure { detail }).at(attempt.to))
}

/// What was under way when the run ended like this.
fn unfinished(seen: &Evidence, ended: &Ended) -> Vec<Unfinished> {
    let names = [&seen.resolve, &seen.resolve_hop].into_iter().flatten();
    let names = names.filter(|step| step.ended == *ended && step.took_ms > 0);
    let names = names.map(|step| Unfinished {
        step: OpenStep::Resolution,
        address: None,
        waited_ms: step.took_ms,
    });
    let walks = seen.attempts.iter().filter_map(|attempt| {
        let (step, waited_ms) = open_step(attempt, ended)?;
        let address = Some(attempt.to);
        Some(Unfinished {
            step,
            address,
            waited_ms,
        })
    });
    names.chain(walks).take(MOST_UNFINISHED).collect()
}

/// The step of a walk that ended like this, and how long it took, in ms.
fn open_step(attempt: &Attempt, ended: &Ended) -> Option<(OpenStep, u32)> {
    fn ends<T>(step: Option<&Step<T>>, ended: &Ended) -> Option<u32> {
        let step = step.filter(|step| step.ended == *ended)?;
        Some(step.took_ms)
    }
    let steps = [
        (OpenStep::Connection, ends(attempt.connect.as_ref(), ended)),
        (
            OpenStep::ProxyHandshake,
            ends(attempt.hop_handshake.as_ref(), ended),
        ),
        (OpenStep::Tunnel, ends(attempt.tunnel.as_ref(), ended)),
        (OpenStep::Handshake, ends(attempt.handshake.as_ref(), ended)),
        (OpenStep::Response, ends(attempt.fetch.as_ref(), ended)),
    ];
    steps
        .into_iter()
        .find_map(|(step, took_ms)| Some((step, took_ms?)))
}

/// How every step of a probe ended.
fn ends(seen: &Evidence) -> impl Iterator<Item = &Ended> {
    let resolve = seen.resolve.as_ref();
    let own = resolve.map(|step| &step.ended);
    let system = resolve
        .and_then(|step| step.seen.system.as_ref())
        .map(|answer| &answer.ended);
    let walks = seen.attempts.iter().flat_map(Attempt::ends);
    let hop = seen.resolve_hop.as_ref().map(|step| &step.ended);
    let names = own.into_iter().chain(system).chain(hop);
    names.chain(walks)
}
