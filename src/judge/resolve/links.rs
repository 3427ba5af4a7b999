//! Aliases that resolve inside a whole chain and not when they are asked for alone: some agents and proxies
//! ask link by link.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::ends::{grounds, stop};
use super::filters::by_address;
use super::view::chain_of;
use crate::address::unroutable;
use crate::evidence::dns::{Chain, RecordType, Resolution};
use crate::finding::Finding;
use crate::finding::cause::resolve::{LinkBlocked, Stop};

/// `resolve.link-blocked`, for each such link.
pub(super) fn alone(seen: &Resolution) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for &server in &seen.servers {
        for rtype in [RecordType::A, RecordType::Aaaa] {
            for (link, stop) in blocked(seen, server, rtype) {
                if told.insert(link.clone()) {
                    let blocked = LinkBlocked {
                        server,
                        chain: vec![seen.name.as_str().into(), link.as_str().into()],
                        stop,
                        only_alone: true,
                        grounds: grounds(seen, server, &link, rtype),
                        others: Vec::new(),
                    };
                    findings.push(Finding::new(blocked).named(link));
                }
            }
        }
    }
    findings
}

/// The links of a chain that resolves as a whole which do not by themselves. A server that follows aliases
/// itself fails in the same way for the links in front of a blocked one: the last one is to blame.
fn blocked(seen: &Resolution, server: SocketAddr, rtype: RecordType) -> Vec<(String, Stop)> {
    let whole = seen.chain(server, &seen.name, rtype);
    if whole.addresses().is_empty() {
        return Vec::new();
    }
    let names = whole.links.iter().map(|link| &link.target);
    let stops: Vec<(String, Option<Stop>)> = names
        .map(|name| {
            (
                name.clone(),
                stop_alone(seen, server, name, (&whole, rtype)),
            )
        })
        .collect();
    let nexts = stops.iter().skip(1).map(|(_, stop)| stop.as_ref());
    let nexts = nexts.chain([None]);
    let last = stops.iter().zip(nexts).filter_map(|((name, stop), next)| {
        let stop = stop.clone().filter(|stop| Some(stop) != next)?;
        Some((name.clone(), stop))
    });
    last.collect()
}

fn stop_alone(
    seen: &Resolution,
    server: SocketAddr,
    name: &str,
    (whole, rtype): (&Chain, RecordType),
) -> Option<Stop> {
    let alone = chain_of(seen, server, name, rtype);
    match alone.addresses() {
        [] => stop(&alone.end).filter(|stop| *stop != Stop::TooLong),
        given => sinkhole(given, whole).map(|address| Stop::Sinkhole { address }),
    }
}

/// An address that is no service's, in place of those that the whole chain leads to.
fn sinkhole(given: &[IpAddr], whole: &Chain) -> Option<IpAddr> {
    let odd = |ip: &&IpAddr| unroutable(**ip).is_some() || by_address(**ip).is_some();
    let mut odd = given.iter().filter(odd);
    odd.find(|ip| !whole.addresses().contains(ip)).copied()
}
