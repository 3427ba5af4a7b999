//! Names that nobody can have, and who answers for them all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use super::addresses::is_genuine_at;
use super::view::View;
use crate::address::unroutable;
use crate::evidence::{Control, Evidence, Resolution};
use crate::finding::cause::resolve::{MadeUp, Rewritten};
use crate::finding::{Across, Code, Finding, Scope};
use crate::judge::across::probe::hosts_asked;
use crate::judge::chain::ChainReader;
use crate::judge::{Case, JudgedProbe};

/// No more made-up names are listed.
const MOST_LISTED: usize = 8;
/// No more addresses of one answer are listed.
const MOST_ADDRESSES: usize = 4;

/// This host gets the answer of names that do not exist; or those under its wildcard get one that
/// cannot be theirs. A wildcard record with addresses of the service is the service's own matter.
pub(super) fn judge<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    seen: &Resolution,
) -> Vec<Finding> {
    if !case.route.is_direct() {
        return Vec::new();
    }
    let everywhere = made_up_answers(case.evidence, false);
    let own = seen.addresses().into_iter();
    let mut found: Vec<Finding> = own
        .filter_map(|ip| Some((ip, everywhere.get(&ip)?)))
        .map(|(ip, name)| (SocketAddr::new(ip, case.probe.port), name))
        .filter(|(to, _)| !is_genuine_at(case, chains, *to))
        .map(|(to, made_up)| {
            let rewritten = Rewritten {
                made_up: vec![made_up.clone()],
                under: Vec::new(),
                same_address: Some(to.ip()),
            };
            Finding::new(rewritten).at(to)
        })
        .collect();
    if found.is_empty() {
        found.extend(under_wildcard(case, chains));
    }
    found
}

/// Made-up names under the wildcard lead to an address where the service cannot be.
fn under_wildcard<'a>(case: &Case<'a>, chains: &ChainReader<'a>) -> Option<Finding> {
    let all = made_up_answers(case.evidence, true).into_iter();
    let mut wrong = all.filter_map(|(ip, made_up)| {
        let to = SocketAddr::new(ip, case.probe.port);
        unroutable(ip)?;
        (!is_genuine_at(case, chains, to)).then(|| {
            let finding = Finding::new(Rewritten {
                made_up: vec![made_up],
                under: vec![case.endpoint.host.to_string()],
                same_address: None,
            });
            let mut attempts = case.evidence.attempts.iter();
            if attempts.any(|attempt| attempt.to == to) {
                finding.at(to)
            } else {
                finding
            }
        })
    });
    wrong.next()
}

/// Addresses that were given for names that nobody can have, each with such a name.
fn made_up_answers(evidence: &Evidence, under_wildcard: bool) -> BTreeMap<IpAddr, MadeUp> {
    let all = evidence.controls.iter().filter_map(Control::made_up_lookup);
    let all = all.filter(|(under, _)| under.is_some() == under_wildcard);
    let mut each = BTreeMap::new();
    for (_, seen) in all {
        let said = answers(seen);
        for ip in seen.addresses() {
            let own = said.iter().find(|one| one.addresses.contains(&ip));
            if let Some(made_up) = own.or(said.first()) {
                each.entry(ip).or_insert_with(|| made_up.clone());
            }
        }
    }
    each
}

/// Names that do not exist are answered: said once, with the hosts that get the same answer. Their own
/// findings say it at each of them.
pub(in crate::judge) fn rewritten_for_all(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut made_up: Vec<MadeUp> = Vec::new();
    for probe in probes.iter().filter(|probe| probe.via().is_none()) {
        let all = probe
            .evidence()
            .controls
            .iter()
            .filter_map(Control::made_up_lookup);
        let everywhere = all.filter(|(under, _)| under.is_none());
        for one in everywhere.flat_map(|(_, seen)| answers(seen)) {
            if !made_up.contains(&one) {
                made_up.push(one);
            }
        }
    }
    if made_up.is_empty() {
        return Vec::new();
    }
    let mut hosts = BTreeSet::new();
    for probe in probes.iter_mut() {
        for finding in probe.findings.iter_mut() {
            if finding.code() == Code::ResolveRewritten {
                finding.explained_by = Some(Code::ResolveRewritten);
                hosts.insert(probe.case.probe.host.clone());
            }
        }
    }
    made_up.truncate(MOST_LISTED);
    let rewritten = Rewritten {
        made_up,
        under: Vec::new(),
        same_address: None,
    };
    vec![Finding::new(rewritten).across(affected(probes, hosts))]
}

/// These hosts, of all that were asked directly.
pub(super) fn affected(probes: &[JudgedProbe<'_>], hosts: BTreeSet<String>) -> Across {
    Across {
        of: hosts_asked(probes.iter(), None),
        hosts: hosts.into_iter().collect(),
        scope: Scope::Hosts,
        via: None,
        unaffected: Vec::new(),
    }
}

/// What was answered for a name that does not exist, and by whom.
fn answers(seen: &Resolution) -> Vec<MadeUp> {
    let views = seen.servers.iter().map(|server| View::of(seen, *server));
    let servers = views.map(|view| {
        let given = [view.v4.addresses(), view.v6.addresses()].concat();
        (Some(view.server), given)
    });
    let system = seen.system.iter().map(|own| (None, own.addresses.clone()));
    let all = servers.chain(system).filter(|(_, given)| !given.is_empty());
    all.map(|(server, given)| MadeUp {
        name: seen.name.clone(),
        server,
        addresses: given.into_iter().take(MOST_ADDRESSES).collect(),
    })
    .collect()
}
