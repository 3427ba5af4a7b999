//! The key that is behind the foreign certificates of most hosts.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::across::JudgedProbe;
use crate::judge::chain::{IssuingKey, Origin};

/// The key that is behind the most hosts, if it is behind more than one: the nearest to the leaf
/// among equals.
pub(super) fn most_shared(
    probes: &[JudgedProbe<'_>],
    done: &BTreeSet<String>,
) -> Option<IssuingKey> {
    let mut hosts: BTreeMap<&str, (BTreeSet<&str>, usize, &IssuingKey)> = BTreeMap::new();
    for (host, keys) in foreign_chains(probes) {
        if keys.iter().any(|key| done.contains(&key.hash)) {
            continue;
        }
        for (rank, key) in keys.iter().enumerate() {
            let entry = hosts.entry(&key.hash);
            let entry = entry.or_insert_with(|| (BTreeSet::new(), 0, key));
            entry.0.insert(host);
            entry.1 = entry.1.max(rank + usize::from(key.leaf) * 100);
        }
    }
    let shared = hosts.into_values().filter(|(hosts, ..)| hosts.len() > 1);
    let best = shared.max_by_key(|(hosts, rank, _)| (hosts.len(), usize::MAX - rank));
    best.map(|(_, _, key)| key.clone())
}

/// Every foreign chain: its host and the keys behind it.
pub(super) fn foreign_chains<'a>(
    probes: &'a [JudgedProbe<'_>],
) -> impl Iterator<Item = (&'a str, &'a [IssuingKey])> {
    let judged = probes.iter().filter(|probe| !probe.is_filtered());
    judged.flat_map(|probe| {
        probe
            .origins
            .iter()
            .filter_map(|shown| match &shown.origin {
                Origin::Foreign { keys, .. } => Some((probe.host(), keys.as_slice())),
                Origin::Expected | Origin::Known => None,
            })
    })
}

/// Keys of chains that this one is behind: one device is told once.
pub(super) fn beside(key: &IssuingKey, probes: &[JudgedProbe<'_>]) -> Vec<String> {
    let all = foreign_chains(probes).filter(|(_, keys)| keys.iter().any(|k| k.hash == key.hash));
    all.flat_map(|(_, keys)| keys.iter().map(|k| k.hash.clone()))
        .collect()
}
