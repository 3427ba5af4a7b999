//! An operating system whose own resolver resolves nothing, or hardly anything, that the name servers do.

use std::collections::BTreeMap;

use super::super::ends::stop;
use super::super::view::{View, was_seen};
use super::names::{FEW, explain, names};
use crate::evidence::dns::{ChainEnd, SystemAnswer};
use crate::evidence::host::Unasked;
use crate::evidence::{Ended, Host, Resolution};
use crate::finding::cause::resolve::{ServerFailure, Stop, SystemFails};
use crate::finding::{Code, Finding, Untrusted};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::{hosts_of, run_wide};

/// Of so many names that the servers resolve, a resolver that resolves fewer than one fails as a whole.
const HARDLY: usize = 10;

/// `resolve.system-fails`.
pub(super) fn system_fails(
    probes: &mut [JudgedProbe<'_>],
    group: &[usize],
    weight: impl Fn(Finding) -> Finding,
    machine: &Host,
) -> Option<Finding> {
    let all = names(probes, group);
    let asked: Vec<(&Resolution, &SystemAnswer)> = all
        .values()
        .filter(|seen| views(seen).iter().any(View::resolves))
        .filter_map(|seen| Some((*seen, seen.system.as_ref()?)))
        .filter(|(seen, answer)| was_seen(&answer.ended) && !waits_for_server(seen, answer))
        .collect();
    let resolved = asked
        .iter()
        .filter(|(_, answer)| !answer.addresses.is_empty());
    let resolved = resolved.count();
    if asked.len() < FEW || resolved * HARDLY >= asked.len() {
        return None;
    }
    let facts = SystemFails {
        resolved,
        of: asked.len(),
        words: words(&asked),
        settings: settings(machine),
        first_server: first_server(&asked),
    };
    let by_first = facts.first_server.is_some();
    explain(probes, group, Code::ResolveSystemFails, |finding| {
        let disagree = by_first && finding.code() == Code::ResolveServersDisagree;
        finding.code() == Code::ResolveSystemDiffers || disagree
    });
    let of = hosts_of(probes, group);
    Some(run_wide(probes, group, of, weight(Finding::new(facts))))
}

/// Is it only late, while a server does not answer? That is the server's fault.
fn waits_for_server(seen: &Resolution, answer: &SystemAnswer) -> bool {
    let silent = |end: &ChainEnd| matches!(end, ChainEnd::Silent(_));
    let mut views = views(seen).into_iter();
    answer.addresses.is_empty()
        && !answer.says_no()
        && views.any(|view| silent(&view.v4.end) || silent(&view.v6.end))
}

fn views(seen: &Resolution) -> Vec<View> {
    let servers = seen.servers.iter();
    servers.map(|server| View::of(seen, *server)).collect()
}

/// The settings that keep a resolver from resolving, as they stand there.
fn settings(machine: &Host) -> Vec<Untrusted> {
    let unasked = machine.unasked_resolvers.iter();
    let unread = unasked.filter(|one| one.why != Unasked::BeyondLimit);
    let servers = unread.map(|one| format!("nameserver {}", one.server));
    let options = machine.resolver_options.iter();
    let options = options.map(|option| format!("options {option}"));
    servers.chain(options).map(Untrusted::from).collect()
}

/// The commonest words of the resolver.
fn words(asked: &[(&Resolution, &SystemAnswer)]) -> Option<Untrusted> {
    let mut each: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, answer) in asked {
        if let Ended::Failed(failure) = &answer.ended {
            *each.entry(&failure.detail).or_default() += 1;
        }
    }
    let commonest = each.into_iter().max_by_key(|(_, number)| *number);
    commonest.map(|(words, _)| words.into())
}

/// The first server of several, where it answers all these names and resolves none.
fn first_server(asked: &[(&Resolution, &SystemAnswer)]) -> Option<ServerFailure> {
    let mut failures = asked.iter().map(|(seen, _)| {
        let (&server, _) = seen
            .servers
            .split_first()
            .filter(|(_, rest)| !rest.is_empty())?;
        let view = View::of(seen, server);
        let stop = stop(&view.failing().0.end).filter(|stop| *stop != Stop::Silent)?;
        (!view.resolves()).then_some(ServerFailure {
            server,
            name: None,
            stop,
        })
    });
    let first = failures.next()??;
    failures.all(|failure| failure.is_some()).then_some(first)
}
