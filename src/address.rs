//! Addresses that no public service can have, and those that anybody may be asked at.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Two of the root name servers, one of each family: addresses that are public for certain, to ask
/// the routing table about. Nothing is sent to them.
pub const PUBLIC: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(198, 41, 0, 4)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0x503, 0xba3e, 0, 0, 0, 2, 0x30)),
];

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
#[must_use]
pub fn unroutable(ip: IpAddr) -> Option<&'static str> {
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

/// Is it one that an organisation gives out inside (RFC 1918, RFC 4193)?
#[must_use]
pub fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_private(),
        IpAddr::V6(v6) => v6.is_unique_local(),
    }
}

/// Does it lead to the open internet and nowhere else? Stricter than [`unroutable`]: of IPv6 only
/// global unicast counts (RFC 4291, 2.4), and what carries an IPv4 address (RFC 6052, 3056, 4380)
/// must carry a public one, or is not asked at all.
#[must_use]
pub fn is_global(ip: IpAddr) -> bool {
    let IpAddr::V6(v6) = ip else {
        return unroutable(ip).is_none();
    };
    if let Some(v4) = v6.to_ipv4_mapped().or_else(|| translated(v6)) {
        return unroutable(v4.into()).is_none();
    }
    let first = v6.segments()[0];
    let tunnelled = first == 0x2002 || v6.segments()[..2] == [0x2001, 0];
    (0x2000..0x4000).contains(&first) && !tunnelled && unroutable(ip).is_none()
}

/// The IPv4 address behind a translator's well-known prefix, `64:ff9b::/96` (RFC 6052, 2.1).
fn translated(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = v6.segments() else {
        return None;
    };
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    Some(Ipv4Addr::new(a, b, c, d))
}

/// The lengths of the prefixes that translators put in front of IPv4 addresses (RFC 6052, 2.2).
pub const TRANSLATION_LENGTHS: [u8; 6] = [96, 64, 56, 48, 40, 32];

/// The IPv4 address that this one would carry behind a translator's prefix of this length (RFC 6052, 2.2):
/// its bytes follow the prefix and leave out the ninth byte, which is zero, as all that is behind them.
#[must_use]
pub fn embedded(v6: Ipv6Addr, length: u8) -> Option<Ipv4Addr> {
    /// Bits 64 to 71 are no part of the address.
    const LEFT_OUT: usize = 8;
    let bytes = v6.octets();
    let start = usize::from(length / 8);
    let own: Vec<usize> = (start..bytes.len())
        .filter(|at| length == 96 || *at != LEFT_OUT)
        .collect();
    let (address, rest) = own.split_at_checked(4)?;
    let padded = rest.iter().all(|&at| bytes[at] == 0);
    let unused = length == 96 || bytes[LEFT_OUT] == 0;
    let [a, b, c, d] = *address else { return None };
    (padded && unused).then(|| Ipv4Addr::new(bytes[a], bytes[b], bytes[c], bytes[d]))
}

/// An address that leads nowhere: the answers of sinkholes.
#[must_use]
pub fn is_dead(ip: IpAddr) -> bool {
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

    /// The table of RFC 6052, 2.4.
    #[test]
    fn addresses_are_found_behind_prefixes_of_every_length() {
        let table = [
            (32, "2001:db8:c000:221::"),
            (40, "2001:db8:1c0:2:21::"),
            (48, "2001:db8:122:c000:2:2100::"),
            (56, "2001:db8:122:3c0:0:221::"),
            (64, "2001:db8:122:344:c0:2:2100::"),
            (96, "2001:db8:122:344::192.0.2.33"),
        ];
        for (length, text) in table {
            let found = embedded(text.parse().unwrap(), length);
            assert_eq!(found, Some(Ipv4Addr::new(192, 0, 2, 33)), "{text}");
        }
        let other = "2001:db8:122:344:c0:2:2100:1".parse().unwrap();
        assert_eq!(embedded(other, 64), None, "what follows is zero");
    }

    #[test]
    fn only_the_open_internet_is_global() {
        for ip in [
            "20.190.128.5",
            "2603:1006:2000::10",
            "64:ff9b::14be:8005", // 20.190.128.5 behind a translator
        ] {
            assert!(is_global(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "169.254.169.254",
            "127.0.0.1",
            "192.168.1.1",
            "::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:0:1::",
            "fec0::1",
            "::7f00:1",
            "fd00::1",
            "4000::1",
        ] {
            assert!(!is_global(ip.parse().unwrap()), "{ip}");
        }
    }
}
