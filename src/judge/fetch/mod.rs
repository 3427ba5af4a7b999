//! Is it really a list, an OCSP answer, a cabinet, a certificate; or another page?

mod alike;
mod http2;
mod instead;
mod one_device;
mod page;
mod portal;
mod signed;
mod signs;
mod speaker;
mod words;

use std::net::SocketAddr;

use super::chain::ChainReader;
use super::handshake::client_certificate;
use super::tunnel::BesideAndAlone;
use super::{Case, Policy, tunnel};
use crate::catalogue::{Content, Scheme};
use crate::evidence::{Attempt, Ended, Failure, FailureKind, Response, Step};
use crate::finding::cause::fetch::{Cut, CutShort, Problem, Refused, Silent, WrongContent};
use crate::finding::{Cause, Finding, Severity, Untrusted};

pub(super) use self::http2::answered_at;
pub(super) use self::one_device::pages_and_cuts;
pub(super) use self::portal::portals_for_all;
pub(super) use self::speaker::whose_answers;

use self::page::{request, responder, wanted_content};

/// Judges the exchanges of a probe.
pub(super) fn judge<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    differing: &[BesideAndAlone<'_>],
) -> Vec<Finding> {
    let attempts = case.evidence.attempts.iter();
    let found = attempts.filter_map(|attempt| {
        let mut finding = exchange(case, chains, attempt)?;
        match &mut finding.cause {
            Cause::FetchRefused(facts) => facts.alone = tunnel::alone(case, attempt, differing),
            Cause::FetchStatus(facts) => facts.alone = tunnel::alone(case, attempt, differing),
            _ => {}
        }
        Some(finding)
    });
    found.chain(http2::judge(case)).collect()
}

/// Did the exchange of this attempt bring something else than it should?
pub(super) fn is_troubled<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    attempt: &'a Attempt,
) -> bool {
    let fetch = attempt.fetch.as_ref();
    exchange(case, chains, attempt).is_some()
        || fetch.is_some_and(|step| tunnel::is_own_failing(case, &step.seen))
}

/// Did this attempt bring content that its issuer has signed?
pub(super) fn is_signed_content(policy: &Policy<'_>, attempt: &Attempt) -> bool {
    let whole = attempt.fetch.as_ref().filter(|step| step.completed());
    whole.is_some_and(|step| signed::is_genuine(policy, &step.seen))
}

/// Did this attempt bring, over plain HTTP, all that was asked for?
pub(super) fn is_as_wanted<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    attempt: &'a Attempt,
) -> bool {
    let came = attempt.fetch.as_ref().is_some_and(Step::completed);
    case.probe.scheme == Scheme::Http && came && !is_troubled(case, chains, attempt)
}

fn exchange<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    attempt: &'a Attempt,
) -> Option<Finding> {
    let step = attempt.fetch.as_ref()?;
    if tunnel::is_own_failing(case, &step.seen) {
        return None;
    }
    let cause = match &step.ended {
        Ended::Completed => content(case, chains, attempt, &step.seen)?,
        Ended::OutOfTime => {
            let finding = Finding::new(stalled(case, step)).at(attempt.to);
            return Some(if waits_for_upgrade(case, chains, attempt) {
                finding.weighing(Severity::Warn)
            } else {
                finding
            });
        }
        Ended::Failed(_) if client_certificate::judge(case, chains, attempt).is_some() => {
            return None;
        }
        Ended::Failed(failure) => broken(case, &step.seen, failure),
        Ended::GaveUp | Ended::Interrupted => return None,
    };
    Some(Finding::new(cause).at(attempt.to))
}

/// Some servers of an upgrade say nothing before the protocol behind it is spoken. Whose silence it is
/// is known: the genuine server has shaken hands.
pub(super) fn waits_for_upgrade<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    attempt: &'a Attempt,
) -> bool {
    let nothing =
        |step: &Step<Response>| step.ended == Ended::OutOfTime && step.seen.status.is_none();
    let silent = attempt.fetch.as_ref().is_some_and(nothing);
    case.probe.upgrade.is_some() && silent && chains.is_genuine(attempt)
}

fn stalled(case: &Case<'_>, step: &Step<Response>) -> Cause {
    let seen = &step.seen;
    if seen.status.is_some() && seen.length > 0 {
        return cut_short(case, seen, Some(step.took_ms));
    }
    let silent = Silent {
        request: request(case),
        status: seen.status,
        waited_ms: step.took_ms,
    };
    silent.into()
}

fn broken(case: &Case<'_>, seen: &Response, failure: &Failure) -> Cause {
    let detail = Untrusted::from(failure.detail.as_str());
    match (seen.status, failure.kind) {
        (None, FailureKind::Malformed | FailureKind::TooLarge) => {
            wrong_content(case, seen, Problem::NotHttp { detail })
        }
        (Some(_), _) if seen.promised.is_some() => cut_short(case, seen, None),
        (status, _) => Cut {
            request: request(case),
            status,
            received_bytes: seen.length,
            detail,
        }
        .into(),
    }
}

fn cut_short(case: &Case<'_>, seen: &Response, stalled_ms: Option<u32>) -> Cause {
    let cut_short = CutShort {
        request: request(case),
        received_bytes: seen.length,
        promised_bytes: seen.promised,
        stalled_ms,
    };
    cut_short.into()
}

fn wrong_content(case: &Case<'_>, seen: &Response, problem: Problem) -> Cause {
    let wrong = WrongContent {
        request: request(case),
        wanted: wanted_content(case.probe.content),
        problem,
        responder: responder(seen),
    };
    wrong.into()
}

/// A whole answer: is it what was wanted?
fn content<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    attempt: &'a Attempt,
    seen: &Response,
) -> Option<Cause> {
    let status = seen.status?;
    if is_forbidden_by_hop(case, status) {
        let refused = Refused {
            request: request(case),
            answer: tunnel::answer_of(seen),
            responder: responder(seen),
            alone: None,
        };
        return Some(refused.into());
    }
    if case.probe.content == Content::Any {
        let plain = case.probe.scheme == Scheme::Http;
        let other = || instead::of_device(case, seen, (attempt.to, status));
        let found = || instead::portal(case, seen, status).or_else(other);
        return plain.then(found).flatten();
    }
    if let Some(portal) = instead::portal(case, seen, status) {
        return Some(portal);
    }
    if seen.promised.is_some_and(|promised| seen.length < promised) {
        return Some(cut_short(case, seen, None));
    }
    if let Some(detail) = &seen.encoding_fault {
        let broken = Problem::BrokenCoding {
            coding: seen.encoding.as_deref().unwrap_or_default().into(),
            bytes: seen.length,
            detail: detail.as_str().into(),
        };
        return Some(wrong_content(case, seen, broken));
    }
    if (200..300).contains(&status) && instead::is_wanted(case.probe.content, &seen.shape) {
        return signed::fault(case, chains.policy, seen);
    }
    let tls = case.probe.scheme != Scheme::Http && chains.is_genuine(attempt);
    Some(if tls {
        instead::by_genuine_server(case, seen, status)
    } else {
        instead::otherwise(case, seen, status)
    })
}

/// The first address whose whole answer is not what was wanted, where whose it is can be told by asking
/// for another host.
pub(super) fn answered_otherwise_at(case: &Case<'_>) -> Option<SocketAddr> {
    let otherwise = |attempt: &&Attempt| {
        let Some(step) = attempt.fetch.as_ref().filter(|step| step.completed()) else {
            return false;
        };
        let (seen, Some(status)) = (&step.seen, step.seen.status) else {
            return false;
        };
        let any = case.probe.content == Content::Any;
        let wanted = (200..300).contains(&status) || any;
        let good = wanted && instead::is_wanted(case.probe.content, &seen.shape);
        let odd = any && (instead::is_of_devices(status) || instead::is_odd_page(case, seen));
        let portal = instead::portal(case, seen, status).is_some();
        (!good || odd) && !portal && !tunnel::is_own_failing(case, seen)
    };
    let mut attempts = case.evidence.attempts.iter();
    attempts.find(otherwise).map(|attempt| attempt.to)
}

/// A hop that fetches for us can forbid in its own name.
fn is_forbidden_by_hop(case: &Case<'_>, status: u16) -> bool {
    case.fetched_by_hop() && matches!(status, 403 | 451)
}
