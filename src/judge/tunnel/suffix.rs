//! Does the hop let a whole domain through, or only the names on its list?

use super::answer::{answer_of, is_upstream};
use super::reply::tunnelled;
use crate::evidence::{Attempt, Control, Tunnel};
use crate::finding::cause::tunnel::{Reply, SuffixNotAllowed};
use crate::finding::{Cause, Finding};
use crate::judge::Case;

/// Did the hop let this walk through to the target?
pub(in crate::judge) fn let_through(case: &Case<'_>, attempt: &Attempt) -> bool {
    if case.fetched_by_hop() {
        return attempt.fetch.as_ref().is_some_and(|step| {
            let own = |status| matches!(status, 401 | 403 | 407 | 429 | 451) || is_upstream(status);
            step.completed() && step.seen.status.is_some_and(|status| !own(status))
        });
    }
    let tunnel = attempt.tunnel.as_ref();
    tunnel.is_some_and(|step| step.completed() && is_connected(&step.seen))
}

/// Is it a tunnel (RFC 9110, 9.3.6; RFC 1928, 6)?
pub(super) fn is_connected(seen: &Tunnel) -> bool {
    match seen.socks {
        Some(said) => matches!((said.version, said.reply), (4, Some(90)) | (5, Some(0))),
        None => seen
            .status
            .is_some_and(|status| (200..300).contains(&status)),
    }
}

/// A sample gets through, and a name that was made up under the same wildcard is refused by policy.
/// That it does not exist the hop says in another way: it cannot reach it.
pub(super) fn judge(case: &Case<'_>) -> Option<Finding> {
    let mut attempts = case.evidence.attempts.iter();
    // A hop that is given addresses knows no names, and so has no list of them.
    if !case.route.hop_resolves() {
        return None;
    }
    if !case.endpoint.host.is_wildcard() || !attempts.any(|attempt| let_through(case, attempt)) {
        return None;
    }
    let controls = case.evidence.controls.iter();
    // Where the first was refused beside other requests, the last one was made alone.
    let (name, attempt) = controls.rev().find_map(Control::made_up_name)?;
    let not_allowed = SuffixNotAllowed {
        wildcard: case.endpoint.host.to_string(),
        refused_name: name.to_owned(),
        reply: refusal(case, attempt)?,
    };
    Some(Finding::new(not_allowed).at(attempt.to))
}

/// The answer of a refusal by policy, if it is one.
fn refusal(case: &Case<'_>, attempt: &Attempt) -> Option<Reply> {
    if unresolved(attempt) {
        return None;
    }
    if case.fetched_by_hop() {
        let step = attempt.fetch.as_ref().filter(|step| step.completed())?;
        let answer = answer_of(&step.seen);
        return matches!(step.seen.status, Some(403 | 451)).then_some(Reply::Http { answer });
    }
    match tunnelled(case, attempt.tunnel.as_ref()?)? {
        Cause::TunnelRefused(refused) => Some(refused.reply),
        _ => None,
    }
}

/// squid's mark for a name that does not resolve.
fn unresolved(attempt: &Attempt) -> bool {
    let tunnel = attempt.tunnel.as_ref();
    let fetch = attempt.fetch.as_ref();
    let marks = [
        tunnel.and_then(|step| step.seen.header("x-squid-error")),
        fetch.and_then(|step| step.seen.header("x-squid-error")),
    ];
    let mut marks = marks.into_iter().flatten();
    marks.any(|mark| mark.starts_with("ERR_DNS_FAIL"))
}
