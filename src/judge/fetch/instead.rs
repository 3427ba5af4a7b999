//! Something else than the content: which of the codes it is. Which statuses a server of files can say
//! at all is the protocol's matter; whose words an answer is, is told by comparison (`speaker`).

use std::net::SocketAddr;

use super::alike::Likeness;
use super::page::{received, request, responder, wanted_content};
use super::words::Said;
use crate::catalogue::{Content, Scheme};
use crate::evidence::{Control, Response, Shape};
use crate::finding::Cause;
use crate::finding::cause::fetch::{
    BlockPage, Portal, Problem, Sign, Speaker, Status, Trick, Who, WrongContent,
};
use crate::judge::Case;
use crate::judge::redirect::host_of;

/// A redirect to an unrelated host, or a network that requires a login (RFC 6585, 6).
pub(super) fn portal(case: &Case<'_>, seen: &Response, status: u16) -> Option<Cause> {
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

/// Did the genuine server say it, inside TLS?
pub(super) fn by_genuine_server(case: &Case<'_>, seen: &Response, status: u16) -> Cause {
    let speaker = Speaker {
        who: Who::Server,
        signs: vec![Sign::GenuineTls],
    };
    as_status(block_page(case, seen, status), speaker).into()
}

/// Something else than what was wanted.
pub(super) fn otherwise(case: &Case<'_>, seen: &Response, status: u16) -> Cause {
    let page = block_page(case, seen, status);
    let is_html = matches!(seen.shape, Shape::Html { .. });
    match status {
        _ if page.trick.is_some() => page.into(),
        200..=299 if is_html => page.into(),
        200..=299 => WrongContent {
            request: page.request,
            wanted: page.wanted,
            problem: Problem::OtherKind {
                status,
                received: page.received,
            },
            responder: page.responder,
        }
        .into(),
        // Pages that forbid come from a device on the path; pages that say "gone" are the server's.
        _ if forbids(status) && (is_html || Said::new(seen).beginning().is_some()) => page.into(),
        _ => as_status(page, Speaker::default()).into(),
    }
}

/// Where anything that the genuine server says is good: what no server says, and what the hop says to
/// everybody.
pub(super) fn of_device(
    case: &Case<'_>,
    seen: &Response,
    (to, status): (SocketAddr, u16),
) -> Option<Cause> {
    if is_of_devices(status) {
        return Some(otherwise(case, seen, status));
    }
    let controls = case.evidence.controls.iter();
    let mut made = controls.filter_map(Control::made_up_host);
    let (host, same) = made.find_map(|(host, attempt)| {
        let seen = &attempt.fetch.as_ref()?.seen;
        (attempt.to == to && seen.status.is_some()).then_some((host, seen))
    })?;
    let own = Likeness::new(seen, &case.probe.host);
    if !is_odd_page(case, seen) || !own.is_like(&Likeness::new(same, host)) {
        return None;
    }
    let speaker = Speaker {
        who: Who::Route,
        signs: vec![Sign::MadeUpHost {
            host: host.to_owned(),
        }],
    };
    let page = BlockPage {
        speaker,
        ..block_page(case, seen, status)
    };
    Some(page.into())
}

/// A page through a hop where any answer is good: does it say so of every host?
pub(super) fn is_odd_page(case: &Case<'_>, seen: &Response) -> bool {
    case.fetched_by_hop() && matches!(seen.shape, Shape::Html { .. })
}

fn block_page(case: &Case<'_>, seen: &Response, status: u16) -> BlockPage {
    BlockPage {
        request: request(case),
        status,
        wanted: wanted_content(case.probe.content),
        received: received(seen),
        responder: responder(seen),
        trick: trick(case, seen, status),
        speaker: Speaker::default(),
        cuts_tls: false,
    }
}

fn trick(case: &Case<'_>, seen: &Response, status: u16) -> Option<Trick> {
    match status {
        409 => Some(Trick::HostConflict),
        301 | 302 | 303 | 307 | 308 if case.probe.scheme == Scheme::Http => {
            let location = seen.header("location")?;
            let scheme = location.get(..8)?;
            let location = scheme
                .eq_ignore_ascii_case("https://")
                .then(|| location.into())?;
            Some(Trick::Upgrade { location })
        }
        _ => None,
    }
}

/// A page that turned out to be the server's own.
pub(super) fn as_status(page: BlockPage, speaker: Speaker) -> Status {
    Status {
        request: page.request,
        status: page.status,
        wanted: page.wanted,
        received: page.received,
        responder: page.responder,
        speaker,
        alone: None,
    }
}

/// Statuses that say no to the client, and those that no standard knows.
fn forbids(status: u16) -> bool {
    matches!(status, 401 | 403 | 407 | 409 | 429 | 451 | 503) || !is_registered(status)
}

/// Can a server of files say this to GET? Not that a proxy wants a login, nor that the request conflicts
/// with a state (RFC 9110, 15.5.8 and 15.5.10), nor what no standard knows.
pub(super) fn is_said_by_servers(status: u16) -> bool {
    status != 401 && !is_of_devices(status)
}

pub(super) fn is_of_devices(status: u16) -> bool {
    matches!(status, 407 | 409 | 511) || !is_registered(status)
}

/// The registry of status codes (RFC 9110, 16.2).
fn is_registered(status: u16) -> bool {
    matches!(
        status,
        100..=104
            | 200..=208
            | 226
            | 300..=308
            | 400..=418
            | 421..=426
            | 428
            | 429
            | 431
            | 451
            | 500..=508
            | 510
            | 511
    )
}

/// Is it the kind of content that was wanted?
pub(super) fn is_wanted(content: Content, shape: &Shape) -> bool {
    match content {
        Content::Any => true,
        Content::Crl => matches!(shape, Shape::Crl { .. }),
        Content::Ocsp => matches!(shape, Shape::Ocsp { .. }),
        Content::Cab => matches!(shape, Shape::Cab { .. }),
        Content::Certificate => matches!(shape, Shape::Certificate { .. }),
    }
}
