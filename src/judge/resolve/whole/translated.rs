//! A network that translates IPv6 to IPv4 (NAT64), or whose name servers do so with nobody behind them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ipnet::Ipv6Net;

use super::super::translation::translation;
use crate::evidence::{Attempt, Step};
use crate::finding::cause::resolve::Translated;
use crate::finding::{Code, Finding, Stage};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::{hosts_of, run_wide};
use crate::judge::explain::explain_the_whole;

/// `resolve.translated`, for each prefix. Where nothing behind it answers while IPv4 does, it explains that.
pub(super) fn translated(
    probes: &mut [JudgedProbe<'_>],
    group: &[usize],
    weight: impl Fn(Finding) -> Finding,
) -> Vec<Finding> {
    let of = hosts_of(probes, group);
    let mut found = Vec::new();
    for (prefix, own) in by_prefix(probes, group) {
        let made: BTreeSet<IpAddr> = own.values().flatten().copied().collect();
        let open = |wanted: &dyn Fn(IpAddr) -> bool| {
            let attempts = own.keys().flat_map(|&at| &probes[at].evidence().attempts);
            attempts
                .filter(|attempt| is_connected(attempt))
                .any(|attempt| wanted(attempt.to.ip()))
        };
        let dead = !open(&|ip| made.contains(&ip)) && open(&|ip: IpAddr| ip.is_ipv4());
        let facts = Translated {
            prefix: prefix.to_string(),
            dead,
        };
        if dead {
            for &at in own.keys() {
                explain(&mut probes[at], &made);
            }
        }
        let concerned: Vec<usize> = own.into_keys().collect();
        found.push(run_wide(
            probes,
            &concerned,
            of,
            weight(Finding::new(facts)),
        ));
    }
    found
}

/// The made addresses of each probe, by their prefix.
fn by_prefix(
    probes: &[JudgedProbe<'_>],
    group: &[usize],
) -> BTreeMap<Ipv6Net, BTreeMap<usize, Vec<IpAddr>>> {
    let mut all: BTreeMap<Ipv6Net, BTreeMap<usize, Vec<IpAddr>>> = BTreeMap::new();
    for &at in group {
        let Some(step) = &probes[at].evidence().resolve else {
            continue;
        };
        for ip in step.seen.addresses() {
            if let Some(found) = translation(probes[at].evidence(), ip) {
                let own = all.entry(found.prefix).or_default();
                own.entry(at).or_default().push(ip);
            }
        }
    }
    all
}

fn is_connected(attempt: &Attempt) -> bool {
    attempt.connect.as_ref().is_some_and(Step::completed)
}

fn explain(probe: &mut JudgedProbe<'_>, made: &BTreeSet<IpAddr>) {
    for finding in probe.findings.iter_mut() {
        let there = finding.address.is_some_and(|to| made.contains(&to.ip()));
        if there && finding.code().stage() == Stage::Connect {
            finding.explained_by = Some(Code::ResolveTranslated);
        }
    }
    explain_the_whole(probe.findings);
}
