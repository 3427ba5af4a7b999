//! What the name servers and the system's resolver come to over all names of a run.

mod names;
mod nothing_external;
mod servers;
mod system_fails;
mod translated;
mod udp_blocked;
mod unusable_server;

use self::nothing_external::nothing_external;
use self::servers::know_servers;
use self::system_fails::system_fails;
use self::translated::translated;
use self::udp_blocked::udp_blocked;
use self::unusable_server::unusable_server;
use crate::evidence::Host;
use crate::finding::{Code, Finding, Severity};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::places;

/// Causes that concern name resolution as a whole; what each explains says so from then on. Where a proxy
/// resolves, they are only worth knowing.
pub(in crate::judge) fn as_a_whole(probes: &mut [JudgedProbe<'_>], machine: &Host) -> Vec<Finding> {
    know_servers(probes, machine);
    let mut found = Vec::new();
    for here in [true, false] {
        let group = places(probes, |probe| probe.resolves_here() == here);
        let weight = |finding: Finding| {
            if here {
                finding
            } else {
                finding.weighing(Severity::Note)
            }
        };
        let blocked = udp_blocked(probes, &group, weight);
        found.extend(nothing_external(probes, &group, weight, machine));
        let fails = system_fails(probes, &group, weight, machine);
        let understood = fails.is_none();
        found.extend(fails.map(|finding| {
            if blocked.is_empty() {
                finding
            } else {
                finding.explained_by(Code::ResolveUdpBlocked)
            }
        }));
        found.extend(blocked);
        found.extend(translated(probes, &group, weight));
        if understood {
            found.extend(unusable_server(probes, &group, weight, machine));
        }
    }
    found
}
