//! What a hop's answer means. For requests that a hop fetches itself, its own failings are judged
//! here as well; what it brings in place of the content is `fetch`'s.

mod hop;
mod socks;
mod suffix;

pub(super) use self::suffix::let_through;

use super::{Case, list, printable, shortened};
use crate::evidence::{Attempt, Ended, Failure, FailureKind, Response, Shape, Step, Tunnel};
use crate::finding::{Code, Finding, Owner};

/// Judges what the hop said.
pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let Some(via) = case.route.via.as_deref() else {
        return Vec::new();
    };
    if let Some(finding) = unreachable(case, via) {
        return vec![finding];
    }
    let said = case.evidence.attempts.iter().filter_map(|attempt| {
        let (code, cause) = said(case, attempt)?;
        Some(finding(case, attempt, via, code, &cause))
    });
    said.chain(suffix::judge(case, via)).collect()
}

fn said(case: &Case<'_>, attempt: &Attempt) -> Option<(Code, String)> {
    let own = attempt.hop_handshake.as_ref();
    if let Some(failing) = own.and_then(hop::secured) {
        return Some(failing);
    }
    if case.fetched_by_hop() {
        fetched(attempt.fetch.as_ref()?, attempt.tunnel.as_ref())
    } else {
        tunnelled(attempt.tunnel.as_ref()?)
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

fn finding(case: &Case<'_>, attempt: &Attempt, via: &str, code: Code, cause: &str) -> Finding {
    let found = Finding::new(code, format!("{via} {cause}")).at(attempt.to);
    let (host, port) = (&case.probe.host, case.probe.port);
    let wanted = if case.fetched_by_hop() {
        format!("GET http://{host}{}", case.probe.path)
    } else if case.route.hop_fetches() {
        format!("CONNECT {host}:{port}")
    } else {
        format!("{host}:{port}")
    };
    match code {
        Code::TunnelRefused => found.mended_by(Owner::Proxy, format!("allow `{wanted}`")),
        Code::TunnelAuthRequired => found.mended_by(
            Owner::Proxy,
            format!("exempt `{wanted}` from authentication: the connector cannot authenticate"),
        ),
        Code::TunnelAuthFailed => found.mended_by(
            Owner::Tester,
            format!(
                "check the user and password with the proxy team and run again; the connector \
                 cannot authenticate, so what it needs is an exemption of `{wanted}`"
            ),
        ),
        _ => found,
    }
}

/// The hop has no address, or none that opens.
fn unreachable(case: &Case<'_>, via: &str) -> Option<Finding> {
    let attempts = &case.evidence.attempts;
    let opened = |a: &Attempt| a.connect.as_ref().is_some_and(Step::completed);
    if attempts.iter().any(opened) {
        return None;
    }
    let reasons: Vec<String> = attempts.iter().filter_map(not_opened).collect();
    if !attempts.is_empty() && reasons.is_empty() {
        return None;
    }
    let cause = if reasons.is_empty() {
        let resolved = case.evidence.resolve_hop.as_ref()?;
        if matches!(resolved.ended, Ended::GaveUp | Ended::Interrupted) {
            return None;
        }
        format!(
            "{via} cannot be reached: its name `{}` has no address here",
            resolved.seen.name
        )
    } else {
        format!("{via} cannot be reached: {}", list(&reasons, 4))
    };
    let finding = Finding::new(Code::TunnelUnreachable, cause);
    Some(match attempts.as_slice() {
        [only] => finding.at(only.to),
        _ => finding,
    })
}

fn not_opened(attempt: &Attempt) -> Option<String> {
    let step = attempt.connect.as_ref()?;
    let what = match &step.ended {
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => return None,
        Ended::OutOfTime => "nothing comes back".to_owned(),
        Ended::Failed(failure) => shortened(&failure.detail),
    };
    Some(format!("{}: {what} after {} ms", attempt.to, step.took_ms))
}

/// The answer to CONNECT, or of SOCKS.
fn tunnelled(step: &Step<Tunnel>) -> Option<(Code, String)> {
    match &step.ended {
        Ended::Completed => answer(&step.seen),
        Ended::OutOfTime if step.seen.status.is_some() => answer(&step.seen),
        Ended::OutOfTime => Some(silent(step.took_ms)),
        Ended::Failed(failure) => Some(broken(&step.seen, failure)),
        Ended::GaveUp | Ended::Interrupted => None,
    }
}

/// The answer to a request that the hop fetches itself, as far as it is the hop's own failing.
fn fetched(step: &Step<Response>, challenge: Option<&Step<Tunnel>>) -> Option<(Code, String)> {
    let seen = &step.seen;
    match (&step.ended, seen.status) {
        (_, Some(407)) => Some(unauthorised(&as_answer(seen, challenge))),
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

fn silent(took_ms: u32) -> (Code, String) {
    (
        Code::TunnelSilent,
        format!("accepts the connection and gives no whole answer in {took_ms} ms"),
    )
}

fn broken(seen: &Tunnel, failure: &Failure) -> (Code, String) {
    let words = shortened(&failure.detail);
    match (failure.kind, answered(seen)) {
        (FailureKind::Malformed | FailureKind::TooLarge, _) => (
            Code::TunnelNotAProxy,
            format!("answers something that is not {}", foreign(seen, &words)),
        ),
        (_, Some(answer)) => (
            Code::TunnelClosed,
            format!("answers {answer} and closes the tunnel at once: {words}"),
        ),
        (_, None) => (
            Code::TunnelClosed,
            format!("closes without an answer: {words}"),
        ),
    }
}

/// The answer to what was asked, where one has come.
fn answered(seen: &Tunnel) -> Option<u16> {
    let reply = seen.socks.and_then(|said| said.reply);
    seen.status.or(reply.map(u16::from))
}

/// What was expected, and what came.
fn foreign(seen: &Tunnel, words: &str) -> String {
    let Some(said) = seen.socks else {
        return format!("HTTP: {words}");
    };
    let head = if seen.body_head.is_empty() {
        String::new()
    } else {
        format!(", in `{}`", printable(&seen.body_head, 60))
    };
    format!("SOCKS {}: {words}{head}", said.version)
}

/// A whole answer to CONNECT; 2xx is a tunnel (RFC 9110, 9.3.6).
fn answer(seen: &Tunnel) -> Option<(Code, String)> {
    if let Some(said) = seen.socks {
        return socks::answer(said, seen);
    }
    let status = seen.status?;
    Some(match status {
        200..=299 => return None,
        407 => unauthorised(seen),
        // Some hops say so to those whom they do not know, once they were told who asks.
        401 if seen.authorised => unauthorised(seen),
        502..=504 | 500 => upstream(seen),
        400 | 404 | 405 | 501 => (
            Code::TunnelNotAProxy,
            format!("does not know CONNECT: {}", words(seen)),
        ),
        _ => (Code::TunnelRefused, format!("refuses: {}", words(seen))),
    })
}

fn unauthorised(seen: &Tunnel) -> (Code, String) {
    let schemes: Vec<String> = seen
        .schemes()
        .map(|scheme| format!("`{}`", shortened(scheme)))
        .collect();
    let offered = match schemes.as_slice() {
        [] => "names no scheme".to_owned(),
        _ => format!("offers {}", list(&schemes, 6)),
    };
    if seen.authorised {
        return (
            Code::TunnelAuthFailed,
            format!(
                "refuses the credentials that were given and {offered}: {}",
                words(seen)
            ),
        );
    }
    (
        Code::TunnelAuthRequired,
        format!("wants to know who asks and {offered}: {}", words(seen)),
    )
}

fn upstream(seen: &Tunnel) -> (Code, String) {
    (
        Code::TunnelUpstream,
        format!("does not get through to the target: {}", words(seen)),
    )
}

/// The hop's own words: status, reason, squid's code for it, title or first bytes of the page.
fn words(seen: &Tunnel) -> String {
    let mut words = vec![match (seen.status, &seen.reason) {
        (Some(status), Some(reason)) => format!("status {status} `{}`", shortened(reason)),
        (Some(status), None) => format!("status {status}"),
        (None, _) => "no status".to_owned(),
    }];
    if let Some(location) = seen.header("location") {
        words.push(format!("on to `{}`", shortened(location)));
    }
    if let Some(code) = seen.header("x-squid-error") {
        words.push(format!("`{}`", shortened(code)));
    }
    if let Some(title) = &seen.title {
        words.push(format!("a page titled `{}`", shortened(title)));
    } else if !seen.body_head.is_empty() {
        words.push(format!(
            "a body beginning `{}`",
            printable(&seen.body_head, 60)
        ));
    }
    list(&words, 4)
}

/// The same of an answer to a request that the hop fetches itself.
pub(super) fn words_of(seen: &Response) -> String {
    words(&as_answer(seen, None))
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
