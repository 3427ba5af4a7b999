//! Did the hop let a walk through, and did anything come from beyond it?

use super::answer::is_upstream;
use crate::evidence::{Attempt, Control, Evidence, Handshake, Step, Tunnel};
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

/// Did something from beyond the hop come for this probe, beside others or alone?
pub(in crate::judge) fn is_reached(case: &Case<'_>) -> bool {
    walks(case.evidence).any(|attempt| reached(case, attempt))
}

/// All walks of a probe, what was asked again alone last.
pub(super) fn walks(seen: &Evidence) -> impl Iterator<Item = &Attempt> {
    let alone = seen.controls.iter().filter_map(Control::retest);
    seen.attempts.iter().chain(alone)
}

/// Did something from beyond the hop come along this walk?
pub(super) fn reached(case: &Case<'_>, attempt: &Attempt) -> bool {
    if case.fetched_by_hop() {
        return let_through(case, attempt);
    }
    let secured = attempt.handshake.as_ref().map(has_answer);
    let fetched = || {
        let fetch = attempt.fetch.as_ref();
        fetch.is_some_and(|step| step.seen.status.is_some())
    };
    let_through(case, attempt) && secured.unwrap_or_else(fetched)
}

/// Some hops say that a tunnel is open before they try to open it.
fn has_answer(step: &Step<Handshake>) -> bool {
    step.completed() || step.seen.received > 0
}
