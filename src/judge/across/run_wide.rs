//! What concerns the whole run: said once, and raised at each probe that it concerns.

use std::collections::BTreeSet;

use super::probe::JudgedProbe;
use crate::finding::{Across, Finding, Scope};

/// Raises a cause at these probes, lowered by what depends on each, and says it of all their hosts, of so
/// many that were asked.
pub(in crate::judge) fn run_wide(
    probes: &mut [JudgedProbe<'_>],
    concerned: &[usize],
    of: usize,
    finding: Finding,
) -> Finding {
    let mut hosts = BTreeSet::new();
    for &at in concerned {
        let probe = &mut probes[at];
        hosts.insert(probe.host().to_owned());
        let copy = Finding::new(finding.cause.clone()).on(probe.case.target());
        let copy = copy.weighing(finding.severity).needed(probe.need());
        probe.findings.push(copy.explained_by(finding.code()));
    }
    finding.across(Across {
        of,
        hosts: hosts.into_iter().collect(),
        scope: Scope::Hosts,
        via: None,
        unaffected: Vec::new(),
    })
}

/// How many hosts these probes ask.
pub(in crate::judge) fn hosts_of(probes: &[JudgedProbe<'_>], concerned: &[usize]) -> usize {
    let hosts = concerned.iter().map(|&at| probes[at].host());
    hosts.collect::<BTreeSet<_>>().len()
}

/// The places of the probes for which this holds.
pub(in crate::judge) fn places(
    probes: &[JudgedProbe<'_>],
    holds: impl Fn(&JudgedProbe<'_>) -> bool,
) -> Vec<usize> {
    let all = probes.iter().enumerate();
    all.filter(|(_, probe)| holds(probe))
        .map(|(at, _)| at)
        .collect()
}
