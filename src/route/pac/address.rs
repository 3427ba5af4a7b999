//! Addresses as the helpers of a script read them: as Chromium does, in whose way those of Microsoft
//! (`isInNetEx`, `sortIpAddressList`) are documented best.

use std::cmp::Reverse;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

pub(super) fn texts(addresses: &[IpAddr]) -> Vec<String> {
    addresses.iter().map(ToString::to_string).collect()
}

/// Is the text an address, an IPv6 one without brackets?
pub(super) fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// Does a prefix such as `10.0.0.0/8` hold the address? Where one is IPv4 and the other IPv6, the
/// former stands for `::ffff:10.0.0.0/104` (RFC 4291, 2.5.5.2). What cannot be read holds nothing.
pub(super) fn is_in_net(address: &str, prefix: &str) -> bool {
    let address = address.parse::<IpAddr>().ok();
    let net = read_prefix(prefix);
    address
        .zip(net)
        .is_some_and(|(address, net)| match (address, net) {
            (IpAddr::V4(address), IpNet::V6(net)) => net.contains(&address.to_ipv6_mapped()),
            (IpAddr::V6(address), IpNet::V4(net)) => {
                let mapped = address.to_ipv4_mapped();
                mapped.is_some_and(|address| net.contains(&address))
            }
            (address, net) => net.contains(&address),
        })
}

/// Blanks may surround both parts of a prefix, and none an address.
fn read_prefix(text: &str) -> Option<IpNet> {
    let (address, length) = text.split_once('/')?;
    let length = length.trim();
    if length.is_empty() || !length.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let length = length.parse().ok()?;
    match address.trim().parse().ok()? {
        IpAddr::V4(address) => Ipv4Net::new(address, length).ok().map(IpNet::V4),
        IpAddr::V6(address) => Ipv6Net::new(address, length).ok().map(IpNet::V6),
    }
}

/// A list parted by `;`, IPv6 before IPv4, each in the order of its numbers and written as it was;
/// nothing where one is no address, or where there is none. Blanks and empty entries are left out.
pub(super) fn sorted(list: &str) -> Option<String> {
    let list = list.replace([' ', '\t'], "");
    let parts = list.split(';').filter(|part| !part.is_empty());
    let read = parts.map(|part| part.parse::<IpAddr>().ok().map(|address| (address, part)));
    let mut all = read.collect::<Option<Vec<_>>>()?;
    all.sort_by_key(|(address, _)| (Reverse(address.is_ipv6()), *address));
    let texts: Vec<&str> = all.into_iter().map(|(_, text)| text).collect();
    (!texts.is_empty()).then(|| texts.join(";"))
}
