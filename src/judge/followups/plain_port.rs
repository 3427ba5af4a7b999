//! Does a proxy that fetches plain pages open tunnels to their port, too?

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::experiment::{Experiment, ExperimentKind};
use crate::judge::{Case, tunnel};

/// The port that Microsoft wants tunnels to be allowed to, beside 443.
const PLAIN: u16 = 80;

/// Once for each hop: a tunnel to the host and port of a page that it fetched. What it says of this
/// port is then not said of the host, nor of tunnels as such.
pub(super) fn tunnels(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
    let tried = cases.iter().filter(|(_, case)| is_tried(case));
    let mut known: BTreeSet<Option<&str>> =
        tried.map(|(_, case)| case.route.via.as_deref()).collect();
    let mut all = Vec::new();
    for (place, case) in cases.iter().filter(|(_, case)| case.fetched_by_hop()) {
        let Some(to) = fetched_at(case) else { continue };
        if opens_tunnels(case, cases) && known.insert(case.route.via.as_deref()) {
            all.push(Experiment {
                probes: vec![*place],
                what: ExperimentKind::PlainPortTunnel { to },
            });
        }
    }
    all
}

fn is_tried(case: &Case<'_>) -> bool {
    let mut controls = case.evidence.controls.iter();
    controls.any(|control| control.plain_port_tunnel().is_some())
}

/// Did this hop open a tunnel, wherever it was asked for one?
fn opens_tunnels(case: &Case<'_>, cases: &[(usize, Case<'_>)]) -> bool {
    let others = cases.iter().map(|(_, other)| other);
    let mut asked = others
        .filter(|other| other.route.via == case.route.via && !other.fetched_by_hop())
        .map(|other| {
            let mut attempts = other.evidence.attempts.iter();
            attempts.any(|attempt| tunnel::let_through(other, attempt))
        })
        .peekable();
    asked.peek().is_none() || asked.any(|opened| opened)
}

fn fetched_at(case: &Case<'_>) -> Option<SocketAddr> {
    let mut attempts = case.evidence.attempts.iter();
    let fetched = attempts.find(|attempt| tunnel::let_through(case, attempt))?;
    (case.probe.port == PLAIN).then_some(fetched.to)
}
