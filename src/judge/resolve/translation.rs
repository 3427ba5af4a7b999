//! IPv6 addresses that a name server made of IPv4 ones (DNS64, RFC 6147), for a translator to undo.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::Ipv6Net;

use crate::address::{TRANSLATION_LENGTHS, embedded};
use crate::evidence::Resolution;

/// What a made address stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Translation {
    /// The translator's prefix.
    pub(super) prefix: Ipv6Net,
    /// The address behind it.
    pub(super) v4: Ipv4Addr,
}

/// The translation that an address is: proven by the IPv4 address of the same name, or by the prefix that
/// is for nothing else (RFC 6052, 2.1).
pub(super) fn translation(seen: &Resolution, ip: IpAddr) -> Option<Translation> {
    let IpAddr::V6(v6) = ip else { return None };
    let given = seen.addresses();
    let mut lengths = TRANSLATION_LENGTHS.into_iter();
    lengths.find_map(|length| {
        let v4 = embedded(v6, length)?;
        let prefix = Ipv6Net::new(v6, length).ok()?.trunc();
        let proven = given.contains(&v4.into()) || is_well_known(prefix);
        proven.then_some(Translation { prefix, v4 })
    })
}

/// `64:ff9b::/96` (RFC 6052, 2.1).
fn is_well_known(prefix: Ipv6Net) -> bool {
    let well_known = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0);
    prefix.prefix_len() == 96 && prefix.network() == well_known
}

/// The address that an endpoint's ranges speak of.
pub(super) fn meant(seen: &Resolution, ip: IpAddr) -> IpAddr {
    translation(seen, ip).map_or(ip, |found| found.v4.into())
}
