//! Judgements over several probes: an endpoint's samples, and the whole run.

mod behind;
mod devices;
mod endpoint;
mod issuers;
mod keys;
pub(super) mod probe;
mod route_wide;
pub(super) mod run_wide;
pub(super) mod shared_cause;

use std::collections::BTreeSet;

use crate::evidence::Host;
use crate::finding::Finding;
use crate::judge::{chain, connect, fetch, host, resolve, route, tunnel};

pub use self::endpoint::{JudgedSample, endpoint};
pub use self::probe::JudgedProbe;

use self::route_wide::{Common, DIRECT, THROUGH};

/// Findings about the whole run: when every probe on one way fails alike, one cause is likelier
/// than many; and a key, or a name without one, behind the foreign certificates of several hosts is one device. Sets
/// `explained_by` of what they explain.
#[must_use]
pub fn across(probes: &mut [JudgedProbe<'_>], machine: &Host) -> Vec<Finding> {
    let ways: BTreeSet<Option<&str>> = probes.iter().map(JudgedProbe::via).collect();
    tunnel::reread(probes);
    tunnel::samples(probes);
    tunnel::single_names(probes);
    fetch::whose_answers(probes);
    let mut found = resolve::as_a_whole(probes, machine);
    let rewritten = resolve::rewritten_for_all(probes);
    let searching = rewritten.is_empty();
    found.extend(rewritten);
    found.extend(resolve::filtered(probes));
    if searching {
        found.extend(resolve::shared_sinkholes(probes));
    }
    found.extend(connect::answered_for_all(probes));
    found.extend(tunnel::sign_ins(probes));
    found.extend(fetch::portals_for_all(probes));
    for way in ways {
        let commons: &[Common] = if way.is_none() { &DIRECT } else { &THROUGH };
        for common in commons {
            if common.is_told(&found, way) {
                continue;
            }
            let mut own: Vec<_> = probes
                .iter_mut()
                .filter(|probe| probe.via() == way)
                .collect();
            found.extend(common.cause(&mut own));
        }
    }
    found.extend(fetch::pages_and_cuts(probes));
    found.extend(tunnel::limited_hops(probes));
    found.extend(shared_cause::causes(probes));
    found.extend(devices::devices(probes));
    found.extend(host::clock_off(probes));
    found.extend(chain::untrusted_here(probes, machine));
    found.extend(route::dialect::dialects(probes));
    found.extend(route::wpad::for_all(probes, machine));
    found
}
