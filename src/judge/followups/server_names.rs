//! Handshakes under other names, where one got no answer: is it the name that is filtered?

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::experiment::{Experiment, ExperimentKind};
use crate::catalogue::Scheme;
use crate::evidence::matrix::Naming;
use crate::evidence::{Attempt, Control, Step};
use crate::judge::{Case, handshake};

/// Addresses of one probe at which handshakes are made once more.
const MOST_ADDRESSES: usize = 8;
/// Names that are sent in place of a probe's own.
const MOST_NAMES: usize = 2;

/// Where a handshake got no answer: does its own name get none again, and does another one? Behind a
/// hop there is no address that names could share.
pub(super) fn names(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
    let mut all = Vec::new();
    for (place, case) in cases.iter().filter(|(_, case)| case.route.is_direct()) {
        for to in handshake::unanswered(case).into_iter().take(MOST_ADDRESSES) {
            if named_at(case, to) {
                continue;
            }
            let others = others(case, cases).into_iter();
            let names = [Naming::Asked, Naming::Nobody].into_iter().chain(others);
            all.extend(names.map(|name| Experiment {
                probes: vec![*place],
                what: ExperimentKind::ServerName { to, name },
            }));
        }
    }
    all
}

fn named_at(case: &Case<'_>, to: SocketAddr) -> bool {
    let mut named = case
        .evidence
        .controls
        .iter()
        .filter_map(Control::server_name);
    named.any(|(_, attempt)| attempt.to == to)
}

/// Other names of the file, the best first: those that got an answer, and those at the same address.
pub(super) fn others(case: &Case<'_>, cases: &[(usize, Case<'_>)]) -> Vec<Naming> {
    let own = addresses(case);
    let tls = cases.iter().map(|(_, other)| other).filter(|other| {
        let same_way = other.route.via == case.route.via && other.probe.port == case.probe.port;
        let another = other.probe.host != case.probe.host && !is_address(&other.probe.host);
        same_way && another && other.probe.scheme != Scheme::Http
    });
    let ranked = tls.map(|other| {
        let answered = other.evidence.attempts.iter().any(shook_hands);
        let near = addresses(other).iter().any(|ip| own.contains(ip));
        (!answered, !near, &other.probe.host)
    });
    let ranked: BTreeSet<_> = ranked.collect();
    let best = ranked.into_iter().take(MOST_NAMES);
    best.map(|(_, _, host)| Naming::Other(host.clone()))
        .collect()
}

fn addresses(case: &Case<'_>) -> Vec<IpAddr> {
    let resolve = case.evidence.resolve.as_ref();
    resolve.map_or_else(Vec::new, |step| step.seen.addresses())
}

fn is_address(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
}

pub(super) fn shook_hands(attempt: &Attempt) -> bool {
    attempt.handshake.as_ref().is_some_and(Step::completed)
}
