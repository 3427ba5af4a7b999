//! Names that nobody can have, and who answers for them all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use super::View;
use super::addresses::is_genuine_at;
use crate::address::unroutable;
use crate::evidence::{Control, Evidence, Resolution};
use crate::finding::{Code, Finding};
use crate::judge::{Case, Judged, Policy, list};

/// This host gets the answer of names that do not exist; or those under its wildcard get one that
/// cannot be theirs. A wildcard record with addresses of the service is the service's own matter.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>, seen: &Resolution) -> Vec<Finding> {
    if !case.route.is_direct() {
        return Vec::new();
    }
    let everywhere = answered(case.evidence, false);
    let own = seen.addresses().into_iter();
    let mut found: Vec<Finding> = own
        .filter_map(|ip| Some((ip, everywhere.get(&ip)?)))
        .map(|(ip, name)| (SocketAddr::new(ip, case.probe.port), name))
        .filter(|(to, _)| !is_genuine_at(case, policy, *to))
        .map(|(to, name)| {
            let cause = format!(
                "`{}` is answered by {}, as is `{name}`, a name that does not exist",
                seen.name,
                to.ip()
            );
            Finding::new(Code::ResolveRewritten, cause).at(to)
        })
        .collect();
    if found.is_empty() {
        found.extend(under_wildcard(case, policy));
    }
    found
}

/// Made-up names under the wildcard lead to an address where the service cannot be.
fn under_wildcard(case: &Case<'_>, policy: &Policy<'_>) -> Option<Finding> {
    let all = answered(case.evidence, true).into_iter();
    let mut wrong = all.filter_map(|(ip, name)| {
        let to = SocketAddr::new(ip, case.probe.port);
        let what = unroutable(ip)?;
        (!is_genuine_at(case, policy, to)).then(|| {
            let cause = format!(
                "`{name}`, a name that does not exist under `{}`, is answered by {ip}, {what}",
                case.endpoint.host
            );
            let finding = Finding::new(Code::ResolveRewritten, cause);
            let meets = case
                .evidence
                .attempts
                .iter()
                .any(|attempt| attempt.to == to);
            if meets { finding.at(to) } else { finding }
        })
    });
    wrong.next()
}

/// Addresses that were given for names that nobody can have, each with such a name.
fn answered(evidence: &Evidence, under_wildcard: bool) -> BTreeMap<IpAddr, String> {
    let all = evidence.controls.iter().filter_map(Control::unknown);
    let all = all.filter(|(under, _)| under.is_some() == under_wildcard);
    let each = all.flat_map(|(_, seen)| {
        let addresses = seen.addresses().into_iter();
        addresses.map(|ip| (ip, seen.name.clone()))
    });
    each.collect()
}

/// Somebody answers for names that do not exist: told once, with the hosts that get the same answer.
pub(in crate::judge) fn rewritten_for_all(probes: &mut [Judged<'_>]) -> Vec<Finding> {
    let mut who = BTreeSet::new();
    for probe in probes.iter().filter(|probe| probe.via.is_none()) {
        let all = probe.evidence.controls.iter().filter_map(Control::unknown);
        let everywhere = all.filter(|(under, _)| under.is_none());
        who.extend(everywhere.flat_map(|(_, seen)| answers(seen)));
    }
    if who.is_empty() {
        return Vec::new();
    }
    let mut hosts = BTreeSet::new();
    for probe in probes.iter_mut() {
        for finding in probe.findings.iter_mut() {
            if finding.code == Code::ResolveRewritten {
                finding.explained_by = Some(Code::ResolveRewritten);
                hosts.insert(format!("`{}`", probe.host));
            }
        }
    }
    let who: Vec<String> = who.into_iter().collect();
    let hosts: Vec<String> = hosts.into_iter().collect();
    let same = match hosts.as_slice() {
        [] => String::new(),
        hosts => format!("; the same answer is given for {}", list(hosts, 6)),
    };
    let cause = format!("{}{same}", list(&who, 3));
    vec![Finding::new(Code::ResolveRewritten, cause)]
}

/// Who answers for a name that does not exist, and with what, in words.
fn answers(seen: &Resolution) -> Vec<String> {
    let views = seen.servers.iter().map(|server| View::of(seen, *server));
    let servers = views.map(|view| {
        let given = [view.v4.addresses(), view.v6.addresses()].concat();
        (view.server.to_string(), given)
    });
    let system = seen.system.iter();
    let system = system.map(|own| {
        (
            "this machine's own resolver".to_owned(),
            own.addresses.clone(),
        )
    });
    let all = servers.chain(system).filter(|(_, given)| !given.is_empty());
    all.map(|(who, given)| {
        let given: Vec<String> = given.iter().map(ToString::to_string).collect();
        format!(
            "{who} answers `{}`, a name that does not exist, with {}",
            seen.name,
            list(&given, 3)
        )
    })
    .collect()
}
