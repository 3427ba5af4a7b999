//! Is it really a list, an OCSP answer, a cabinet, a certificate; or somebody else's page?

mod page;

use std::net::SocketAddr;

use super::{Case, Policy, chain, ocsp, shortened, tunnel, when};
use crate::blob::Blob;
use crate::catalogue::{Content, Scheme};
use crate::evidence::content::Signed;
use crate::evidence::{Attempt, Ended, Failure, FailureKind, Response, Shape, Step};
use crate::finding::{Code, Finding, Owner};
use crate::signature::{Checked, check_digest};

use self::page::{described, kind_name, speaks};

/// Judges the exchanges of a probe.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    let attempts = case.evidence.attempts.iter();
    attempts
        .filter_map(|attempt| one(case, policy, attempt))
        .collect()
}

/// Did the exchange of this attempt bring something else than it should?
pub(super) fn is_troubled(case: &Case<'_>, policy: &Policy<'_>, attempt: &Attempt) -> bool {
    let fetch = attempt.fetch.as_ref();
    one(case, policy, attempt).is_some()
        || fetch.is_some_and(|step| tunnel::is_own_failing(case, &step.seen))
}

fn one(case: &Case<'_>, policy: &Policy<'_>, attempt: &Attempt) -> Option<Finding> {
    let step = attempt.fetch.as_ref()?;
    if tunnel::is_own_failing(case, &step.seen) {
        return None;
    }
    let (code, cause) = match &step.ended {
        Ended::Completed => with_own_words(content(case, policy, &step.seen)?, &step.seen),
        Ended::OutOfTime => stalled(step),
        Ended::Failed(failure) if asks_for_a_certificate(case, policy, attempt, failure) => {
            return None;
        }
        Ended::Failed(failure) => broken(&step.seen, failure),
        Ended::GaveUp | Ended::Interrupted => return None,
    };
    Some(finding(case, attempt.to, code, &cause))
}

/// What somebody says who answers in place of the server, beside what it is.
fn with_own_words((code, cause): (Code, String), seen: &Response) -> (Code, String) {
    let foreign = matches!(
        code,
        Code::FetchBlockPage | Code::FetchPortal | Code::FetchWrongContent | Code::FetchRefused
    );
    match speaks(seen).filter(|_| foreign) {
        Some(words) => (code, format!("{cause}; {words}")),
        None => (code, cause),
    }
}

fn finding(case: &Case<'_>, to: SocketAddr, code: Code, cause: &str) -> Finding {
    let found = Finding::new(code, case.met(cause)).at(to);
    let asked = format!(
        "{} {}://{}{}",
        case.probe.method, case.probe.scheme, case.probe.host, case.probe.path
    );
    match code {
        Code::FetchBlockPage | Code::FetchPortal | Code::FetchWrongContent | Code::FetchRefused => {
            found.mended_by(Owner::Proxy, format!("let `{asked}` through unchanged"))
        }
        Code::FetchSilent | Code::FetchCut if !case.route.is_direct() => {
            found.mended_by(Owner::Proxy, format!("let `{asked}` through to its end"))
        }
        _ => found,
    }
}

fn stalled(step: &Step<Response>) -> (Code, String) {
    let seen = &step.seen;
    match (seen.status, seen.length) {
        (None, _) => (
            Code::FetchSilent,
            format!("no answer within {} ms", step.took_ms),
        ),
        (Some(status), 0) => (
            Code::FetchSilent,
            format!("status {status}, then nothing within {} ms", step.took_ms),
        ),
        (Some(_), length) => (
            Code::FetchCutShort,
            format!("stalls after {}", sizes(seen, length)),
        ),
    }
}

fn broken(seen: &Response, failure: &Failure) -> (Code, String) {
    let words = shortened(&failure.detail);
    match (seen.status, failure.kind) {
        (None, FailureKind::Malformed | FailureKind::TooLarge) => (
            Code::FetchWrongContent,
            format!("the answer is not HTTP/1.1 as we can read it: {words}"),
        ),
        (None, _) => (Code::FetchCut, format!("closes without an answer: {words}")),
        (Some(_), _) if seen.promised.is_some() => (
            Code::FetchCutShort,
            format!("ends after {}", sizes(seen, seen.length)),
        ),
        (Some(status), _) => (
            Code::FetchCut,
            format!(
                "status {status}, closed after {} bytes: {words}",
                seen.length
            ),
        ),
    }
}

fn sizes(seen: &Response, length: u64) -> String {
    match seen.promised {
        Some(promised) => format!("{length} of {promised} bytes"),
        None => format!("{length} bytes"),
    }
}

/// Under TLS 1.3 a server that wants the agent's certificate says so only now. Such an alert comes
/// under the keys of the handshake, so it is the genuine server's answer.
fn asks_for_a_certificate(
    case: &Case<'_>,
    policy: &Policy<'_>,
    attempt: &Attempt,
    failure: &Failure,
) -> bool {
    const TLS13: Option<u16> = Some(0x0304);
    let wants = matches!(
        failure.kind,
        FailureKind::TlsAlert(40 | 42 | 43 | 46 | 48 | 49 | 116)
    );
    let tls13 = attempt
        .handshake
        .as_ref()
        .is_some_and(|step| step.seen.version == TLS13);
    wants && tls13 && case.probe.content == Content::Any && chain::is_genuine(case, policy, attempt)
}

/// A whole answer: is it what was wanted?
fn content(case: &Case<'_>, policy: &Policy<'_>, seen: &Response) -> Option<(Code, String)> {
    let status = seen.status?;
    if is_forbidden_by_hop(case, status) {
        let cause = format!("the proxy itself answers: {}", tunnel::words_of(seen));
        return Some((Code::FetchRefused, cause));
    }
    if case.probe.content == Content::Any {
        return if case.probe.scheme == Scheme::Http {
            portal(case, seen, status)
        } else {
            None
        };
    }
    if let Some(portal) = portal(case, seen, status) {
        return Some(portal);
    }
    if seen.promised.is_some_and(|promised| seen.length < promised) {
        return Some((
            Code::FetchCutShort,
            format!("ends after {}", sizes(seen, seen.length)),
        ));
    }
    if (200..300).contains(&status) && is_wanted(case.probe.content, &seen.shape) {
        return genuine(case, policy, seen);
    }
    Some(otherwise(case, seen, status))
}

/// A hop that fetches for us can forbid in its own name.
fn is_forbidden_by_hop(case: &Case<'_>, status: u16) -> bool {
    case.fetched_by_hop() && matches!(status, 403 | 451)
}

/// A redirect to a host nobody asked for, or a network that says it wants a login (RFC 6585, 6).
fn portal(case: &Case<'_>, seen: &Response, status: u16) -> Option<(Code, String)> {
    if status == 511 {
        return Some((
            Code::FetchPortal,
            "status 511: the network wants a login".to_owned(),
        ));
    }
    if !(300..400).contains(&status) {
        return None;
    }
    let location = seen.header("location")?;
    let host = host_of(location)?;
    (!host.eq_ignore_ascii_case(&case.probe.host)).then(|| {
        let to = shortened(location);
        (
            Code::FetchPortal,
            format!("status {status} sends us to `{to}`, a host nobody asked for"),
        )
    })
}

/// The host of an absolute or scheme-relative address.
fn host_of(location: &str) -> Option<&str> {
    let (_, rest) = location.split_once("//")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    Some(host.rsplit_once(':').map_or(host, |(name, _)| name))
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

/// The right kind: is it signed by whom it names, and still fresh?
fn genuine(case: &Case<'_>, policy: &Policy<'_>, seen: &Response) -> Option<(Code, String)> {
    let now = case.evidence.started_unix;
    match &seen.shape {
        Shape::Crl {
            issuer,
            issuer_der,
            next_update,
            signed,
            ..
        } => {
            if forged(policy, issuer_der, signed) {
                let cause = format!("the list says `{issuer}`, whose key did not sign it");
                return Some((Code::FetchForged, cause));
            }
            stale("list", *next_update, now)
        }
        Shape::Ocsp { next_update, .. } => {
            let body = seen.body.as_ref();
            match body.and_then(|answer| ocsp::forged(policy, answer)) {
                Some(cause) => Some((Code::FetchForged, cause)),
                None => stale("OCSP answer", *next_update, now),
            }
        }
        Shape::Empty
        | Shape::Unknown
        | Shape::Html { .. }
        | Shape::Cab { .. }
        | Shape::Certificate { .. } => None,
    }
}

/// Is there a known key of that name, and did none of them sign? An unknown issuer proves nothing.
fn forged(policy: &Policy<'_>, issuer: &Blob, signed: &Signed) -> bool {
    let keys = chain::keys_named(policy, issuer);
    let checks: Vec<Checked> = keys.iter().map(|key| check_digest(signed, key)).collect();
    !checks.is_empty()
        && checks
            .iter()
            .all(|checked| matches!(checked, Checked::Invalid))
}

fn stale(what: &str, next_update: Option<i64>, now: i64) -> Option<(Code, String)> {
    let due = next_update.filter(|due| *due < now)?;
    let cause = format!(
        "the next {what} was due {}, our clock says {}",
        when(due),
        when(now)
    );
    Some((Code::FetchStale, cause))
}

/// Something else than what was wanted.
fn otherwise(case: &Case<'_>, seen: &Response, status: u16) -> (Code, String) {
    let wanted = kind_name(case.probe.content);
    let got = described(seen);
    let page = matches!(seen.shape, Shape::Html { .. });
    match status {
        // Pages that forbid are a box's way to speak; pages that say "gone" are the server's.
        200..=299 | 401 | 403 | 407 | 451 if page => (
            Code::FetchBlockPage,
            format!("status {status}, wanted {wanted}, got {got}"),
        ),
        200..=299 => (
            Code::FetchWrongContent,
            format!("status {status}, wanted {wanted}, got {got}"),
        ),
        _ => (
            Code::FetchStatus,
            format!("status {status} instead of {wanted}, with {got}"),
        ),
    }
}
