//! One address for names that have nothing to do with each other: where a policy zone sends them.
//!
//! That several hosts share an address proves nothing, since large services do so. That names which
//! nobody has, under several wildcards, are answered by it, does: unless the service proves itself
//! there.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::evidence::Control;
use crate::finding::{Code, Finding, Stage};
use crate::judge::chain::Whose;
use crate::judge::{Judged, list};

/// Wildcards whose made-up names share an address; one alone may have a record for all its names.
const FEW: usize = 2;
/// No more names than this are listed.
const MOST: usize = 6;

/// Told once for each such address; what was met there is explained by it.
pub(in crate::judge) fn shared(probes: &mut [Judged<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (ip, wildcards) in answered(probes) {
        if wildcards.len() < FEW || probes.iter().any(|probe| is_genuine_at(probe, ip)) {
            continue;
        }
        let hosts = explain(probes, ip);
        let wildcards: Vec<String> = wildcards.into_iter().collect();
        let cause = format!(
            "names that do not exist under {} are all answered by {ip}, as are {}",
            list(&wildcards, MOST),
            list(&hosts, MOST)
        );
        if !hosts.is_empty() {
            found.push(Finding::new(Code::ResolveRewritten, cause));
        }
    }
    found
}

/// Addresses that made-up names were answered with, and the wildcards these were made up under.
fn answered(probes: &[Judged<'_>]) -> BTreeMap<IpAddr, BTreeSet<String>> {
    let mut all: BTreeMap<IpAddr, BTreeSet<String>> = BTreeMap::new();
    for probe in probes.iter().filter(|probe| probe.via.is_none()) {
        let controls = probe.evidence.controls.iter().filter_map(Control::unknown);
        for (under, seen) in controls {
            let Some(under) = under else { continue };
            for ip in seen.addresses() {
                all.entry(ip).or_default().insert(format!("`{under}`"));
            }
        }
    }
    all
}

fn is_genuine_at(probe: &Judged<'_>, ip: IpAddr) -> bool {
    let mut shown = probe.shown.iter();
    shown.any(|one| one.address.ip() == ip && !matches!(one.whose, Whose::Foreign(_)))
}

/// Sets `explained_by` of what was met at that address, and names the hosts that have no other.
fn explain(probes: &mut [Judged<'_>], ip: IpAddr) -> Vec<String> {
    let mut hosts = BTreeSet::new();
    for probe in probes.iter_mut().filter(|probe| probe.via.is_none()) {
        let resolve = probe.evidence.resolve.as_ref();
        let own = resolve.map_or_else(Vec::new, |step| step.seen.addresses());
        if own.is_empty() || own.iter().any(|address| *address != ip) {
            continue;
        }
        hosts.insert(format!("`{}`", probe.host));
        let met = probe.findings.iter_mut().filter(|finding| {
            finding.code.stage() > Stage::Resolve
                && finding.explained_by.is_none()
                && finding.address.is_some_and(|to| to.ip() == ip)
        });
        for finding in met {
            finding.explained_by = Some(Code::ResolveRewritten);
        }
    }
    hosts.into_iter().collect()
}
