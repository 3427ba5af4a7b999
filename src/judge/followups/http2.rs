//! Rows that ask for an upgrade: does HTTP/2 live where it is offered and chosen? Newer clients offer it
//! before they fall back on HTTP/1.1.

use std::collections::BTreeSet;

use super::experiment::{Experiment, ExperimentKind};
use crate::judge::{Case, fetch};

/// Once for each row and route, at the first address where HTTP/1.1 lives: only there is it HTTP/2 that
/// ends.
pub(super) fn offers(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
    let row = |case: &Case<'_>| (case.probe.endpoint.clone(), case.route.via.clone());
    let tried = cases.iter().filter(|(_, case)| is_tried(case));
    let mut known: BTreeSet<_> = tried.map(|(_, case)| row(case)).collect();
    let mut all = Vec::new();
    for (place, case) in cases {
        let asks = case.probe.upgrade.is_some();
        let Some(to) = fetch::answered_at(case).filter(|_| asks) else {
            continue;
        };
        if known.insert(row(case)) {
            all.push(Experiment {
                probes: vec![*place],
                what: ExperimentKind::Http2 { to },
            });
        }
    }
    all
}

fn is_tried(case: &Case<'_>) -> bool {
    let mut controls = case.evidence.controls.iter();
    controls.any(|control| control.http2().is_some())
}
