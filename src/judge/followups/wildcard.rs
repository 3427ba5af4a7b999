//! Made-up names under a wildcard of which one sample passes: does the rule on the way hold the whole
//! wildcard, or single names?

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::experiment::{Experiment, ExperimentKind};
use super::server_names::{others, shook_hands};
use crate::evidence::Control;
use crate::judge::chain::ChainReader;
use crate::judge::{Case, Policy, handshake, tunnel};

/// A name that is cut once may have been cut by chance.
const TIMES_TRIED: usize = 2;

/// Where a sample of a wildcard passes: does another name under it? On a direct way a name that is
/// cut proves nothing before another one that this server cannot know was answered.
pub(super) fn made_up_name(cases: &[(usize, Case<'_>)], policy: &Policy<'_>) -> Vec<Experiment> {
    let mut all: Vec<Experiment> = Vec::new();
    let mut known: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for (place, case) in cases {
        if !case.endpoint.host.is_wildcard() {
            continue;
        }
        let way = (case.probe.endpoint.as_str(), case.route.via.as_deref());
        let Some(to) = passing_address(case, policy) else {
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
                    .then(|| names_at(*place, case, to, cases))
                    .into_iter()
                    .flatten(),
            );
        } else if let Some(&at) = known.get(&way) {
            all[at].probes.push(*place);
        } else if tried == 0 {
            known.insert(way, all.len());
            all.push(experiment(*place, case, to));
        }
    }
    all
}

fn experiment(place: usize, case: &Case<'_>, to: SocketAddr) -> Experiment {
    let suffix = case.endpoint.host.suffix().to_owned();
    Experiment {
        probes: vec![place],
        what: ExperimentKind::MadeUpName { to, suffix },
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

/// Where a probe got through: on a direct way, a genuine address of it.
fn passing_address(case: &Case<'_>, policy: &Policy<'_>) -> Option<SocketAddr> {
    let chains = ChainReader::new(*case, policy);
    let attempts = case.evidence.attempts.iter();
    let mut through = attempts.filter(|attempt| {
        if case.route.is_direct() {
            shook_hands(attempt) && chains.is_genuine(attempt)
        } else {
            tunnel::let_through(case, attempt)
        }
    });
    through.next().map(|attempt| attempt.to)
}
