//! Name servers that answer, and resolve no name of the internet.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use super::super::ends::{grounds, stop};
use super::super::view::View;
use super::names::{FEW, explain, names};
use crate::address::is_dead;
use crate::evidence::{Host, Resolution};
use crate::finding::cause::resolve::{NothingExternal, ServerAnswers, Stop};
use crate::finding::{Code, Finding, Stage};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::{hosts_of, run_wide};
use crate::judge::across::shared_cause::zone_of;

/// No more kinds of answers of one server are listed.
const MOST_STOPS: usize = 4;

/// `resolve.nothing-external`. Names of one domain alone may be blocked together; servers that answer
/// nothing at all are silent, which is another matter.
pub(super) fn nothing_external(
    probes: &mut [JudgedProbe<'_>],
    group: &[usize],
    weight: impl Fn(Finding) -> Finding,
    machine: &Host,
) -> Option<Finding> {
    let all = names(probes, group);
    let zones: BTreeSet<Option<String>> = all.keys().map(|name| zone_of(name)).collect();
    let replies = || all.values().flat_map(|seen| &seen.questions);
    let answered = replies().any(|question| question.reply.is_some());
    if all.len() < FEW || zones.len() < 2 || !answered || all.values().any(|seen| resolves(seen)) {
        return None;
    }
    let facts = NothingExternal {
        servers: servers(&all, machine),
    };
    let of = hosts_of(probes, group);
    explain(probes, group, Code::ResolveNothingExternal, |finding| {
        finding.code().stage() == Stage::Resolve
    });
    Some(run_wide(probes, group, of, weight(Finding::new(facts))))
}

/// Does anybody give an alias or an address for this name?
fn resolves(seen: &Resolution) -> bool {
    let mut replies = seen
        .questions
        .iter()
        .filter_map(|question| question.reply.as_ref());
    let mut own = seen.system.iter().flat_map(|answer| &answer.addresses);
    replies.any(|reply| !reply.answers.is_empty()) || own.any(|ip| !is_dead(*ip))
}

fn servers(all: &BTreeMap<&str, &Resolution>, machine: &Host) -> Vec<ServerAnswers> {
    let asked: BTreeSet<SocketAddr> = all
        .values()
        .flat_map(|seen| &seen.servers)
        .copied()
        .collect();
    let each = asked
        .into_iter()
        .map(|server| answers(all, server, machine));
    each.collect()
}

fn answers(all: &BTreeMap<&str, &Resolution>, server: SocketAddr, machine: &Host) -> ServerAnswers {
    let mut stops: Vec<(Stop, usize, &Resolution)> = Vec::new();
    for seen in all.values() {
        let view = View::of(seen, server);
        let Some(stop) = stop(&view.failing().0.end) else {
            continue;
        };
        match stops.iter_mut().find(|(known, ..)| *known == stop) {
            Some((_, number, _)) => *number += 1,
            None => stops.push((stop, 1, seen)),
        }
    }
    stops.sort_by_key(|(_, number, _)| usize::MAX - number);
    let first = stops.first().map(|(_, _, seen)| {
        let (_, rtype) = View::of(seen, server).failing();
        grounds(seen, server, &seen.name, rtype)
    });
    ServerAnswers {
        server,
        grounds: first.unwrap_or_default(),
        stops: stops
            .into_iter()
            .take(MOST_STOPS)
            .map(|(stop, ..)| stop)
            .collect(),
        upstreams: machine.upstreams_of(server),
    }
}
