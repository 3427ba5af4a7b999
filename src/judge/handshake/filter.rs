//! Is it the name? Handshakes under other names at the same address.

use std::net::{IpAddr, SocketAddr};

use super::{is_mute, is_unanswered, unanswered};
use crate::evidence::matrix::Naming;
use crate::evidence::{Attempt, Control, Step};
use crate::finding::{Code, Finding, Owner};
use crate::judge::{Case, Policy, chain, list};

/// Where no handshake of the probe's own name gets an answer, neither at first nor again, and one
/// under another name or none does, the name is what is filtered. The first finding is kept.
pub(super) fn filtered(case: &Case<'_>, policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if !case.route.is_direct() || case.probe.host.parse::<IpAddr>().is_ok() {
        return;
    }
    for to in unanswered(case) {
        let own: Vec<&Attempt> = named(case, to)
            .filter(|(name, _)| **name == Naming::Asked)
            .map(|(_, attempt)| attempt)
            .collect();
        let again = !own.is_empty() && own.iter().all(|one| is_unanswered(case, one));
        let others = answered(case, policy, to);
        if !again || others.is_empty() {
            continue;
        }
        let mut how = String::new();
        for finding in findings.iter_mut().filter(|finding| is_of(finding, to)) {
            how.clone_from(&finding.cause);
            finding.explained_by = Some(Code::HandshakeNameFiltered);
        }
        let (host, others) = (&case.probe.host, list(&others, 3));
        let cause = format!("for `{host}`, at first and again, {how}; {others} gets an answer");
        findings.push(finding(case, to, &cause, &allowed(case)));
    }
}

fn is_of(finding: &Finding, to: SocketAddr) -> bool {
    finding.address == Some(to) && is_mute(finding.code)
}

fn named<'a>(
    case: &Case<'a>,
    to: SocketAddr,
) -> impl Iterator<Item = (&'a Naming, &'a Attempt)> + use<'a> {
    let all = case.evidence.controls.iter().filter_map(Control::named);
    all.filter(move |(_, attempt)| attempt.to == to)
}

/// Names other than its own that got an answer at this address, for a sentence. Where a box on the way
/// answers in the server's place, that counts only when it is this name alone that it does not answer.
fn answered(case: &Case<'_>, policy: &Policy<'_>, to: SocketAddr) -> Vec<String> {
    let others = || named(case, to).filter(|(name, _)| **name != Naming::Asked);
    let genuine =
        |attempt: &Attempt| complete(attempt) && !chain::is_foreign(case, policy, attempt);
    let by_all = others().all(|(_, attempt)| complete(attempt));
    let counted = others().filter(|(_, attempt)| by_all || genuine(attempt));
    let words = counted.filter_map(|(name, _)| match name {
        Naming::Asked => None,
        Naming::Other(name) => Some(format!("`{name}` at the same address")),
        Naming::Nobody => Some("a hello without a name".to_owned()),
    });
    words.collect()
}

fn complete(attempt: &Attempt) -> bool {
    attempt.handshake.as_ref().is_some_and(Step::completed)
}

fn allowed(case: &Case<'_>) -> String {
    if case.endpoint.host.is_wildcard() {
        format!("the whole of `{}`", case.endpoint.host)
    } else {
        format!("the server name `{}`", case.probe.host)
    }
}

fn finding(case: &Case<'_>, to: SocketAddr, cause: &str, what: &str) -> Finding {
    let remedy = format!(
        "allow {what} on port {} in the name filter",
        case.probe.port
    );
    Finding::new(Code::HandshakeNameFiltered, cause)
        .at(to)
        .mended_by(Owner::Firewall, remedy)
}

/// A sample gets an answer, a name of another service too, which this server cannot know; only an
/// invented name under the wildcard gets none, twice: the list holds single names.
pub(super) fn exact_names(case: &Case<'_>, policy: &Policy<'_>) -> Option<Finding> {
    if !case.route.is_direct() || !case.endpoint.host.is_wildcard() {
        return None;
    }
    let invented: Vec<_> = case
        .evidence
        .controls
        .iter()
        .filter_map(Control::invented)
        .collect();
    let (name, first) = invented.first()?;
    let to = first.to;
    let cut = |(_, attempt): &(&str, &Attempt)| attempt.to == to && is_unanswered(case, attempt);
    let mut own = case.evidence.attempts.iter();
    let passes = own.any(|attempt| attempt.to == to && complete(attempt));
    let others = answered(case, policy, to);
    if invented.len() < 2 || !invented.iter().all(cut) || !passes || others.is_empty() {
        return None;
    }
    let cause = format!(
        "`{}` gets an answer here, and so does {}; `{name}`, as good a name under `{}`, gets none",
        case.probe.host,
        list(&others, 3),
        case.endpoint.host
    );
    Some(finding(case, to, &cause, &allowed(case)))
}
