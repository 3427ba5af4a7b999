//! Networks put together, and which entry of a list names a host most closely.

use ipnet::IpNet;

use crate::catalogue::host::HostPattern;

/// The fewest networks that hold the same addresses; IPv4 first, ascending.
pub(super) fn aggregated(networks: &[IpNet]) -> Vec<IpNet> {
    let mut all = IpNet::aggregate(&networks.to_vec());
    all.sort_unstable();
    all
}

/// How closely a pattern of a list names a host: not at all, or by how many characters; the same
/// pattern names it most closely.
pub(super) fn closeness(listed: &HostPattern, host: &HostPattern) -> Option<usize> {
    if listed == host {
        return Some(usize::MAX);
    }
    let same = host.is_wildcard() && host.suffix() == listed.suffix();
    let under = same || listed.covers(host.suffix());
    (listed.is_wildcard() && under).then(|| listed.suffix().len())
}
