//! Which small experiments could change a finding, and whose. Raises nothing: what they show is judged
//! by the file of its stage.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use crate::catalogue::Scheme;
use crate::evidence::matrix::Naming;
use crate::evidence::{Attempt, Control, Step};
use crate::judge::chain::ChainReader;
use crate::judge::{Case, Policy, connect, handshake, tunnel};

/// Addresses of one probe at which handshakes are made once more.
const MOST_ADDRESSES: usize = 8;
/// Names that are sent in place of a probe's own.
const MOST_NAMES: usize = 2;
/// A name that is cut once may have been cut by chance.
const TIMES_INVENTED: usize = 2;

/// A small experiment, and the probes whose findings it could change; it is made as the first of
/// them would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Experiment {
    /// By their places, never none.
    pub probes: Vec<usize>,
    /// What to try.
    pub what: ExperimentKind,
}

/// What to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExperimentKind {
    /// Connections to addresses of one family that nobody can have.
    UnassignedAddress {
        /// IPv6?
        v6: bool,
    },
    /// A handshake under this name.
    ServerName {
        /// Whom to connect to.
        to: SocketAddr,
        /// Whom to name.
        name: Naming,
    },
    /// A name under this suffix that nobody can have, asked of the hop or sent as server name.
    MadeUpName {
        /// Whom to connect to.
        to: SocketAddr,
        /// The suffix.
        suffix: String,
    },
    /// A name that nobody can have, asked of the name servers; those that answered before.
    MadeUpLookup {
        /// The suffix that it is to lie under, if any.
        under: Option<String>,
        /// The servers.
        servers: Vec<SocketAddr>,
    },
    /// A handshake in small packets.
    SmallPackets {
        /// Whom to connect to.
        to: SocketAddr,
    },
}

/// All that are wanted and were not made yet.
pub(in crate::judge) fn wanted(
    cases: &[(usize, Case<'_>)],
    policy: &Policy<'_>,
) -> Vec<Experiment> {
    let mut all = unassigned_address(cases);
    all.extend(names(cases));
    all.extend(small_packets(cases));
    all.extend(made_up_name(cases, policy));
    all.extend(made_up_lookup(cases));
    all
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
        let mute = connect::mute(case);
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

/// Where a handshake got no answer: does its own name get none again, and does another one? Behind a
/// hop there is no address that names could share.
fn names(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
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
fn others(case: &Case<'_>, cases: &[(usize, Case<'_>)]) -> Vec<Naming> {
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

fn shook_hands(attempt: &Attempt) -> bool {
    attempt.handshake.as_ref().is_some_and(Step::completed)
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
        if let (None, Some(to)) = (tried.next(), handshake::stalled(case).first()) {
            all.push(Experiment {
                probes: vec![*place],
                what: ExperimentKind::SmallPackets { to: *to },
            });
        }
    }
    all
}

/// Where a sample of a wildcard passes: does another name under it? On a direct way a name that is
/// cut proves nothing before another one that this server cannot know was answered.
fn made_up_name(cases: &[(usize, Case<'_>)], policy: &Policy<'_>) -> Vec<Experiment> {
    let mut all: Vec<Experiment> = Vec::new();
    let mut known: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for (place, case) in cases {
        if !case.endpoint.host.is_wildcard() {
            continue;
        }
        let way = (case.probe.endpoint.as_str(), case.route.via.as_deref());
        let Some(to) = passed(case, policy) else {
            continue;
        };
        let tried = case
            .evidence
            .controls
            .iter()
            .filter_map(Control::made_up_name)
            .count();
        if case.route.is_direct() {
            let first = known.insert(way, 0).is_none();
            all.extend(
                first
                    .then(|| direct(*place, case, to, cases))
                    .into_iter()
                    .flatten(),
            );
        } else if let Some(&at) = known.get(&way) {
            all[at].probes.push(*place);
        } else if tried == 0 {
            known.insert(way, all.len());
            all.push(one_invented(*place, case, to));
        }
    }
    all
}

fn one_invented(place: usize, case: &Case<'_>, to: SocketAddr) -> Experiment {
    let suffix = case.endpoint.host.suffix().to_owned();
    Experiment {
        probes: vec![place],
        what: ExperimentKind::MadeUpName { to, suffix },
    }
}

/// First the invented name; where that gets no answer, it once more and others beside it.
fn direct(
    place: usize,
    case: &Case<'_>,
    to: SocketAddr,
    cases: &[(usize, Case<'_>)],
) -> Vec<Experiment> {
    let own = case
        .evidence
        .controls
        .iter()
        .filter_map(Control::made_up_name);
    let tried: Vec<_> = own.map(|(_, attempt)| attempt).collect();
    let cut = tried.iter().all(|one| handshake::is_unanswered(one));
    let others = others(case, cases);
    if tried.len() >= TIMES_INVENTED || !cut || others.is_empty() {
        return Vec::new();
    }
    let to = tried.first().map_or(to, |first| first.to);
    let mut all = vec![one_invented(place, case, to)];
    if !tried.is_empty() {
        all.extend(others.into_iter().map(|name| Experiment {
            probes: vec![place],
            what: ExperimentKind::ServerName { to, name },
        }));
    }
    all
}

/// Where a probe got through: on a direct way, a genuine address of it.
fn passed(case: &Case<'_>, policy: &Policy<'_>) -> Option<SocketAddr> {
    let attempts = case.evidence.attempts.iter();
    let mut through = attempts.filter(|attempt| {
        if case.route.is_direct() {
            shook_hands(attempt) && ChainReader::new(*case, policy).is_genuine(attempt)
        } else {
            tunnel::let_through(case, attempt)
        }
    });
    through.next().map(|attempt| attempt.to)
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
