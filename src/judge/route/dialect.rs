//! Scripts that use what Windows' script engine does not know: told at each probe, and once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::cause::route::{PacConstruct, PacConstructKind, PacDialect};
use crate::finding::{Across, Cause, Code, Finding, Scope};
use crate::judge::across::JudgedProbe;
use crate::route::{Construct, ConstructKind, Dialect, Route};

/// `route.pac-dialect`, where a script chose this route or failed to.
pub(super) fn of_route(route: &Route) -> Option<Finding> {
    let Dialect {
        setting,
        constructs,
    } = route.dialect.as_deref()?;
    let constructs = constructs.iter().map(fact);
    Some(Finding::new(PacDialect {
        setting: setting.as_str().into(),
        constructs: constructs.collect(),
    }))
}

fn fact(one: &Construct) -> PacConstruct {
    PacConstruct {
        construct: one.construct.as_str().into(),
        line: one.line,
        kind: match one.kind {
            ConstructKind::Syntax => PacConstructKind::Syntax,
            ConstructKind::Library => PacConstructKind::Library,
        },
    }
}

/// Each script once, with all that it uses on the way to any host, whatever route that host takes. A script of
/// one host alone is told there.
pub(in crate::judge) fn dialects(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut by_setting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, probe) in probes.iter().enumerate() {
        if let Some(dialect) = &probe.case.route.dialect {
            by_setting
                .entry(dialect.setting.clone())
                .or_default()
                .push(at);
        }
    }
    let each = by_setting.into_values();
    each.filter_map(|concerned| one_dialect(probes, &concerned))
        .collect()
}

fn one_dialect(probes: &mut [JudgedProbe<'_>], concerned: &[usize]) -> Option<Finding> {
    let hosts: BTreeSet<&str> = concerned.iter().map(|&at| probes[at].host()).collect();
    if hosts.len() < 2 {
        return None;
    }
    let asked: BTreeSet<&str> = probes.iter().map(JudgedProbe::host).collect();
    let vias: BTreeSet<Option<&str>> = concerned.iter().map(|&at| probes[at].via()).collect();
    let across = Across {
        of: asked.len(),
        hosts: hosts.into_iter().map(str::to_owned).collect(),
        scope: Scope::Hosts,
        via: vias
            .iter()
            .next()
            .filter(|_| vias.len() == 1)
            .and_then(|via| via.map(str::to_owned)),
        unaffected: Vec::new(),
    };
    let own = |at: &usize| of_probe(&probes[*at]);
    let severity = concerned
        .iter()
        .filter_map(own)
        .map(|(finding, _)| finding.severity)
        .max()?;
    let mut whole = concerned.iter().find_map(own)?.1.clone();
    whole.constructs = merged(concerned.iter().filter_map(own).map(|(_, facts)| facts));
    for &at in concerned {
        for finding in probes[at].findings.iter_mut() {
            if finding.code() == Code::RoutePacDialect {
                finding.explained_by = Some(Code::RoutePacDialect);
            }
        }
    }
    Some(Finding::new(whole).across(across).weighing(severity))
}

fn of_probe<'p>(probe: &'p JudgedProbe<'_>) -> Option<(&'p Finding, &'p PacDialect)> {
    probe
        .findings
        .iter()
        .find_map(|finding| match &finding.cause {
            Cause::RoutePacDialect(facts) => Some((finding, facts)),
            _ => None,
        })
}

/// Every construct once, where it stands first: the syntax, and then the library.
fn merged<'f>(all: impl Iterator<Item = &'f PacDialect>) -> Vec<PacConstruct> {
    let mut merged: Vec<PacConstruct> = Vec::new();
    for one in all.flat_map(|facts| &facts.constructs) {
        match merged
            .iter_mut()
            .find(|known| known.construct == one.construct)
        {
            Some(known) => known.line = known.line.min(one.line),
            None => merged.push(one.clone()),
        }
    }
    merged.sort_by_key(|one| (one.kind == PacConstructKind::Library, one.line));
    merged
}
