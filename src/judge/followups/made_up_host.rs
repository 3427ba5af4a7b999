//! Hosts that nobody can have, asked for over plain HTTP where something else than the content came: is
//! that said of the host, or to everybody?

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::experiment::{Experiment, ExperimentKind};
use crate::catalogue::Scheme;
use crate::evidence::Control;
use crate::judge::{Case, fetch};

/// Addresses that are asked, of the whole run.
const MOST: usize = 16;

/// Once for each address; behind a hop that is the hop's, and one answer is all hosts'.
pub(super) fn hosts(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
    let tried = cases.iter().flat_map(|(_, case)| tried_at(case));
    let tried: BTreeSet<SocketAddr> = tried.collect();
    let mut all: Vec<(SocketAddr, Vec<usize>)> = Vec::new();
    for (place, case) in cases {
        let plain = case.probe.scheme == Scheme::Http;
        let Some(to) = fetch::answered_otherwise_at(case).filter(|to| plain && !tried.contains(to))
        else {
            continue;
        };
        match all.iter_mut().find(|(known, _)| *known == to) {
            Some((_, probes)) => probes.push(*place),
            None => all.push((to, vec![*place])),
        }
    }
    let room = MOST.saturating_sub(tried.len());
    let first = all.into_iter().take(room);
    let experiments = first.map(|(to, probes)| Experiment {
        probes,
        what: ExperimentKind::MadeUpHost { to },
    });
    experiments.collect()
}

fn tried_at(case: &Case<'_>) -> impl Iterator<Item = SocketAddr> {
    let controls = case.evidence.controls.iter();
    let made = controls.filter_map(Control::made_up_host);
    made.map(|(_, attempt)| attempt.to)
}
