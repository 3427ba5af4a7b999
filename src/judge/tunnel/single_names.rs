//! Does the hop know single names only? What the samples of a wildcard show beside each other.

use std::collections::BTreeSet;

use super::kind::{last_kind, made_up};
use super::passage::is_reached;
use crate::finding::cause::tunnel::{Reply, SuffixNotAllowed};
use crate::finding::{Cause, Code, Finding, Severity};
use crate::judge::{JudgedProbe, resolve};

/// `tunnel.suffix-not-allowed` at each sample that exists and is refused by policy, where another one of the
/// same wildcard passes and no made-up name fares better. It explains the refusal, and what made-up names
/// showed at the samples beside.
pub(in crate::judge) fn single_names(probes: &mut [JudgedProbe<'_>]) {
    let found: Vec<_> = probes
        .iter()
        .map(|probe| refused_beside(probe, probes))
        .collect();
    let rows = probes
        .iter()
        .zip(&found)
        .filter(|(_, facts)| facts.is_some());
    let rows: BTreeSet<_> = rows.map(|(probe, _)| wildcard_on_way(probe)).collect();
    for (probe, facts) in probes.iter_mut().zip(found) {
        if !rows.contains(&wildcard_on_way(probe)) {
            continue;
        }
        for same in probe.findings.iter_mut() {
            let made_up = same.code() == Code::TunnelSuffixNotAllowed;
            if made_up || facts.is_some() && reply_of(same).is_some() {
                same.explained_by = Some(Code::TunnelSuffixNotAllowed);
            }
        }
        let Some(facts) = facts else { continue };
        let finding = Finding::new(facts).weighing(Severity::Fail);
        let finding = finding.needed(probe.need());
        probe.findings.push(finding.on(probe.case.target()));
    }
}

/// The row of a probe, and the hop that it goes through.
fn wildcard_on_way<'a>(probe: &JudgedProbe<'a>) -> (&'a str, Option<&'a str>) {
    (&probe.case.endpoint.id, probe.via())
}

fn refused_beside(probe: &JudgedProbe<'_>, probes: &[JudgedProbe<'_>]) -> Option<SuffixNotAllowed> {
    let row = probe.case.endpoint;
    let reply = probe.findings.iter().find_map(reply_of)?;
    if !row.host.is_wildcard() || probe.resolves_here() || !resolve::exists(&probe.case) {
        return None;
    }
    let samples = probes
        .iter()
        .filter(|other| other.via() == probe.via() && other.case.endpoint.id == row.id);
    let allowed = samples.clone().find(|other| is_reached(&other.case))?;
    let kind = last_kind(probe)?;
    let mut made_up = samples.flat_map(made_up).peekable();
    let alike = made_up.peek().is_none() || made_up.any(|(_, other)| other.is_like(&kind));
    alike.then(|| SuffixNotAllowed {
        wildcard: row.host.to_string(),
        allowed: allowed.host().to_owned(),
        refused_name: probe.host().to_owned(),
        made_up: false,
        reply,
    })
}

/// The reply of a refusal by policy.
fn reply_of(finding: &Finding) -> Option<Reply> {
    match &finding.cause {
        _ if finding.severity <= Severity::Note => None,
        Cause::TunnelRefused(facts) => Some(facts.reply.clone()),
        Cause::FetchRefused(facts) => Some(Reply::Http {
            answer: facts.answer.clone(),
        }),
        _ => None,
    }
}
