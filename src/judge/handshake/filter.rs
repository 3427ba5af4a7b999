//! Is it the name? Handshakes under other names at the same address.

use std::net::{IpAddr, SocketAddr};

use super::failure::{failure, failure_of, is_mute, is_unanswered, unanswered};
use crate::evidence::matrix::Naming;
use crate::evidence::{Attempt, Control, Step};
use crate::finding::cause::handshake::{Failure, NameFiltered};
use crate::finding::{Code, Finding};
use crate::judge::Case;
use crate::judge::chain::ChainReader;

/// Where no handshake of the probe's own name gets an answer, neither at first nor again, and one
/// under another name or none does, the name is what is filtered. The first finding is kept.
pub(super) fn add_name_filter<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    findings: &mut Vec<Finding>,
) {
    if !case.route.is_direct() || case.probe.host.parse::<IpAddr>().is_ok() {
        return;
    }
    for to in unanswered(case) {
        let own: Vec<&Attempt> = handshakes_as(case, to)
            .filter(|(name, _)| **name == Naming::Asked)
            .map(|(_, attempt)| attempt)
            .collect();
        let again = !own.is_empty() && own.iter().all(|one| is_unanswered(one));
        let others = answered_names(case, chains, to);
        if !again || others.is_empty() {
            continue;
        }
        let mut failure = None;
        for finding in findings.iter_mut().filter(|finding| is_of(finding, to)) {
            failure = failure_of(&finding.cause);
            finding.explained_by = Some(Code::HandshakeNameFiltered);
        }
        let filtered = NameFiltered {
            failure: failure.unwrap_or(Failure::Silent),
            made_up_name: None,
            wildcard: wildcard(case),
            answered: others,
        };
        findings.push(Finding::new(filtered).at(to));
    }
}

/// The wildcard of the row, where it has one.
fn wildcard(case: &Case<'_>) -> Option<String> {
    let host = &case.endpoint.host;
    host.is_wildcard().then(|| host.to_string())
}

fn is_of(finding: &Finding, to: SocketAddr) -> bool {
    finding.address == Some(to) && is_mute(finding.code())
}

fn handshakes_as<'a>(
    case: &Case<'a>,
    to: SocketAddr,
) -> impl Iterator<Item = (&'a Naming, &'a Attempt)> + use<'a> {
    let all = case
        .evidence
        .controls
        .iter()
        .filter_map(Control::server_name);
    all.filter(move |(_, attempt)| attempt.to == to)
}

/// Names other than its own that got an answer at this address; none stands for a hello without a
/// name. Where a box on the way
/// answers in the server's place, that counts only when it is this name alone that it does not answer.
fn answered_names<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    to: SocketAddr,
) -> Vec<Option<String>> {
    let others = || handshakes_as(case, to).filter(|(name, _)| **name != Naming::Asked);
    let genuine = |attempt: &'a Attempt| complete(attempt) && !chains.is_foreign(attempt);
    let by_all = others().all(|(_, attempt)| complete(attempt));
    let counted = others().filter(|(_, attempt)| by_all || genuine(attempt));
    let words = counted.filter_map(|(name, _)| match name {
        Naming::Asked => None,
        Naming::Other(name) => Some(Some(name.clone())),
        Naming::Nobody => Some(None),
    });
    words.collect()
}

fn complete(attempt: &Attempt) -> bool {
    attempt.handshake.as_ref().is_some_and(Step::completed)
}

/// A sample gets an answer, a name of another service too, which this server cannot know; only an
/// invented name under the wildcard gets none, twice: the list holds single names.
pub(super) fn exact_names<'a>(case: &Case<'a>, chains: &ChainReader<'a>) -> Option<Finding> {
    if !case.route.is_direct() || !case.endpoint.host.is_wildcard() {
        return None;
    }
    let invented: Vec<_> = case
        .evidence
        .controls
        .iter()
        .filter_map(Control::made_up_name)
        .collect();
    let (name, first) = invented.first()?;
    let to = first.to;
    let cut = |(_, attempt): &(&str, &Attempt)| attempt.to == to && is_unanswered(attempt);
    let mut own = case.evidence.attempts.iter();
    let passes = own.any(|attempt| attempt.to == to && complete(attempt));
    let others = answered_names(case, chains, to);
    if invented.len() < 2 || !invented.iter().all(cut) || !passes || others.is_empty() {
        return None;
    }
    let filtered = NameFiltered {
        failure: failure(first).and_then(|found| failure_of(&found.cause))?,
        made_up_name: Some((*name).to_owned()),
        wildcard: wildcard(case),
        answered: others,
    };
    Some(Finding::new(filtered).at(to))
}
