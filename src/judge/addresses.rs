//! Addresses that no public service can have.

use std::net::{IpAddr, Ipv6Addr};

use ipnet::IpNet;

/// Blocks that are not globally reachable, after IANA's special-purpose address registries
/// (RFC 6890), and what each is.
const UNROUTABLE: [(&str, &str); 20] = [
    ("0.0.0.0/8", "an address that means \"this network\""),
    ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "a carrier's shared address"),
    ("127.0.0.0/8", "a loopback address"),
    ("169.254.0.0/16", "a link-local address"),
    ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "an address reserved for protocols"),
    ("192.0.2.0/24", "a documentation address"),
    ("192.168.0.0/16", "a private address"),
    ("198.18.0.0/15", "a benchmarking address"),
    ("198.51.100.0/24", "a documentation address"),
    ("203.0.113.0/24", "a documentation address"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
    ("::/127", "an unspecified or loopback address"),
    ("100::/64", "a discard address"),
    ("2001:db8::/32", "a documentation address"),
    ("fc00::/7", "a private address"),
    ("fe80::/10", "a link-local address"),
    ("ff00::/8", "a multicast address"),
];

/// What an address is, if it is none that the internet routes.
pub(super) fn unroutable(ip: IpAddr) -> Option<&'static str> {
    let ip = match ip {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(ip, IpAddr::V4),
        IpAddr::V4(_) => ip,
    };
    let holds = |block: &str| block.parse::<IpNet>().is_ok_and(|net| net.contains(&ip));
    UNROUTABLE
        .iter()
        .find(|(block, _)| holds(block))
        .map(|(_, what)| *what)
}

/// An address that leads nowhere: the answers of sinkholes.
pub(super) fn is_dead(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_unspecified() || v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_unspecified() || v6 == Ipv6Addr::LOCALHOST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_of_the_table_parses() {
        assert!(
            UNROUTABLE
                .iter()
                .all(|(block, _)| block.parse::<IpNet>().is_ok())
        );
    }

    #[test]
    fn public_addresses_are_routable_and_private_ones_are_not() {
        for ip in [
            "20.190.128.5",
            "13.107.6.10",
            "2603:1006:2000::10",
            "172.32.0.1",
        ] {
            assert_eq!(unroutable(ip.parse().unwrap()), None, "{ip}");
        }
        for ip in [
            "10.1.2.3",
            "172.31.255.255",
            "0.0.0.0",
            "::",
            "::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(unroutable(ip.parse().unwrap()).is_some(), "{ip}");
        }
    }
}
