//! What a hop's answer means. For requests that a hop fetches itself, its own failings are judged
//! here as well; what it brings in place of the content is `fetch`'s.

mod hop;
mod socks;
mod suffix;

pub(super) use self::suffix::let_through;

use super::{Case, connect};
use crate::evidence::{Attempt, Ended, Failure, FailureKind, Response, Shape, Step, Tunnel};
use crate::finding::cause::answer::Answer;
use crate::finding::cause::tunnel::{
    AuthFailed, AuthRequired, Awaited, Closed, Demand, Lacking, NotAProxy, Refused, Rejection,
    Reply, Silent, Unreachable, Upstream,
};
use crate::finding::{Cause, Finding, Untrusted};

/// No more schemes of one challenge are listed.
const MOST_SCHEMES: usize = 6;
/// No more failing addresses of one hop are listed.
const MOST_LISTED: usize = 16;

/// Judges what the hop said.
pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    if case.route.via.is_none() {
        return Vec::new();
    }
    if let Some(finding) = unreachable(case) {
        return vec![finding];
    }
    let found = case.evidence.attempts.iter().filter_map(|attempt| {
        let cause = cause(case, attempt)?;
        Some(Finding::new(cause).at(attempt.to))
    });
    found.chain(suffix::judge(case)).collect()
}

fn cause(case: &Case<'_>, attempt: &Attempt) -> Option<Cause> {
    let own = attempt.hop_handshake.as_ref();
    if let Some(failing) = own.and_then(hop::secured) {
        return Some(failing);
    }
    if case.fetched_by_hop() {
        fetched(case, attempt.fetch.as_ref()?, attempt.tunnel.as_ref())
    } else {
        tunnelled(case, attempt.tunnel.as_ref()?)
    }
}

/// Is the answer to a request that the hop fetches itself the hop's own failing?
pub(super) fn is_own_failing(case: &Case<'_>, seen: &Response) -> bool {
    let own = match seen.status {
        None => true,
        Some(status) => status == 407 || is_upstream(status),
    };
    case.fetched_by_hop() && own
}

fn is_upstream(status: u16) -> bool {
    matches!(status, 502..=504)
}

/// What was asked of the hop.
fn request(case: &Case<'_>) -> Untrusted {
    let (host, port) = (&case.probe.host, case.probe.port);
    Untrusted::new(if case.fetched_by_hop() {
        format!("{} http://{host}{}", case.probe.method, case.probe.path)
    } else if case.route.hop_fetches() {
        format!("CONNECT {host}:{port}")
    } else {
        format!("{host}:{port}")
    })
}

/// The hop has no address, or none that opens.
fn unreachable(case: &Case<'_>) -> Option<Finding> {
    let attempts = &case.evidence.attempts;
    let opened = |a: &Attempt| a.connect.as_ref().is_some_and(Step::completed);
    if attempts.iter().any(opened) {
        return None;
    }
    let failed: Vec<_> = attempts.iter().filter_map(connect::not_connected).collect();
    if !attempts.is_empty() && failed.is_empty() {
        return None;
    }
    let unresolved = if failed.is_empty() {
        let resolved = case.evidence.resolve_hop.as_ref()?;
        if matches!(resolved.ended, Ended::GaveUp | Ended::Interrupted) {
            return None;
        }
        Some(resolved.seen.name.clone())
    } else {
        None
    };
    let failed = failed.into_iter().take(MOST_LISTED).collect();
    let finding = Finding::new(Unreachable { unresolved, failed });
    Some(match attempts.as_slice() {
        [only] => finding.at(only.to),
        _ => finding,
    })
}

/// The answer to CONNECT, or of SOCKS.
fn tunnelled(case: &Case<'_>, step: &Step<Tunnel>) -> Option<Cause> {
    match &step.ended {
        Ended::Completed => answer(case, &step.seen),
        Ended::OutOfTime if step.seen.status.is_some() => answer(case, &step.seen),
        Ended::OutOfTime => Some(silent(step.took_ms)),
        Ended::Failed(failure) => Some(broken(&step.seen, failure)),
        Ended::GaveUp | Ended::Interrupted => None,
    }
}

/// The answer to a request that the hop fetches itself, as far as it is the hop's own failing.
fn fetched(
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

fn as_answer(seen: &Response, challenge: Option<&Step<Tunnel>>) -> Tunnel {
    Tunnel {
        status: seen.status,
        reason: seen.reason.clone(),
        headers: seen.headers.clone(),
        body_head: seen.head.clone(),
        title: match &seen.shape {
            Shape::Html { title } => title.clone(),
            _ => None,
        },
        authorised: seen.authorised,
        challenge: challenge.map(|step| Box::new(step.seen.clone())),
        ..Tunnel::default()
    }
}

fn silent(waited_ms: u32) -> Cause {
    let awaited = Awaited::Response;
    Silent { waited_ms, awaited }.into()
}

fn broken(seen: &Tunnel, failure: &Failure) -> Cause {
    let detail = Untrusted::from(failure.detail.as_str());
    match failure.kind {
        FailureKind::Malformed | FailureKind::TooLarge => NotAProxy {
            lacks: unspoken(seen, detail),
        }
        .into(),
        _ => Closed {
            after_reply: answered(seen),
            awaited: Awaited::Response,
            detail,
        }
        .into(),
    }
}

/// The answer to what was asked, where one has come.
fn answered(seen: &Tunnel) -> Option<u16> {
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
        }
        .into(),
        _ => Refused {
            request: request(case),
            reply: reply(),
        }
        .into(),
    })
}

fn unauthorised(case: &Case<'_>, seen: &Tunnel) -> Cause {
    let (request, answer) = (request(case), answer_in(seen));
    let schemes = seen.schemes().take(MOST_SCHEMES).map(Untrusted::from);
    let schemes = schemes.collect();
    if seen.authorised {
        let rejection = Rejection::Http { schemes, answer };
        AuthFailed { request, rejection }.into()
    } else {
        let demand = Demand::Http { schemes, answer };
        AuthRequired { request, demand }.into()
    }
}

fn upstream(seen: &Tunnel) -> Cause {
    let answer = answer_in(seen);
    Upstream {
        reply: Reply::Http { answer },
    }
    .into()
}

/// The hop's own words: status, reason, squid's code for it, title or first bytes of the page.
fn answer_in(seen: &Tunnel) -> Answer {
    let title = seen.title.as_deref().map(Untrusted::from);
    let body = (title.is_none() && !seen.body_head.is_empty())
        .then(|| Untrusted::from_bytes(&seen.body_head, 60));
    Answer {
        status: seen.status,
        reason: seen.reason.as_deref().map(Untrusted::from),
        location: seen.header("location").map(Untrusted::from),
        error: seen.header("x-squid-error").map(Untrusted::from),
        title,
        body,
    }
}

/// The same of an answer to a request that the hop fetches itself.
pub(super) fn answer_of(seen: &Response) -> Answer {
    answer_in(&as_answer(seen, None))
}

/// Does the hop say that the name does not exist? Only marks that mean just that count.
pub(super) fn says_no_such_name(case: &Case<'_>) -> bool {
    let attempts = || case.evidence.attempts.iter();
    let tunnels = attempts().filter_map(|attempt| attempt.tunnel.as_ref());
    let fetches = attempts().filter_map(|attempt| attempt.fetch.as_ref());
    let codes = tunnels
        .filter_map(|step| step.seen.header("x-squid-error"))
        .chain(fetches.filter_map(|step| step.seen.header("x-squid-error")));
    codes
        .into_iter()
        .any(|code| code.starts_with("ERR_DNS_FAIL"))
}
