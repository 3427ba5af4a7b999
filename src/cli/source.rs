//! `--source`: an address or an interface of this machine → what everything is bound to.

use std::fmt::Write as _;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::problem::Problem;
use crate::evidence::host::Interface;
use crate::net::Source;
use crate::text::escape::escape;

/// How many interfaces an error names.
const MOST_NAMED: usize = 12;

/// What the flag means on a machine with these interfaces.
pub(super) fn source(
    said: &str,
    interfaces: io::Result<Vec<Interface>>,
) -> Result<Source, Problem> {
    let problem = |why: String| Problem::new(format!("`--source {}`: {why}", escape(said)));
    let interfaces = interfaces
        .map_err(|why| problem(format!("this machine does not tell its addresses: {why}")))?;
    // An address may be written with the interface it is on: `fe80::1%eth0`.
    let plain = said.split('%').next().unwrap_or(said);
    if let Ok(address) = plain.parse::<IpAddr>() {
        let mut known = interfaces.iter().flat_map(|one| &one.addresses);
        if !known.any(|own| *own == address) {
            let there = listed(&interfaces);
            return Err(problem(format!(
                "this machine has no such address; {there}"
            )));
        }
        return only(&[address]).ok_or_else(|| problem(local("this address")));
    }
    let Some(interface) = interfaces.iter().find(|one| one.name == said) else {
        let there = listed(&interfaces);
        return Err(problem(format!(
            "this machine has no such interface with an address; {there}"
        )));
    };
    only(&interface.addresses).ok_or_else(|| problem(local("every address of this interface")))
}

fn local(what: &str) -> String {
    format!("{what} is link-local, and reaches nothing beyond its own link")
}

/// The best address of each family, the first of equals; none where all are link-local.
fn only(addresses: &[IpAddr]) -> Option<Source> {
    let v4 = addresses.iter().filter_map(|address| match address {
        IpAddr::V4(v4) if !v4.is_link_local() => Some(*v4),
        _ => None,
    });
    let v6 = addresses.iter().filter_map(|address| match address {
        IpAddr::V6(v6) if !v6.is_unicast_link_local() => Some(*v6),
        _ => None,
    });
    let source = Source {
        v4: v4.min_by_key(|v4: &Ipv4Addr| v4.is_loopback()),
        v6: v6.min_by_key(|v6| !is_global(v6)),
    };
    (source.v4.is_some() || source.v6.is_some()).then_some(source)
}

/// `2000::/3` holds all that is global today (RFC 4291, 2.4).
fn is_global(v6: &Ipv6Addr) -> bool {
    v6.segments()[0] >> 13 == 1
}

fn listed(interfaces: &[Interface]) -> String {
    if interfaces.is_empty() {
        return "it has none".to_owned();
    }
    let mut text = "there are".to_owned();
    for (at, one) in interfaces.iter().take(MOST_NAMED).enumerate() {
        let addresses: Vec<String> = one.addresses.iter().map(ToString::to_string).collect();
        let comma = if at == 0 { "" } else { "," };
        let (name, addresses) = (escape(&one.name), addresses.join(" "));
        write!(text, "{comma} `{name}` ({addresses})").expect("writing to a String cannot fail");
    }
    match interfaces.len().saturating_sub(MOST_NAMED) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Vec<Interface> {
        let interface = |name: &str, addresses: &[&str]| Interface {
            name: name.to_owned(),
            addresses: addresses.iter().map(|a| a.parse().unwrap()).collect(),
        };
        vec![
            interface("lo", &["127.0.0.1", "::1"]),
            interface(
                "eth0",
                &[
                    "169.254.1.1",
                    "10.0.0.5",
                    "10.0.0.6",
                    "fe80::5",
                    "fd00::5",
                    "2602::5",
                ],
            ),
            interface("eth1", &["fe80::6"]),
        ]
    }

    fn bound(said: &str) -> String {
        match source(said, Ok(machine())) {
            Ok(Source { v4, v6 }) => format!("{v4:?} {v6:?}"),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn an_interface_stands_for_its_best_address_of_each_family() {
        assert_eq!(bound("eth0"), "Some(10.0.0.5) Some(2602::5)");
    }

    #[test]
    fn an_address_stands_for_its_family_alone() {
        assert_eq!(bound("10.0.0.6"), "Some(10.0.0.6) None");
        assert_eq!(bound("fd00::5"), "None Some(fd00::5)");
    }

    #[test]
    fn what_this_machine_does_not_have_is_answered_with_what_it_has() {
        let there = "there are `lo` (127.0.0.1 ::1), `eth0` (169.254.1.1 10.0.0.5 10.0.0.6 \
                     fe80::5 fd00::5 2602::5), `eth1` (fe80::6)";
        assert_eq!(
            bound("10.9.9.9"),
            format!("`--source 10.9.9.9`: this machine has no such address; {there}")
        );
        assert!(bound("eth7").ends_with(there));
    }

    #[test]
    fn a_link_local_address_is_no_source() {
        assert!(bound("fe80::6%eth1").contains("link-local"));
        assert!(bound("eth1").contains("link-local"));
    }
}
