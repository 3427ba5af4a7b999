//! IPv6 addresses that a name server made of IPv4 ones (DNS64, RFC 6147), for a translator to undo.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::Ipv6Net;

use crate::address::{TRANSLATION_LENGTHS, embedded, unroutable};
use crate::evidence::{Control, Evidence, Resolution};
use crate::judge::Case;

/// The addresses of the name that has no IPv6 ones (RFC 7050, 2.2).
const IPV4_ONLY: [Ipv4Addr; 2] = [Ipv4Addr::new(192, 0, 0, 170), Ipv4Addr::new(192, 0, 0, 171)];

/// What a made address stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Translation {
    /// The translator's prefix.
    pub(super) prefix: Ipv6Net,
    /// The address behind it.
    pub(super) v4: Ipv4Addr,
}

/// The translation that an address of a probe's host is: proven by the IPv4 address of the same name, by the
/// name that shows the prefix (RFC 7050), or by the prefix that is for nothing else (RFC 6052, 2.1).
pub(super) fn translation(evidence: &Evidence, ip: IpAddr) -> Option<Translation> {
    let IpAddr::V6(v6) = ip else { return None };
    let resolved = evidence.resolve.as_ref()?;
    let given = resolved.seen.addresses();
    let shown = shown_prefixes(evidence);
    let mut all = possible(v6);
    all.find(|one| {
        let proven = given.contains(&one.v4.into()) || shown.contains(&one.prefix);
        proven || is_well_known(one.prefix)
    })
}

/// What an address would stand for, behind prefixes of every length.
fn possible(v6: Ipv6Addr) -> impl Iterator<Item = Translation> {
    TRANSLATION_LENGTHS.into_iter().filter_map(move |length| {
        Some(Translation {
            v4: embedded(v6, length)?,
            prefix: Ipv6Net::new(v6, length).ok()?.trunc(),
        })
    })
}

/// The prefixes that the addresses of the name without IPv6 show.
fn shown_prefixes(evidence: &Evidence) -> Vec<Ipv6Net> {
    let shown = evidence
        .controls
        .iter()
        .filter_map(Control::translator_prefix);
    let addresses = shown.flat_map(Resolution::addresses);
    let made = addresses.filter_map(|ip| match ip {
        IpAddr::V6(v6) => Some(v6),
        IpAddr::V4(_) => None,
    });
    let behind = made.flat_map(possible);
    let known = behind.filter(|one| IPV4_ONLY.contains(&one.v4));
    known.map(|one| one.prefix).collect()
}

/// `64:ff9b::/96` (RFC 6052, 2.1).
fn is_well_known(prefix: Ipv6Net) -> bool {
    let well_known = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0);
    prefix.prefix_len() == 96 && prefix.network() == well_known
}

/// The address that an endpoint's ranges speak of.
pub(super) fn meant(evidence: &Evidence, ip: IpAddr) -> IpAddr {
    translation(evidence, ip).map_or(ip, |found| found.v4.into())
}

/// May an IPv6 address be a translation that no answer proves? It is where no service can be, or its name has
/// no IPv4 address.
pub(in crate::judge) fn may_be_translated(case: &Case<'_>) -> bool {
    let Some(resolved) = case
        .evidence
        .resolve
        .as_ref()
        .filter(|_| case.route.is_direct())
    else {
        return false;
    };
    let given = resolved.seen.addresses();
    let v6_alone = !given.iter().any(IpAddr::is_ipv4);
    let mut made = given.iter().filter(|ip| ip.is_ipv6());
    made.any(|ip| {
        let odd = v6_alone || unroutable(*ip).is_some();
        odd && translation(case.evidence, *ip).is_none()
    })
}
