//! Which small experiments could change a finding, and whose. Raises nothing: what they show is judged
//! by the file of its stage.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use super::experiment::{Experiment, ExperimentKind};
use super::{hop_names, http2, made_up_host, plain_port, server_names, versions, wildcard};
use crate::evidence::Control;
use crate::judge::{Case, Policy, connect, handshake, resolve};

/// All whose outcome could change a finding and that were not made yet.
pub(in crate::judge) fn needed_experiments(
    cases: &[(usize, Case<'_>)],
    policy: &Policy<'_>,
) -> Vec<Experiment> {
    let mut all = unassigned_address(cases);
    all.extend(server_names::names(cases));
    all.extend(versions::alone(cases, policy));
    all.extend(http2::offers(cases));
    all.extend(plain_port::tunnels(cases));
    all.extend(made_up_host::hosts(cases));
    all.extend(small_packets(cases));
    all.extend(wildcard::made_up_name(cases, policy));
    all.extend(hop_names::made_up_names(cases));
    all.extend(made_up_lookup(cases));
    all.extend(translator_prefix(cases));
    all
}

/// Where IPv6 addresses may be made of IPv4 ones that no answer shows: behind which prefix?
fn translator_prefix(cases: &[(usize, Case<'_>)]) -> Option<Experiment> {
    let mut all = cases.iter().flat_map(|(_, case)| &case.evidence.controls);
    if all.any(|control| control.translator_prefix().is_some()) {
        return None;
    }
    let unclear = cases
        .iter()
        .filter(|(_, case)| resolve::may_be_translated(case));
    let probes: Vec<usize> = unclear.clone().map(|(place, _)| *place).collect();
    let (_, first) = unclear.into_iter().next()?;
    let seen = &first.evidence.resolve.as_ref()?.seen;
    Some(Experiment {
        probes,
        what: ExperimentKind::TranslatorPrefix {
            servers: seen.servers.clone(),
        },
    })
}

/// Where a connection opened and nothing came over it: would any address accept?
fn unassigned_address(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
    let mut all: BTreeMap<(u16, bool), Vec<usize>> = BTreeMap::new();
    for (place, case) in cases {
        let asked = |v6| {
            let mut own = case
                .evidence
                .controls
                .iter()
                .filter_map(Control::unassigned_address);
            own.any(|attempt| attempt.to.is_ipv6() == v6)
        };
        let mute = connect::silent_after_connect(case);
        let families: BTreeSet<bool> = mute.iter().map(SocketAddr::is_ipv6).collect();
        for v6 in families.into_iter().filter(|v6| !asked(*v6)) {
            all.entry((case.probe.port, v6)).or_default().push(*place);
        }
    }
    let all = all.into_iter();
    all.map(|((_, v6), probes)| Experiment {
        probes,
        what: ExperimentKind::UnassignedAddress { v6 },
    })
    .collect()
}

/// Where nothing, or too little, comes back: do only large packets get lost?
fn small_packets(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
    let mut all = Vec::new();
    for (place, case) in cases.iter().filter(|(_, case)| case.route.is_direct()) {
        let mut tried = case
            .evidence
            .controls
            .iter()
            .filter_map(Control::small_packets);
        // One address shows what the path does to all of them.
        if let (None, Some(to)) = (tried.next(), handshake::stalled_addresses(case).first()) {
            all.push(Experiment {
                probes: vec![*place],
                what: ExperimentKind::SmallPackets { to: *to },
            });
        }
    }
    all
}

/// Do the name servers answer for names that do not exist? Those are asked that answered at all.
fn made_up_lookup(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
    let mut all: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    let mut servers = Vec::new();
    for (place, case) in cases.iter().filter(|(_, case)| case.route.is_direct()) {
        let Some(resolve) = &case.evidence.resolve else {
            continue;
        };
        for question in resolve.seen.questions.iter().filter(|q| q.reply.is_some()) {
            if !servers.contains(&question.server) {
                servers.push(question.server);
            }
        }
        let wildcard = case.endpoint.host.is_wildcard();
        let suffix = wildcard.then(|| case.endpoint.host.suffix());
        for under in [None, suffix] {
            match all.iter_mut().find(|(known, _)| *known == under) {
                // A plain host has no suffix, and is here for the first time already.
                Some((_, probes)) if probes.last() == Some(place) => {}
                Some((_, probes)) => probes.push(*place),
                None => all.push((under, vec![*place])),
            }
        }
    }
    let made: BTreeSet<Option<&str>> = cases
        .iter()
        .flat_map(|(_, case)| {
            case.evidence
                .controls
                .iter()
                .filter_map(Control::made_up_lookup)
        })
        .map(|(under, _)| under)
        .collect();
    let all = all.into_iter();
    let open = all.filter(|(under, _)| !servers.is_empty() && !made.contains(under));
    open.map(|(under, probes)| Experiment {
        probes,
        what: ExperimentKind::MadeUpLookup {
            under: under.map(str::to_owned),
            servers: servers.clone(),
        },
    })
    .collect()
}
