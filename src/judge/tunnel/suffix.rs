//! Does the hop let a whole domain through, or only the names on its list?

use super::{is_upstream, tunnelled, words_of};
use crate::evidence::{Attempt, Control, Tunnel};
use crate::finding::{Code, Finding, Owner};
use crate::judge::Case;

/// Did the hop let this walk through to the target?
pub(in crate::judge) fn let_through(case: &Case<'_>, attempt: &Attempt) -> bool {
    if case.fetched_by_hop() {
        return attempt.fetch.as_ref().is_some_and(|step| {
            let own = |status| matches!(status, 401 | 403 | 407 | 451) || is_upstream(status);
            step.completed() && step.seen.status.is_some_and(|status| !own(status))
        });
    }
    let tunnel = attempt.tunnel.as_ref();
    tunnel.is_some_and(|step| step.completed() && opened(&step.seen))
}

/// Is it a tunnel (RFC 9110, 9.3.6; RFC 1928, 6)?
fn opened(seen: &Tunnel) -> bool {
    match seen.socks {
        Some(said) => matches!((said.version, said.reply), (4, Some(90)) | (5, Some(0))),
        None => seen
            .status
            .is_some_and(|status| (200..300).contains(&status)),
    }
}

/// A sample gets through, and a name that was made up under the same wildcard is refused by policy.
/// That nobody has it says the hop in another way: it cannot reach it.
pub(super) fn judge(case: &Case<'_>, via: &str) -> Option<Finding> {
    let mut attempts = case.evidence.attempts.iter();
    // A hop that is given addresses knows no names, and so has no list of them.
    if !case.route.hop_resolves() {
        return None;
    }
    if !case.endpoint.host.is_wildcard() || !attempts.any(|attempt| let_through(case, attempt)) {
        return None;
    }
    let invented = case.evidence.controls.iter().filter_map(Control::invented);
    let mut refused = invented.filter_map(|(name, attempt)| {
        let words = refusal(case, attempt)?;
        Some((name, attempt.to, words))
    });
    let (name, to, words) = refused.next()?;
    let (host, wildcard, port) = (&case.probe.host, &case.endpoint.host, case.probe.port);
    let cause = format!(
        "{via} opens the way to `{host}:{port}`, and for `{name}:{port}`, as good a name under \
         `{wildcard}`, {words}"
    );
    let remedy = format!(
        "allow `{wildcard}` on port {port} as a whole: the service hands out new names under it as \
         it runs, and a list of single names breaks them"
    );
    let finding = Finding::new(Code::TunnelSuffixNotAllowed, cause).at(to);
    Some(finding.mended_by(Owner::Proxy, remedy))
}

/// The words of a refusal by policy, if it is one.
fn refusal(case: &Case<'_>, attempt: &Attempt) -> Option<String> {
    if unresolved(attempt) {
        return None;
    }
    if case.fetched_by_hop() {
        let step = attempt.fetch.as_ref().filter(|step| step.completed())?;
        let refused = matches!(step.seen.status, Some(403 | 451));
        return refused.then(|| format!("refuses: {}", words_of(&step.seen)));
    }
    let (code, words) = tunnelled(attempt.tunnel.as_ref()?)?;
    (code == Code::TunnelRefused).then_some(words)
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
