//! What a hop answered, as facts: its status, its words, and whether it speaks for itself.

use crate::evidence::{Response, Shape, Step, Tunnel};
use crate::finding::Untrusted;
use crate::finding::cause::answer::Answer;
use crate::judge::Case;

/// Is the answer to a request that the hop fetches itself the hop's own failing?
pub(in crate::judge) fn is_own_failing(case: &Case<'_>, seen: &Response) -> bool {
    let own = match seen.status {
        None => true,
        Some(status) => status == 407 || is_upstream(status),
    };
    case.fetched_by_hop() && own
}

pub(super) fn is_upstream(status: u16) -> bool {
    matches!(status, 502..=504)
}

/// What was asked of the hop.
pub(super) fn request(case: &Case<'_>) -> Untrusted {
    let (host, port) = (&case.probe.host, case.probe.port);
    Untrusted::new(if case.fetched_by_hop() {
        format!("{} http://{host}{}", case.probe.method, case.probe.path)
    } else if case.route.hop_fetches() {
        format!("CONNECT {host}:{port}")
    } else {
        format!("{host}:{port}")
    })
}

pub(super) fn as_answer(seen: &Response, challenge: Option<&Step<Tunnel>>) -> Tunnel {
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

/// The hop's own words: status, reason, squid's code for it, title or first bytes of the page.
pub(super) fn answer_in(seen: &Tunnel) -> Answer {
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

/// The hop's own words in its answer to a request that it fetches itself.
pub(in crate::judge) fn answer_of(seen: &Response) -> Answer {
    answer_in(&as_answer(seen, None))
}
