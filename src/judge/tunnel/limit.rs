//! Was it the crowd? What a hop denied beside other connections and let through alone; and what became
//! of asking alone, where that changed nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{answer_in, as_answer, request};
use super::passage::{is_connected, let_through};
use crate::evidence::{Attempt, Control, Ended, FailureKind, Handshake, Step, Tunnel};
use crate::finding::cause::tunnel::{Alone, ConnectionLimit, Denial};
use crate::finding::{Across, Cause, Code, Finding, Scope};
use crate::judge::{Case, JudgedProbe, connect};

/// Two walks of one probe: beside others, and alone.
pub(in crate::judge) type BesideAndAlone<'a> = (&'a Attempt, &'a Attempt);

/// What a hop did in place of letting this walk through, where a limit may be the reason as well as a
/// policy. A first demand for a login is none.
pub(in crate::judge) fn denial(case: &Case<'_>, attempt: &Attempt) -> Option<Denial> {
    if case.route.is_direct() || let_through(case, attempt) {
        return None;
    }
    if !attempt.connect.as_ref()?.completed() {
        return Denial::from_failure(&connect::not_connected(attempt)?.failure);
    }
    let own = attempt.hop_handshake.as_ref();
    if let Some(step) = own.filter(|step| !step.completed()) {
        return unsecured(step);
    }
    if !case.fetched_by_hop() {
        let step = attempt.tunnel.as_ref()?;
        return answered(&step.seen).or_else(|| unanswered(step));
    }
    let step = attempt.fetch.as_ref()?;
    match step.seen.status {
        Some(status) if is_denying(status) => answered(&as_answer(&step.seen, None)),
        Some(_) => None,
        None => unanswered(step),
    }
}

/// Statuses by which a hop denies a page that it would fetch itself. A target may send them, too: then
/// it says the same alone.
fn is_denying(status: u16) -> bool {
    matches!(status, 401 | 403 | 407 | 429 | 451 | 500 | 502..=504)
}

/// A certificate that does not verify, or something else than TLS, has another reason.
fn unsecured(step: &Step<Handshake>) -> Option<Denial> {
    match &step.ended {
        Ended::Failed(failure) => is_close(failure.kind).then_some(Denial::Closed),
        _ => unanswered(step),
    }
}

fn is_close(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Reset | FailureKind::ClosedEarly)
}

/// A whole answer that is no tunnel.
fn answered(seen: &Tunnel) -> Option<Denial> {
    if let Some(socks) = seen.socks {
        let version = socks.version;
        let login = socks.login.filter(|status| *status != 0);
        return match (socks.reply, login) {
            (Some(reply), _) if !matches!((version, reply), (4, 90) | (5, 0)) => {
                Some(Denial::Socks { version, reply })
            }
            (None, Some(status)) => Some(Denial::SocksLogin { status }),
            _ => None,
        };
    }
    match seen.status? {
        200..=299 => None,
        407 if !seen.authorised => None,
        _ => Some(Denial::Http {
            answer: answer_in(seen),
        }),
    }
}

fn unanswered<T>(step: &Step<T>) -> Option<Denial> {
    match step.ended {
        Ended::Failed(_) => Some(Denial::Closed),
        Ended::OutOfTime => Some(Denial::Silent {
            waited_ms: step.took_ms,
        }),
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => None,
    }
}

/// Did this walk get past the hop, or to an answer of the target?
pub(in crate::judge) fn passes(case: &Case<'_>, attempt: &Attempt) -> bool {
    if !case.fetched_by_hop() {
        return let_through(case, attempt);
    }
    let fetch = attempt.fetch.as_ref();
    let status = fetch.and_then(|step| step.seen.status);
    status.is_some_and(|status| !is_denying(status))
}

/// Did a hop, asked alone, give a whole answer that differs from what it did beside others? Then that is
/// what it says of the target.
pub(in crate::judge) fn differs(case: &Case<'_>, (beside, alone): BesideAndAlone<'_>) -> bool {
    let (beside, alone) = (denial(case, beside), denial(case, alone));
    beside
        .zip(alone)
        .is_some_and(|(beside, alone)| match &alone {
            // Too many requests (RFC 6585, 4): that is said of us, and not of the target.
            Denial::Http { answer } if answer.status == Some(429) => false,
            Denial::Http { .. } | Denial::Socks { .. } => !alone.is_like(&beside),
            _ => false,
        })
}

/// Judges walks that the hop denied beside others and let through alone: before and after.
pub(in crate::judge) fn limited(case: &Case<'_>, eased: &[BesideAndAlone<'_>]) -> Vec<Finding> {
    let load = case.evidence.hop_load;
    let found = eased.iter().filter_map(|(beside, alone)| {
        let limit = ConnectionLimit {
            request: request(case),
            beside_others: denial(case, beside)?,
            others: load.map(|load| load.others),
            at_once: load.and_then(|load| load.at_once),
        };
        Some(Finding::new(limit).at(alone.to))
    });
    found.collect()
}

/// What became of asking for this walk once more, alone, as far as it did not get through then.
pub(in crate::judge) fn alone(
    case: &Case<'_>,
    attempt: &Attempt,
    differing: &[BesideAndAlone<'_>],
) -> Option<Alone> {
    let now = denial(case, attempt)?;
    if let Some((beside, _)) = differing.iter().find(|(_, alone)| *alone == attempt) {
        let beside = denial(case, beside)?;
        return Some(Alone::Differs { beside });
    }
    let mut retests = case.evidence.controls.iter().filter_map(Control::retest);
    let Some(again) = retests.find(|again| again.to == attempt.to) else {
        let no_time = case.evidence.not_retested.contains(&attempt.to);
        return no_time.then_some(Alone::NoTime);
    };
    Some(match denial(case, again) {
        Some(denial) if denial.is_like(&now) => Alone::Same,
        Some(denial) if denial.is_silence() && now.is_silence() => Alone::Same,
        Some(denial) => Alone::Otherwise { denial },
        None => Alone::NoTime,
    })
}

/// Writes into the facts of a cause what became of asking alone.
pub(super) fn with_alone(mut cause: Cause, alone: Option<Alone>) -> Cause {
    match &mut cause {
        Cause::TunnelRefused(facts) => facts.alone = alone,
        Cause::TunnelUpstream(facts) => facts.alone = alone,
        Cause::TunnelClosed(facts) => facts.alone = alone,
        Cause::TunnelSilent(facts) => facts.alone = alone,
        Cause::TunnelNotAProxy(facts) => facts.alone = alone,
        Cause::TunnelAuthFailed(facts) => facts.alone = alone,
        _ => {}
    }
    cause
}

/// A limit that several hosts meet at one hop is told once.
pub(in crate::judge) fn limited_hops(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut by_hop: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, probe) in probes.iter().enumerate() {
        let mut findings = probe.findings.iter();
        let limited = findings.any(|one| one.code() == Code::TunnelConnectionLimit);
        if let Some(via) = probe.via().filter(|_| limited) {
            by_hop.entry(via.to_owned()).or_default().push(at);
        }
    }
    let by_hop = by_hop.into_iter();
    by_hop
        .filter_map(|(via, concerned)| limited_hop(probes, via, &concerned))
        .collect()
}

fn limited_hop(
    probes: &mut [JudgedProbe<'_>],
    via: String,
    concerned: &[usize],
) -> Option<Finding> {
    let own = probes.iter().filter(|probe| probe.via() == Some(&via));
    let asked: BTreeSet<&str> = own.map(JudgedProbe::host).collect();
    let hosts = concerned.iter().map(|&at| probes[at].host());
    let hosts: BTreeSet<&str> = hosts.collect();
    if hosts.len() < 2 {
        return None;
    }
    let across = Across {
        of: asked.len(),
        hosts: hosts.into_iter().map(str::to_owned).collect(),
        scope: Scope::Hosts,
        via: Some(via),
        unaffected: Vec::new(),
    };
    let limits = || concerned.iter().flat_map(|&at| limits_of(&probes[at]));
    let severity = limits().map(|(finding, _)| finding.severity).max()?;
    let (_, first) = limits().next()?;
    let whole = ConnectionLimit {
        others: limits().filter_map(|(_, limit)| limit.others).min(),
        at_once: limits().filter_map(|(_, limit)| limit.at_once).min(),
        ..first.clone()
    };
    for &at in concerned {
        for finding in probes[at].findings.iter_mut() {
            if finding.code() == Code::TunnelConnectionLimit {
                finding.explained_by = Some(Code::TunnelConnectionLimit);
            }
        }
    }
    Some(Finding::new(whole).across(across).weighing(severity))
}

fn limits_of<'p>(
    probe: &'p JudgedProbe<'_>,
) -> impl Iterator<Item = (&'p Finding, &'p ConnectionLimit)> {
    let findings = probe.findings.iter();
    findings.filter_map(|finding| match &finding.cause {
        Cause::TunnelConnectionLimit(limit) => Some((finding, limit)),
        _ => None,
    })
}

/// May this walk have met a limit of its hop? Policies and failures further on look like that, too, so
/// this is a reason to look closer, and no finding.
#[must_use]
pub fn may_be_limited(attempt: &Attempt) -> bool {
    let tunnel = attempt.tunnel.as_ref();
    let opened = tunnel.is_some_and(|step| step.completed() && is_connected(&step.seen));
    let fetch = attempt.fetch.as_ref();
    let fetched = fetch.and_then(|step| step.seen.status);
    attempt.handshake.is_none() && !opened && fetched.is_none_or(is_denying)
}

/// Does a hop show by this walk that it limits connections? Failures further on answer in these ways,
/// too, so this is a reason to ask it for less at a time, and no finding.
#[must_use]
pub fn shows_limit(attempt: &Attempt) -> bool {
    if !may_be_limited(attempt) {
        return false;
    }
    let (tunnel, fetch) = (attempt.tunnel.as_ref(), attempt.fetch.as_ref());
    let fetched = fetch.and_then(|step| step.seen.status);
    // RFC 6585, 4; RFC 9110, 15.6.4.
    match fetched.or_else(|| tunnel.and_then(|step| step.seen.status)) {
        Some(status) => matches!(status, 429 | 503),
        None => {
            is_broken(attempt.connect.as_ref())
                || is_broken(attempt.hop_handshake.as_ref())
                || is_broken(tunnel)
                || is_broken(fetch)
        }
    }
}

fn is_broken<T>(step: Option<&Step<T>>) -> bool {
    let failure = step.and_then(Step::failure);
    failure.is_some_and(|failure| failure.kind == FailureKind::Refused || is_close(failure.kind))
}
