//! Answers that lead to addresses where the service cannot be.

use std::net::SocketAddr;

use crate::address::unroutable;
use crate::evidence::Resolution;
use crate::finding::Finding;
use crate::finding::cause::resolve::{OutsideRange, PrivateAnswer};
use crate::judge::chain::ChainReader;
use crate::judge::{Case, Policy};

pub(super) fn private_answers<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    seen: &Resolution,
) -> Vec<Finding> {
    if !is_public(&seen.name) {
        return Vec::new();
    }
    let private = seen
        .addresses()
        .into_iter()
        .filter_map(|ip| Some((ip, unroutable(ip)?)));
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

/// Does any certificate chain that was shown there prove itself?
pub(super) fn is_genuine_at<'a>(case: &Case<'a>, chains: &ChainReader<'a>, to: SocketAddr) -> bool {
    let mut there = case
        .evidence
        .attempts
        .iter()
        .filter(|attempt| attempt.to == to);
    there.any(|attempt| chains.is_genuine(attempt))
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
    let outside = addresses.filter(|ip| !networks.iter().any(|network| network.contains(ip)));
    outside
        .map(|ip| {
            let expected = expected.names.clone();
            Finding::new(OutsideRange { expected }).at(SocketAddr::new(ip, case.probe.port))
        })
        .collect()
}
