//! Answers that lead to addresses where the service cannot be.

use std::net::{IpAddr, SocketAddr};

use super::translation::{meant, translation};
use crate::address::unroutable;
use crate::catalogue::{Content, PrivateLink};
use crate::evidence::Resolution;
use crate::finding::Finding;
use crate::finding::cause::resolve::{OutsideRange, PrivateAnswer};
use crate::judge::chain::ChainReader;
use crate::judge::{Case, Policy, fetch};

pub(super) fn private_answers<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    seen: &Resolution,
) -> Vec<Finding> {
    let policy = chains.policy;
    if !is_public(&seen.name) {
        return Vec::new();
    }
    let unmeant = seen.addresses().into_iter();
    let unmeant = unmeant.filter(|ip| !is_meant(case, policy, *ip));
    let own = unmeant.filter(|ip| translation(case.evidence, *ip).is_none());
    let private = own.filter_map(|ip| Some((ip, unroutable(ip)?)));
    private
        .map(|(ip, what)| {
            let to = SocketAddr::new(ip, case.probe.port);
            let private = PrivateAnswer {
                answer: ip,
                kind: what.to_owned(),
                genuine_there: is_genuine_at(case, chains, to),
            };
            Finding::new(private).at(to)
        })
        .collect()
}

/// Is this where the row wants its name to lead? Of private addresses those in its ranges, or any where it
/// has none; a loopback address is no link.
fn is_meant(case: &Case<'_>, policy: &Policy<'_>, ip: IpAddr) -> bool {
    if case.endpoint.private_link != PrivateLink::Allowed || ip.is_loopback() {
        return false;
    }
    let expected = policy.catalogue.expected(case.endpoint);
    let networks = &expected.networks;
    case.endpoint.ranges.is_empty() || networks.iter().any(|network| network.contains(&ip))
}

/// Does any certificate chain or any signed content that came from there prove itself?
pub(super) fn is_genuine_at<'a>(case: &Case<'a>, chains: &ChainReader<'a>, to: SocketAddr) -> bool {
    let mut there = case
        .evidence
        .attempts
        .iter()
        .filter(|attempt| attempt.to == to);
    there.any(|attempt| {
        chains.is_genuine(attempt) || fetch::is_signed_content(chains.policy, attempt)
    })
}

/// The addresses that proved to be the service's.
pub(in crate::judge) fn proven<'a>(case: &Case<'a>, chains: &ChainReader<'a>) -> Vec<IpAddr> {
    let attempts = case.evidence.attempts.iter();
    let good = attempts.filter(|attempt| {
        let kind = case.probe.content != Content::Any;
        let wanted = kind && fetch::is_as_wanted(case, chains, attempt);
        wanted || is_genuine_at(case, chains, attempt.to)
    });
    good.map(|attempt| attempt.to.ip()).collect()
}

/// Names under these never were meant to be resolved by the world (RFC 6761, 6762, 8375; ICANN's
/// `internal`), and a name without a dot neither.
fn is_public(name: &str) -> bool {
    let private = [
        "local",
        "localhost",
        "internal",
        "lan",
        "home.arpa",
        "test",
        "invalid",
        "intranet",
    ];
    let under = |zone: &str| name == zone || name.ends_with(&format!(".{zone}"));
    name.contains('.') && !private.iter().any(|zone| under(zone))
}

/// Addresses outside of where the row's should lie. Where a service tag's networks are not known,
/// nothing can be said.
pub(super) fn outside_ranges(
    case: &Case<'_>,
    policy: &Policy<'_>,
    seen: &Resolution,
) -> Vec<Finding> {
    let expected = policy.catalogue.expected(case.endpoint);
    if !expected.is_known() {
        return Vec::new();
    }
    let networks = &expected.networks;
    let addresses = seen.addresses().into_iter();
    let outside = addresses.filter(|ip| {
        let meant = meant(case.evidence, *ip);
        !networks.iter().any(|network| network.contains(&meant))
    });
    outside
        .map(|ip| {
            let expected = expected.names.clone();
            Finding::new(OutsideRange { expected }).at(SocketAddr::new(ip, case.probe.port))
        })
        .collect()
}
