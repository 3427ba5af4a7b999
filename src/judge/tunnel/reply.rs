//! What the reply of a hop means: to CONNECT, to SOCKS, or to a request that it fetches itself.

use super::answer::{answer_in, as_answer, is_upstream, request};
use super::demand::{demanded, sign_in};
use super::socks;
use crate::evidence::{Ended, Failure, FailureKind, Response, Step, Tunnel};
use crate::finding::cause::tunnel::{
    AuthFailed, Awaited, Closed, Demand, Lacking, NotAProxy, Refused, Rejection, Reply, Silent,
    Upstream,
};
use crate::finding::{Cause, Untrusted};
use crate::judge::Case;

/// No more schemes of one challenge are listed.
const MOST_SCHEMES: usize = 6;

/// The answer to CONNECT, or of SOCKS.
pub(super) fn tunnelled(case: &Case<'_>, step: &Step<Tunnel>) -> Option<Cause> {
    match &step.ended {
        Ended::Completed => answer(case, &step.seen),
        Ended::OutOfTime if step.seen.status.is_some() => answer(case, &step.seen),
        Ended::OutOfTime => Some(silent(step.took_ms)),
        Ended::Failed(failure) => Some(broken(&step.seen, failure)),
        Ended::GaveUp | Ended::Interrupted => None,
    }
}

/// The answer to a request that the hop fetches itself, as far as it is the hop's own failing.
pub(super) fn fetched(
    case: &Case<'_>,
    step: &Step<Response>,
    challenge: Option<&Step<Tunnel>>,
) -> Option<Cause> {
    let seen = &step.seen;
    match (&step.ended, seen.status) {
        (_, Some(407)) => Some(unauthorised(case, &as_answer(seen, challenge))),
        (_, Some(status)) if is_upstream(status) => Some(upstream(&as_answer(seen, challenge))),
        (_, Some(_)) | (Ended::Completed | Ended::GaveUp | Ended::Interrupted, None) => None,
        (Ended::OutOfTime, None) => Some(silent(step.took_ms)),
        (Ended::Failed(failure), None) => Some(broken(&Tunnel::default(), failure)),
    }
}

fn silent(waited_ms: u32) -> Cause {
    let awaited = Awaited::Response;
    Silent {
        waited_ms,
        awaited,
        alone: None,
    }
    .into()
}

fn broken(seen: &Tunnel, failure: &Failure) -> Cause {
    if socks::lacks_ipv6(seen) {
        let (lacks, alone) = (Lacking::Ipv6, None);
        return NotAProxy { lacks, alone }.into();
    }
    let detail = Untrusted::from(failure.detail.as_str());
    match failure.kind {
        FailureKind::Malformed | FailureKind::TooLarge => NotAProxy {
            lacks: unspoken(seen, detail),
            alone: None,
        }
        .into(),
        _ => {
            let after_reply = reply_status(seen);
            let socks = seen.socks.filter(|_| after_reply.is_none());
            Closed {
                unreadable: false,
                after_reply,
                awaited: Awaited::Response,
                detail,
                begins: None,
                login: socks.and_then(|said| socks::login(said, seen)),
                alone: None,
            }
            .into()
        }
    }
}

/// The answer to what was asked, where one has come.
fn reply_status(seen: &Tunnel) -> Option<u16> {
    let reply = seen.socks.and_then(|said| said.reply);
    seen.status.or(reply.map(u16::from))
}

/// What was expected, and what came.
fn unspoken(seen: &Tunnel, detail: Untrusted) -> Lacking {
    match seen.socks {
        None => Lacking::Http { detail },
        Some(said) => Lacking::Socks {
            version: said.version,
            detail,
            begins: (!seen.body_head.is_empty())
                .then(|| Untrusted::from_bytes(&seen.body_head, 60)),
        },
    }
}

/// A whole answer to CONNECT; 2xx is a tunnel (RFC 9110, 9.3.6).
fn answer(case: &Case<'_>, seen: &Tunnel) -> Option<Cause> {
    if let Some(said) = seen.socks {
        return socks::answer(case, said, seen);
    }
    let reply = || Reply::Http {
        answer: answer_in(seen),
    };
    Some(match seen.status? {
        200..=299 => return None,
        407 => unauthorised(case, seen),
        // Some hops say so to those whom they do not know, once they were told who asks.
        401 if seen.authorised => unauthorised(case, seen),
        502..=504 | 500 => upstream(seen),
        400 | 404 | 405 | 501 => NotAProxy {
            lacks: Lacking::Request { reply: reply() },
            alone: None,
        }
        .into(),
        _ => match sign_in(case, seen) {
            Some((_, demand)) => demanded(case, demand),
            None => Refused {
                request: request(case),
                reply: reply(),
                alone: None,
            }
            .into(),
        },
    })
}

/// A 407 that asks for no scheme is no demand that anybody could meet: RFC 9110, 15.5.8 wants one named.
fn unauthorised(case: &Case<'_>, seen: &Tunnel) -> Cause {
    let (request, answer) = (request(case), answer_in(seen));
    let schemes = schemes(seen);
    if seen.authorised {
        let rejection = Rejection::Http { schemes, answer };
        AuthFailed {
            request,
            rejection,
            alone: None,
        }
        .into()
    } else if schemes.is_empty() {
        Refused {
            request,
            reply: Reply::Http { answer },
            alone: None,
        }
        .into()
    } else {
        demanded(case, Demand::Http { schemes, answer })
    }
}

/// The schemes that a hop offers.
pub(super) fn schemes(seen: &Tunnel) -> Vec<Untrusted> {
    let schemes = seen.schemes().take(MOST_SCHEMES);
    schemes.map(Untrusted::from).collect()
}

fn upstream(seen: &Tunnel) -> Cause {
    let answer = answer_in(seen);
    Upstream {
        reply: Reply::Http { answer },
        alone: None,
    }
    .into()
}
