//! The name that the foreign certificates of most hosts were issued in, among those that no device was found
//! behind by its key.

use std::collections::{BTreeMap, BTreeSet};

use super::behind::is_open;
use crate::finding::Code;
use crate::finding::cause::chain::presented::Recognised;
use crate::judge::across::JudgedProbe;
use crate::judge::chain::IssuerName;

/// The name that is behind the most hosts under one code, if it is behind more than one: the one with most
/// in common among equals, and the nearest to the leaf. Two names are never one.
pub(super) fn most_shared(probes: &[JudgedProbe<'_>]) -> Option<(IssuerName, Code)> {
    let mut hosts: BTreeMap<(&Recognised, &str, Code), Sharing<'_>> = BTreeMap::new();
    for (host, code, rank, issuer) in open_chains(probes) {
        let key = (&issuer.recognised, &*issuer.same, code);
        let sharing = hosts.entry(key).or_insert_with(|| Sharing::new(issuer));
        sharing.hosts.insert(host);
        sharing.rank = sharing.rank.max(rank);
    }
    let shared = hosts.into_iter().filter(|(_, one)| one.hosts.len() > 1);
    let best = shared.min_by_key(|((recognised, _, _), one)| {
        (usize::MAX - one.hosts.len(), *recognised, one.rank)
    });
    best.map(|((_, _, code), one)| (one.issuer.clone(), code))
}

/// A name, and the hosts that have it in common.
struct Sharing<'a> {
    issuer: &'a IssuerName,
    hosts: BTreeSet<&'a str>,
    rank: usize,
}

impl<'a> Sharing<'a> {
    fn new(issuer: &'a IssuerName) -> Self {
        Self {
            issuer,
            hosts: BTreeSet::new(),
            rank: 0,
        }
    }
}

/// Every name behind a foreign chain that is no device's yet: its host, the code that the chain was found
/// under, and how far the name is from the leaf.
fn open_chains<'a>(
    probes: &'a [JudgedProbe<'_>],
) -> impl Iterator<Item = (&'a str, Code, usize, &'a IssuerName)> {
    probes.iter().flat_map(|probe| {
        let open = probe.findings.iter().filter(|one| is_open(probe, one));
        open.flat_map(|finding| {
            let mut origins = probe.origins.iter();
            let shown = origins.find(|shown| Some(shown.address) == finding.address);
            let issuers = shown.map_or(&[][..], |shown| shown.origin.issuers());
            let ranked = issuers.iter().enumerate();
            ranked.map(|(rank, issuer)| (probe.host(), finding.code(), rank, issuer))
        })
    })
}
