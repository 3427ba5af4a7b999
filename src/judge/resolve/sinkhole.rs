//! One address for names that have nothing to do with each other: where a policy zone sends them.
//!
//! That several hosts share an address proves nothing, since large services do so. That names which
//! nobody has, under several wildcards, are answered by it, does: unless the service proves itself
//! there.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use super::rewritten::affected;
use crate::evidence::Control;
use crate::finding::cause::resolve::Rewritten;
use crate::finding::{Code, Finding, Severity, Stage};
use crate::judge::JudgedProbe;
use crate::judge::chain::Origin;

/// Wildcards whose made-up names share an address; one alone may have a record for all its names.
const FEW: usize = 2;
/// No more names than this are listed.
const MOST: usize = 6;

/// Said once for each such address, and at each host that has no other; what was met there is
/// explained by it.
pub(in crate::judge) fn shared_sinkholes(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (ip, wildcards) in made_up_answers(probes) {
        if wildcards.len() < FEW || probes.iter().any(|probe| is_genuine_at(probe, ip)) {
            continue;
        }
        let rewritten = Rewritten {
            made_up: Vec::new(),
            under: wildcards.into_iter().take(MOST).collect(),
            same_address: Some(ip),
        };
        let hosts = explain(probes, &rewritten, ip);
        if !hosts.is_empty() {
            found.push(Finding::new(rewritten).across(affected(probes, hosts)));
        }
    }
    found
}

/// Addresses that made-up names were answered with, and the wildcards these were made up under.
fn made_up_answers(probes: &[JudgedProbe<'_>]) -> BTreeMap<IpAddr, BTreeSet<String>> {
    let mut all: BTreeMap<IpAddr, BTreeSet<String>> = BTreeMap::new();
    for probe in probes.iter().filter(|probe| probe.via().is_none()) {
        let controls = probe
            .evidence()
            .controls
            .iter()
            .filter_map(Control::made_up_lookup);
        for (under, seen) in controls {
            let Some(under) = under else { continue };
            for ip in seen.addresses() {
                all.entry(ip).or_default().insert(format!("*.{under}"));
            }
        }
    }
    all
}

fn is_genuine_at(probe: &JudgedProbe<'_>, ip: IpAddr) -> bool {
    let mut shown = probe.origins.iter();
    shown.any(|one| one.address.ip() == ip && !matches!(one.origin, Origin::Foreign { .. }))
}

/// Sets `explained_by` of what was met at that address, says so at the hosts that have no other, and
/// names these.
fn explain(probes: &mut [JudgedProbe<'_>], rewritten: &Rewritten, ip: IpAddr) -> BTreeSet<String> {
    let mut hosts = BTreeSet::new();
    for probe in probes.iter_mut().filter(|probe| probe.via().is_none()) {
        let resolve = probe.evidence().resolve.as_ref();
        let own = resolve.map_or_else(Vec::new, |step| step.seen.addresses());
        if own.is_empty() || own.iter().any(|address| *address != ip) {
            continue;
        }
        hosts.insert(probe.host().to_owned());
        let met = probe.findings.iter_mut().filter(|finding| {
            finding.code().stage() > Stage::Resolve
                && finding.explained_by.is_none()
                && finding.address.is_some_and(|to| to.ip() == ip)
        });
        for finding in met {
            finding.explained_by = Some(Code::ResolveRewritten);
        }
        let copy = Finding::new(rewritten.clone()).on(probe.case.target());
        let copy = copy.at(SocketAddr::new(ip, probe.case.probe.port));
        let copy = copy.weighing(Severity::Fail).needed(probe.need());
        probe
            .findings
            .push(copy.explained_by(Code::ResolveRewritten));
    }
    hosts
}
