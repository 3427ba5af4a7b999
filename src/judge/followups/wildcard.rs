//! Made-up names under a wildcard of which one sample passes on a direct way: does the rule on the way hold
//! the whole wildcard, or single names?

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::experiment::{Experiment, ExperimentKind};
use super::server_names::{others, shook_hands};
use crate::evidence::Control;
use crate::judge::chain::ChainReader;
use crate::judge::{Case, Policy, handshake};

/// A name that is cut once may have been cut by chance.
const TIMES_TRIED: usize = 2;

/// Where a sample of a wildcard passes on a direct way: does another name under it? A name that is cut
/// proves nothing before another one that this server cannot know was answered.
pub(super) fn made_up_name(cases: &[(usize, Case<'_>)], policy: &Policy<'_>) -> Vec<Experiment> {
    let mut all: Vec<Experiment> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let direct = |case: &Case<'_>| case.endpoint.host.is_wildcard() && case.route.is_direct();
    for (place, case) in cases.iter().filter(|(_, case)| direct(case)) {
        let Some(to) = passing_address(case, policy) else {
            continue;
        };
        if known.insert(&case.probe.endpoint) {
            all.extend(names_at(*place, case, to, cases));
        }
    }
    all
}

fn experiment(place: usize, case: &Case<'_>, to: SocketAddr) -> Experiment {
    let suffix = case.endpoint.host.suffix().to_owned();
    Experiment {
        probes: vec![place],
        what: ExperimentKind::MadeUpName {
            to,
            suffix,
            after_failure: false,
        },
    }
}

/// First the invented name; where that gets no answer, it once more and others beside it.
fn names_at(
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
    if tried.len() >= TIMES_TRIED || !cut || others.is_empty() {
        return Vec::new();
    }
    let to = tried.first().map_or(to, |first| first.to);
    let mut all = vec![experiment(place, case, to)];
    if !tried.is_empty() {
        all.extend(others.into_iter().map(|name| Experiment {
            probes: vec![place],
            what: ExperimentKind::ServerName { to, name },
        }));
    }
    all
}

/// A genuine address of a probe.
fn passing_address(case: &Case<'_>, policy: &Policy<'_>) -> Option<SocketAddr> {
    let chains = ChainReader::new(*case, policy);
    let mut attempts = case.evidence.attempts.iter();
    let genuine = attempts.find(|attempt| shook_hands(attempt) && chains.is_genuine(attempt));
    genuine.map(|attempt| attempt.to)
}
