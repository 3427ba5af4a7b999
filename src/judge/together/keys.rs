//! One key behind the foreign certificates of several hosts: one box, and what it leaves alone.

use std::collections::{BTreeMap, BTreeSet};

use super::Judged;
use crate::finding::{Code, Finding, Owner, Severity};
use crate::judge::chain::{Shared, Shown, Whose};
use crate::judge::list;

/// Hosts that are named where they are inspected.
const MOST_INSPECTED: usize = 12;
/// Hosts that are named where they are not: what a list of exemptions covers is what teams get wrong.
const MOST_EXEMPT: usize = 40;
/// No more boxes than this are told apart.
const MOST_BOXES: usize = 8;

/// The boxes behind foreign certificates, the one with most hosts first. What each explains says so
/// from then on; hosts that showed genuine certificates are named and not touched.
pub(super) fn behind(probes: &mut [Judged<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    while found.len() < MOST_BOXES {
        let Some(key) = most_shared(probes, &done) else {
            break;
        };
        found.push(told(&key, probes));
        done.insert(key.hash.clone());
        done.extend(beside(&key, probes));
    }
    found
}

/// The key that is behind the most hosts, if it is behind more than one: the nearest to the leaf
/// among equals.
fn most_shared(probes: &[Judged<'_>], done: &BTreeSet<String>) -> Option<Shared> {
    let mut hosts: BTreeMap<&str, (BTreeSet<&str>, usize, &Shared)> = BTreeMap::new();
    for (host, keys) in foreign(probes) {
        if keys.iter().any(|key| done.contains(&key.hash)) {
            continue;
        }
        for (rank, key) in keys.iter().enumerate() {
            let entry = hosts.entry(&key.hash);
            let entry = entry.or_insert_with(|| (BTreeSet::new(), 0, key));
            entry.0.insert(host);
            entry.1 = entry.1.max(rank + usize::from(key.leaf) * 100);
        }
    }
    let shared = hosts.into_values().filter(|(hosts, ..)| hosts.len() > 1);
    let best = shared.max_by_key(|(hosts, rank, _)| (hosts.len(), usize::MAX - rank));
    best.map(|(_, _, key)| key.clone())
}

/// Every foreign chain: its host and the keys behind it.
fn foreign<'a>(probes: &'a [Judged<'_>]) -> impl Iterator<Item = (&'a str, &'a [Shared])> {
    probes.iter().flat_map(|probe| {
        probe.shown.iter().filter_map(|shown| match &shown.whose {
            Whose::Foreign(keys) => Some((probe.host, keys.as_slice())),
            Whose::Expected | Whose::Known => None,
        })
    })
}

/// Keys of chains that this one is behind: one box is told once.
fn beside(key: &Shared, probes: &[Judged<'_>]) -> Vec<String> {
    let all = foreign(probes).filter(|(_, keys)| keys.iter().any(|k| k.hash == key.hash));
    all.flat_map(|(_, keys)| keys.iter().map(|k| k.hash.clone()))
        .collect()
}

fn told(key: &Shared, probes: &mut [Judged<'_>]) -> Finding {
    let code = code_of(key, probes);
    let cause = cause(key, probes);
    let worst = explain(key, code, probes);
    let remedy = "exempt every host that forbids it from TLS inspection, each by its name: those \
                  that are exempt already are listed here";
    Finding::new(code, cause)
        .weighing(worst)
        .mended_by(Owner::Proxy, remedy)
}

/// Only what nowhere shows another face than a known authority's is told as an impostor.
fn code_of(key: &Shared, probes: &[Judged<'_>]) -> Code {
    let mut all = probes.iter().flat_map(|probe| {
        let own = probe.findings.iter();
        own.filter(|finding| is_by(key, probe, finding))
    });
    if all.all(|finding| finding.code == Code::ChainImpostor) {
        Code::ChainImpostor
    } else {
        Code::ChainIntercepted
    }
}

/// Is this the finding of a chain that the key is behind?
fn is_by(key: &Shared, probe: &Judged<'_>, finding: &Finding) -> bool {
    let mut shown = probe.shown.iter();
    let own = shown
        .any(|shown| shown.whose.rests_on(&key.hash) && Some(shown.address) == finding.address);
    own && matches!(
        finding.code,
        Code::ChainIntercepted | Code::ChainImpostor | Code::ChainSelfSigned
    )
}

/// Marks what the key explains, and gives the heaviest weight among it.
fn explain(key: &Shared, by: Code, probes: &mut [Judged<'_>]) -> Severity {
    let mut worst = Severity::Note;
    for probe in probes {
        for at in 0..probe.findings.len() {
            if is_by(key, probe, &probe.findings[at]) {
                let finding = &mut probe.findings[at];
                worst = worst.max(finding.severity);
                finding.explained_by.get_or_insert(by);
            }
        }
    }
    worst
}

fn cause(key: &Shared, probes: &[Judged<'_>]) -> String {
    let is_inspected = |probe: &&Judged<'_>| {
        let mut shown = probe.shown.iter();
        shown.any(|shown| shown.whose.rests_on(&key.hash))
    };
    let inspected: Vec<&Judged<'_>> = probes.iter().filter(is_inspected).collect();
    let hosts = names(inspected.iter().map(|probe| probe.host));
    let who = if key.leaf {
        format!("one leaf key, `{}`, is shown for", key.hash)
    } else {
        format!("the key `{}` of `{}` signs for", key.hash, key.name)
    };
    let example = inspected.iter().find_map(|probe| {
        let mut own = probe.findings.iter();
        own.find(|finding| is_by(key, probe, finding))
    });
    format!(
        "{who} {} hosts: {}{}; {}{}",
        hosts.len(),
        list(&hosts, MOST_INSPECTED),
        whose_else(&inspected),
        exempt(probes),
        example.map_or(String::new(), |one| format!("; for example: {}", one.cause))
    )
}

/// Whose certificates they ought to be, where these are several.
fn whose_else(inspected: &[&Judged<'_>]) -> String {
    let sets = names(
        inspected
            .iter()
            .flat_map(|probe| probe.issuers)
            .map(String::as_str),
    );
    if sets.len() < 2 {
        return String::new();
    }
    format!(
        ", whose genuine issuers are in different sets: {}",
        list(&sets, MOST_INSPECTED)
    )
}

/// The hosts that showed their own certificates, and nothing else.
fn exempt(probes: &[Judged<'_>]) -> String {
    let clean = probes.iter().filter(|probe| {
        let own = |shown: &Shown| shown.whose == Whose::Expected;
        !probe.shown.is_empty() && probe.shown.iter().all(own)
    });
    let opened: BTreeSet<&str> = foreign(probes).map(|(host, _)| host).collect();
    let clean = names(
        clean
            .map(|probe| probe.host)
            .filter(|host| !opened.contains(host)),
    );
    if clean.is_empty() {
        return "no host was seen that is not inspected".to_owned();
    }
    format!("not inspected: {}", list(&clean, MOST_EXEMPT))
}

/// Each once, quoted, in order.
fn names<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let each: BTreeSet<&str> = all.collect();
    each.into_iter().map(|name| format!("`{name}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Need, Scheme};
    use crate::evidence::Evidence;

    fn key(name: &str, leaf: bool) -> Shared {
        Shared {
            hash: format!("hash of {name}"),
            name: format!("CN={name}"),
            leaf,
        }
    }

    fn at() -> std::net::SocketAddr {
        "192.0.2.1:443".parse().unwrap()
    }

    struct Host {
        name: &'static str,
        issuers: Vec<String>,
        whose: Whose,
        findings: Vec<Finding>,
    }

    fn host(name: &'static str, set: &str, whose: Whose, code: Option<Code>) -> Host {
        let found = code.map(|code| Finding::new(code, "a cause").at(at()));
        Host {
            name,
            issuers: vec![set.to_owned()],
            whose,
            findings: found.into_iter().collect(),
        }
    }

    fn opened(name: &'static str, set: &str, keys: &[&str]) -> Host {
        let mut all: Vec<_> = keys.iter().map(|name| key(name, false)).collect();
        all.push(key(name, true));
        let code = Some(Code::ChainIntercepted);
        host(name, set, Whose::Foreign(all), code)
    }

    fn clean(name: &'static str) -> Host {
        host(name, "own", Whose::Expected, None)
    }

    fn found(hosts: &mut [Host]) -> Vec<Finding> {
        let evidence = Evidence::default();
        let probes = hosts.iter_mut().map(|host| Judged {
            host: host.name,
            need: Need::Required,
            via: None,
            issuers: &host.issuers,
            shown: vec![Shown {
                address: at(),
                whose: host.whose.clone(),
            }],
            port: 443,
            scheme: Scheme::Https,
            evidence: &evidence,
            findings: &mut host.findings,
        });
        behind(&mut probes.collect::<Vec<_>>())
    }

    #[test]
    fn one_issuer_key_behind_several_hosts_is_told_once_with_what_it_leaves_alone() {
        let known = Some(Code::ChainUnexpectedIssuer);
        let mut hosts = [
            opened("a.example", "one", &["Box"]),
            opened("b.example", "two", &["Box"]),
            clean("c.example"),
            host("d.example", "own", Whose::Known, known),
        ];
        let found = found(&mut hosts);
        assert_eq!(found.len(), 1);
        let (code, severity) = (found[0].code, found[0].severity);
        assert_eq!((code, severity), (Code::ChainIntercepted, Severity::Fail));
        assert_eq!(
            found[0].cause,
            "the key `hash of Box` of `CN=Box` signs for 2 hosts: `a.example`, `b.example`, whose \
             genuine issuers are in different sets: `one`, `two`; not inspected: `c.example`; for example: a \
             cause"
        );
        let own: Vec<_> = hosts.iter().flat_map(|host| &host.findings).collect();
        let by: Vec<_> = own.iter().map(|finding| finding.explained_by).collect();
        assert_eq!(by, [Some(code), Some(code), None]);
        assert!(own[..2].iter().all(|f| f.severity == Severity::Fail));
    }

    #[test]
    fn one_leaf_key_is_a_mark_of_its_own() {
        let code = || Some(Code::ChainSelfSigned);
        let leaf = || Whose::Foreign(vec![key("Box", true)]);
        let mut hosts = [
            host("a.example", "own", leaf(), code()),
            host("b.example", "own", leaf(), code()),
        ];
        assert_eq!(
            found(&mut hosts)[0].cause,
            "one leaf key, `hash of Box`, is shown for 2 hosts: `a.example`, `b.example`; no host \
             was seen that is not inspected; for example: a cause"
        );
    }

    #[test]
    fn a_root_above_several_issuers_is_the_one_box() {
        let mut hosts = [
            opened("a.example", "own", &["Monday", "Root"]),
            opened("b.example", "own", &["Tuesday", "Root"]),
            opened("c.example", "own", &["Tuesday", "Root"]),
        ];
        let found = found(&mut hosts);
        assert_eq!(found.len(), 1);
        assert!(found[0].cause.starts_with("the key `hash of Root`"));
    }

    #[test]
    fn the_nearest_of_equal_keys_speaks_and_two_boxes_are_told_apart() {
        let mut hosts = [
            opened("a.example", "own", &["Issuing", "Root"]),
            opened("b.example", "own", &["Issuing", "Root"]),
            opened("c.example", "own", &["Issuing", "Root"]),
            opened("d.example", "own", &["Other"]),
            opened("e.example", "own", &["Other"]),
        ];
        let found = found(&mut hosts);
        let starts: Vec<_> = found.iter().map(|f| &f.cause[..22]).collect();
        assert_eq!(starts, ["the key `hash of Issui", "the key `hash of Other"]);
    }

    #[test]
    fn what_is_met_at_one_host_only_says_nothing_of_the_run() {
        let mut hosts = [
            opened("a.example", "own", &["Box"]),
            opened("b.example", "own", &["Other"]),
            opened("a.example", "own", &["Box"]),
            clean("c.example"),
        ];
        assert_eq!(found(&mut hosts), []);
    }

    #[test]
    fn only_impostors_make_an_impostor_and_tolerance_stays_a_warning() {
        let mut hosts = [
            opened("a.example", "own", &["Box"]),
            opened("b.example", "own", &["Box"]),
        ];
        for host in &mut hosts {
            host.findings[0].code = Code::ChainImpostor;
            host.findings[0].severity = Severity::Warn;
        }
        let found = found(&mut hosts);
        let (code, severity) = (found[0].code, found[0].severity);
        assert_eq!((code, severity), (Code::ChainImpostor, Severity::Warn));
    }
}
