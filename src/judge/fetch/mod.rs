//! Is it really a list, an OCSP answer, a cabinet, a certificate; or another page?

mod http2;
mod page;
mod portal;
mod signed;

use super::chain::ChainReader;
use super::handshake::client_certificate;
use super::redirect::host_of;
use super::{Case, Policy, tunnel};
use crate::catalogue::{Content, Scheme};
use crate::evidence::{Attempt, Ended, Failure, FailureKind, Response, Shape, Step};
use crate::finding::cause::fetch::{
    BlockPage, Cut, CutShort, Portal, Problem, Refused, Silent, Status, WrongContent,
};
use crate::finding::{Cause, Finding, Severity, Untrusted};

pub(super) use self::http2::answered_at;
pub(super) use self::portal::portals_for_all;

use self::page::{received, request, responder, wanted_content};

/// Judges the exchanges of a probe.
pub(super) fn judge<'a>(case: &Case<'a>, chains: &ChainReader<'a>) -> Vec<Finding> {
    let attempts = case.evidence.attempts.iter();
    let found = attempts.filter_map(|attempt| exchange(case, chains, attempt));
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
        Ended::Completed => content(case, chains.policy, &step.seen)?,
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
fn content(case: &Case<'_>, policy: &Policy<'_>, seen: &Response) -> Option<Cause> {
    let status = seen.status?;
    if is_forbidden_by_hop(case, status) {
        let refused = Refused {
            request: request(case),
            answer: tunnel::answer_of(seen),
            responder: responder(seen),
        };
        return Some(refused.into());
    }
    if case.probe.content == Content::Any {
        let plain = case.probe.scheme == Scheme::Http;
        return plain.then(|| portal(case, seen, status)).flatten();
    }
    if let Some(portal) = portal(case, seen, status) {
        return Some(portal);
    }
    if seen.promised.is_some_and(|promised| seen.length < promised) {
        return Some(cut_short(case, seen, None));
    }
    if (200..300).contains(&status) && is_wanted(case.probe.content, &seen.shape) {
        return signed::fault(case, policy, seen);
    }
    Some(otherwise(case, seen, status))
}

/// A hop that fetches for us can forbid in its own name.
fn is_forbidden_by_hop(case: &Case<'_>, status: u16) -> bool {
    case.fetched_by_hop() && matches!(status, 403 | 451)
}

/// A redirect to an unrelated host, or a network that requires a login (RFC 6585, 6).
fn portal(case: &Case<'_>, seen: &Response, status: u16) -> Option<Cause> {
    let location = match status {
        511 => None,
        300..400 => {
            let location = seen.header("location")?;
            let host = host_of(location)?;
            if host.eq_ignore_ascii_case(&case.probe.host) {
                return None;
            }
            Some(location.into())
        }
        _ => return None,
    };
    let portal = Portal {
        request: request(case),
        status,
        location,
        responder: responder(seen),
    };
    Some(portal.into())
}

fn is_wanted(content: Content, shape: &Shape) -> bool {
    match content {
        Content::Any => true,
        Content::Crl => matches!(shape, Shape::Crl { .. }),
        Content::Ocsp => matches!(shape, Shape::Ocsp { .. }),
        Content::Cab => matches!(shape, Shape::Cab { .. }),
        Content::Certificate => matches!(shape, Shape::Certificate { .. }),
    }
}

/// Something else than what was wanted.
fn otherwise(case: &Case<'_>, seen: &Response, status: u16) -> Cause {
    let page = matches!(seen.shape, Shape::Html { .. });
    let (request, wanted) = (request(case), wanted_content(case.probe.content));
    let received = received(seen);
    match status {
        // Pages that forbid come from a device on the path; pages that say "gone" are the server's.
        200..=299 | 401 | 403 | 407 | 451 if page => BlockPage {
            request,
            status,
            wanted,
            received,
            responder: responder(seen),
        }
        .into(),
        200..=299 => wrong_content(case, seen, Problem::OtherKind { status, received }),
        _ => Status {
            request,
            status,
            wanted,
            received,
        }
        .into(),
    }
}
