//! What stands in the place of an address: one of those that documents use (RFC 5737, RFC 3849), the same
//! one wherever the address stands. What says something of itself stays what it is.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The addresses that are replaced, each with what stands in its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Placeholders(BTreeMap<IpAddr, IpAddr>);

impl Placeholders {
    /// Gives each address a place of its own that does not occur in the report's text.
    pub(super) fn new(addresses: impl IntoIterator<Item = IpAddr>, report: &str) -> Self {
        let mut all = BTreeMap::new();
        let mut free = Free {
            report,
            v4: 0,
            v6: 0,
            made_up: 0,
        };
        for address in addresses {
            let address = address.to_canonical();
            if !says_nothing(address) && !all.contains_key(&address) {
                all.insert(address, free.next(address));
            }
        }
        Self(all)
    }

    /// What stands in its place; nothing where the address stays.
    pub(super) fn get(&self, address: IpAddr) -> Option<IpAddr> {
        self.0.get(&address.to_canonical()).copied()
    }

    /// Those that are replaced.
    pub(super) fn hidden(&self) -> impl Iterator<Item = (IpAddr, IpAddr)> {
        self.0.iter().map(|(hidden, shown)| (*hidden, *shown))
    }
}

/// Every machine has it.
fn says_nothing(address: IpAddr) -> bool {
    address.is_loopback() || address.is_unspecified()
}

/// Counts places that are still free.
struct Free<'a> {
    report: &'a str,
    v4: u8,
    v6: u16,
    made_up: u8,
}

impl Free<'_> {
    /// Those that client programs make up stay among these: who answers with them is judged by it.
    fn next(&mut self, address: IpAddr) -> IpAddr {
        loop {
            let place = match address {
                IpAddr::V4(v4) => self.v4(v4).into(),
                IpAddr::V6(_) => {
                    self.v6 = self.v6.wrapping_add(1);
                    Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, self.v6).into()
                }
            };
            if !self.report.contains(&IpAddr::to_string(&place)) || self.is_used_up() {
                return place;
            }
        }
    }

    fn v4(&mut self, address: Ipv4Addr) -> Ipv4Addr {
        match address.octets() {
            [6, 6, ..] => Ipv4Addr::new(6, 6, 0, self.made_up()),
            [198, 18 | 19, ..] => Ipv4Addr::new(198, 18, 0, self.made_up()),
            _ => {
                self.v4 = self.v4.wrapping_add(1);
                Ipv4Addr::new(192, 0, 2, self.v4)
            }
        }
    }

    fn made_up(&mut self) -> u8 {
        self.made_up = self.made_up.wrapping_add(1);
        self.made_up
    }

    fn is_used_up(&self) -> bool {
        self.v4 == u8::MAX || self.v6 == u16::MAX || self.made_up == u8::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_gets_a_documentation_address_of_its_family_that_is_free() {
        let own = [
            "10.1.2.3",
            "8.8.8.8",
            "10.1.2.3",
            "fd00::1",
            "127.0.0.53",
            "::",
        ];
        let all = Placeholders::new(own.map(ip), "to 192.0.2.1:443");
        assert_eq!(all.get(ip("10.1.2.3")), Some(ip("192.0.2.2")));
        assert_eq!(all.get(ip("::ffff:8.8.8.8")), Some(ip("192.0.2.3")));
        assert_eq!(all.get(ip("fd00::1")), Some(ip("2001:db8::1")));
        assert_eq!(all.get(ip("127.0.0.53")), None);
        assert_eq!(all.get(ip("::")), None);
    }

    #[test]
    fn what_a_client_program_makes_up_stays_made_up() {
        let all = Placeholders::new(["198.19.0.7", "6.6.4.4"].map(ip), "");
        assert_eq!(all.get(ip("198.19.0.7")), Some(ip("198.18.0.1")));
        assert_eq!(all.get(ip("6.6.4.4")), Some(ip("6.6.0.2")));
    }
}
