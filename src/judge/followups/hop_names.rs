//! Made-up names, asked of a hop that resolves names. Under a wildcard of which one sample passes: does the
//! hop let the whole wildcard through? Beside a sample that does not: would any name fare so?

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::experiment::{Experiment, ExperimentKind};
use crate::catalogue::Scheme;
use crate::evidence::{Control, Step};
use crate::judge::{Case, tunnel};

/// A name under this domain exists nowhere (RFC 6761, 6.4), and no rule of a hop is about it.
const NOWHERE: &str = "invalid";

/// A request for a made-up name; requests that differ in nothing are made once.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Wanted<'a> {
    via: Option<&'a str>,
    port: u16,
    scheme: Scheme,
    suffix: &'a str,
}

/// The names to ask for, with all the samples that each of them could tell something of.
pub(super) fn made_up_names(cases: &[(usize, Case<'_>)]) -> Vec<Experiment> {
    let mut all: BTreeMap<Wanted<'_>, Experiment> = BTreeMap::new();
    let wildcards = cases
        .iter()
        .filter(|(_, case)| case.endpoint.host.is_wildcard() && case.route.hop_resolves());
    for (place, case) in wildcards {
        let Some(to) = asked_at(case) else { continue };
        let passes = tunnel::is_reached(case);
        for suffix in suffixes(case, cases) {
            let wanted = Wanted {
                via: case.route.via.as_deref(),
                port: case.probe.port,
                scheme: case.probe.scheme,
                suffix,
            };
            add(&mut all, wanted, (*place, to), !passes);
        }
    }
    let all = all.into_iter();
    let open = all.filter(|(wanted, _)| !cases.iter().any(|(_, case)| is_tried(wanted, case)));
    open.map(|(_, experiment)| experiment).collect()
}

fn add<'a>(
    all: &mut BTreeMap<Wanted<'a>, Experiment>,
    wanted: Wanted<'a>,
    (place, to): (usize, SocketAddr),
    failed: bool,
) {
    let suffix = wanted.suffix.to_owned();
    let experiment = all.entry(wanted).or_insert_with(|| Experiment {
        probes: Vec::new(),
        what: ExperimentKind::MadeUpName {
            to,
            suffix,
            after_failure: false,
        },
    });
    experiment.probes.push(place);
    if let ExperimentKind::MadeUpName { after_failure, .. } = &mut experiment.what {
        *after_failure |= failed;
    }
}

/// The suffix of the wildcard where the sample passes. Where it does not and others do: the domain that the
/// sample lies in, and one that nobody has a rule about.
fn suffixes<'a>(case: &Case<'a>, cases: &[(usize, Case<'_>)]) -> Vec<&'a str> {
    if tunnel::is_reached(case) {
        return vec![case.endpoint.host.suffix()];
    }
    let mut others = cases.iter().map(|(_, other)| other);
    let others = others.any(|other| other.route.via == case.route.via && tunnel::is_reached(other));
    let parent = case.probe.host.split_once('.').filter(|_| others);
    parent.map_or_else(Vec::new, |(_, parent)| vec![parent, NOWHERE])
}

/// Where the hop was asked for the sample, whatever came of it.
fn asked_at(case: &Case<'_>) -> Option<SocketAddr> {
    let mut attempts = case.evidence.attempts.iter();
    let open = attempts.find(|attempt| attempt.connect.as_ref().is_some_and(Step::completed));
    open.map(|attempt| attempt.to)
}

fn is_tried(wanted: &Wanted<'_>, case: &Case<'_>) -> bool {
    let way = case.route.via.as_deref() == wanted.via;
    let alike = (case.probe.port, case.probe.scheme) == (wanted.port, wanted.scheme);
    let mut names = case
        .evidence
        .controls
        .iter()
        .filter_map(Control::made_up_name);
    way && alike
        && names.any(|(name, _)| {
            let parent = name.split_once('.').map(|(_, parent)| parent);
            parent == Some(wanted.suffix)
        })
}
