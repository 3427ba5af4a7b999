//! What the name servers and the system's resolver come to over all names of a run.

mod nothing_external;
mod servers;
mod system_fails;
mod udp_blocked;

use std::collections::BTreeMap;

use self::nothing_external::nothing_external;
use self::servers::know_servers;
use self::system_fails::system_fails;
use self::udp_blocked::udp_blocked;
use crate::evidence::{Host, Resolution};
use crate::finding::{Code, Finding, Severity};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::places;

/// Names below which "all of them" says nothing.
const FEW: usize = 3;

/// Causes that concern name resolution as a whole; what each explains says so from then on. Where a proxy
/// resolves, they are only worth knowing.
pub(in crate::judge) fn as_a_whole(probes: &mut [JudgedProbe<'_>], machine: &Host) -> Vec<Finding> {
    know_servers(probes, machine);
    let mut found = Vec::new();
    for here in [true, false] {
        let group = places(probes, |probe| probe.resolves_here == here);
        let weight = |finding: Finding| match here {
            true => finding,
            false => finding.weighing(Severity::Note),
        };
        let blocked = udp_blocked(probes, &group, weight);
        found.extend(nothing_external(probes, &group, weight, machine));
        let fails = system_fails(probes, &group, weight);
        found.extend(fails.map(|finding| match blocked.is_empty() {
            true => finding,
            false => finding.explained_by(Code::ResolveUdpBlocked),
        }));
        found.extend(blocked);
    }
    found
}

/// What was asked of each name of these probes; names that several probes share were asked for once.
fn names<'a>(probes: &'a [JudgedProbe<'_>], group: &[usize]) -> BTreeMap<&'a str, &'a Resolution> {
    let own = group.iter().map(|&at| &probes[at]);
    own.filter_map(|probe| Some((probe.host, &probe.evidence.resolve.as_ref()?.seen)))
        .collect()
}

/// Sets `explained_by` at these probes, of what nothing earlier explains.
fn explain(
    probes: &mut [JudgedProbe<'_>],
    group: &[usize],
    by: Code,
    explains: impl Fn(&Finding) -> bool,
) {
    for &at in group {
        for finding in probes[at].findings.iter_mut() {
            if finding.explained_by.is_none() && explains(finding) {
                finding.explained_by = Some(by);
            }
        }
    }
}
