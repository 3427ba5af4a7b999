//! Name servers that the system's settings list and that cannot be used.

use crate::evidence::Host;
use crate::evidence::host::{Unasked, UnaskedResolver};
use crate::finding::Finding;
use crate::finding::cause::resolve::{Listed, Unusable, UnusableServer};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::{hosts_of, run_wide};

/// `resolve.unusable-server`. Servers beyond the system's own limit are its choice and nobody's fault.
pub(super) fn unusable_server(
    probes: &mut [JudgedProbe<'_>],
    group: &[usize],
    weight: impl Fn(Finding) -> Finding,
    machine: &Host,
) -> Option<Finding> {
    let listed: Vec<Listed> = machine
        .unasked_resolvers
        .iter()
        .filter_map(listed)
        .collect();
    if listed.is_empty() || group.is_empty() {
        return None;
    }
    let of = hosts_of(probes, group);
    let finding = weight(Finding::new(UnusableServer { listed }));
    Some(run_wide(probes, group, of, finding))
}

fn listed(unasked: &UnaskedResolver) -> Option<Listed> {
    let why = match unasked.why {
        Unasked::BeyondLimit => return None,
        Unasked::UnknownZone => Unusable::UnknownZone,
        Unasked::NoAddress => Unusable::NoAddress,
        Unasked::CarriageReturn => Unusable::CarriageReturn,
    };
    let server = unasked.server.as_str().into();
    Some(Listed { server, why })
}
