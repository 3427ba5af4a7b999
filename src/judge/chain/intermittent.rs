//! TLS that is opened in some handshakes and not in others: of several attempts at one address, and
//! of the inspection matrix.

use std::net::SocketAddr;

use super::seen_handshakes::{HandshakeOrigin, SeenHandshake, Source, is_repeated};
use crate::catalogue::Inspection;
use crate::evidence::matrix::Naming;
use crate::finding::cause::chain::sometimes::InterceptedSometimes;
use crate::finding::{Cause, Finding, Inspected, Severity};
use crate::judge::Case;
use crate::judge::matrix::{ObservedHandshake, pattern};

/// Interception that comes and goes, or that the matrix alone met.
pub(super) fn judge(case: &Case<'_>, shown: &[SeenHandshake<'_>]) -> Vec<Finding> {
    if shown.is_empty() || !is_repeated(case.evidence) {
        return Vec::new();
    }
    let cells = || shown.iter().filter(|shown| shown.source != Source::Walk);
    let compared: Vec<SocketAddr> = cells().map(|shown| shown.trial.to).collect();
    let (together, apart): (Vec<&SeenHandshake<'_>>, Vec<&SeenHandshake<'_>>) = shown
        .iter()
        .partition(|shown| compared.contains(&shown.trial.to));
    let mut findings: Vec<Finding> = finding(case, &together).into_iter().collect();
    let mut addresses: Vec<SocketAddr> = apart.iter().map(|shown| shown.trial.to).collect();
    addresses.dedup();
    for to in addresses {
        let own = apart.iter().filter(|shown| shown.trial.to == to);
        findings.extend(finding(case, &own.copied().collect::<Vec<_>>()));
    }
    findings.extend(unexpected(shown));
    findings
}

/// What the matrix of a probe came to; none where there was none.
pub(super) fn inspected(case: &Case<'_>, shown: &[SeenHandshake<'_>]) -> Option<Inspected> {
    let matrix = case.evidence.matrix.as_ref()?;
    let cells = || shown.iter().filter(|shown| shown.source == Source::Matrix);
    Some(Inspected {
        handshakes: matrix.cells.len(),
        shown: cells().count(),
        inspected: cells().filter(|shown| shown.trial.foreign).count(),
    })
}

fn finding(case: &Case<'_>, shown: &[&SeenHandshake<'_>]) -> Option<Finding> {
    let own = |shown: &&&SeenHandshake<'_>| !matches!(shown.trial.name, Naming::Other(_));
    // Another host's name is that host's affair; here it only shows the difference.
    let opened: Vec<&SeenHandshake<'_>> = shown
        .iter()
        .filter(own)
        .filter(|shown| shown.trial.foreign)
        .copied()
        .collect();
    let first = opened.first()?;
    let trials: Vec<ObservedHandshake<'_>> =
        shown.iter().map(|shown| shown.trial.clone()).collect();
    let (presented, claimed) = first.origin.presented();
    let finding = Finding::new(InterceptedSometimes {
        handshakes: trials.len(),
        inspected: trials.iter().filter(|trial| trial.foreign).count(),
        when: pattern(&trials)?,
        presented,
        claimed,
    });
    let same = opened.iter().all(|shown| shown.trial.to == first.trial.to);
    let finding = if same {
        finding.at(first.trial.to)
    } else {
        finding
    };
    Some(finding.weighing(weight(case, &opened)))
}

/// The agent goes its own way and names its host: only there is it inspected itself.
fn weight(case: &Case<'_>, opened: &[&SeenHandshake<'_>]) -> Severity {
    let own = |shown: &&&SeenHandshake<'_>| shown.trial.via == case.route.via.as_deref();
    let named = |shown: &SeenHandshake<'_>| *shown.trial.name == Naming::Asked;
    let mut on_the_way = opened.iter().filter(own).peekable();
    if on_the_way.peek().is_none() {
        return Severity::Note;
    }
    let tolerated = case.endpoint.inspection == Inspection::Tolerated;
    if on_the_way.any(|shown| named(shown)) && !tolerated {
        Severity::Fail
    } else {
        Severity::Warn
    }
}

/// A public authority that only the matrix came to see.
fn unexpected(shown: &[SeenHandshake<'_>]) -> Option<Finding> {
    let known = |shown: &&SeenHandshake<'_>| {
        *shown.trial.name == Naming::Asked && matches!(shown.origin, HandshakeOrigin::Known(_))
    };
    if shown
        .iter()
        .filter(known)
        .any(|shown| shown.source == Source::Walk)
    {
        return None;
    }
    let first = shown.iter().find(known)?;
    let HandshakeOrigin::Known(finding) = &first.origin else {
        return None;
    };
    let mut finding = finding.clone().at(first.trial.to);
    if let Cause::ChainUnexpectedIssuer(facts) = &mut finding.cause {
        facts.only_in_matrix = true;
    }
    Some(finding)
}
