//! One key behind the foreign certificates of several hosts: one box, and what it leaves alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::cause::chain::inspection::{Impostor, Intercepted, Signer};
use crate::finding::cause::chain::presented::SharedKey;
use crate::finding::{Across, Cause, Code, Finding, Scope, Severity};
use crate::judge::across::JudgedProbe;
use crate::judge::chain::{AddressOrigin, IssuingKey, Origin};

/// No more boxes than this are told apart.
const MOST_BOXES: usize = 8;

/// The boxes behind foreign certificates, the one with most hosts first. What each explains says so
/// from then on; hosts that showed genuine certificates are named and not touched.
pub(super) fn devices(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    while found.len() < MOST_BOXES {
        let Some(key) = most_shared(probes, &done) else {
            break;
        };
        found.extend(one_for_all(&key, probes));
        done.insert(key.hash.clone());
        done.extend(keys_beside(&key, probes));
    }
    found
}

/// The key that is behind the most hosts, if it is behind more than one: the nearest to the leaf
/// among equals.
fn most_shared(probes: &[JudgedProbe<'_>], done: &BTreeSet<String>) -> Option<IssuingKey> {
    let mut hosts: BTreeMap<&str, (BTreeSet<&str>, usize, &IssuingKey)> = BTreeMap::new();
    for (host, keys) in foreign_chains(probes) {
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
fn foreign_chains<'a>(
    probes: &'a [JudgedProbe<'_>],
) -> impl Iterator<Item = (&'a str, &'a [IssuingKey])> {
    let judged = probes.iter().filter(|probe| !probe.is_filtered());
    judged.flat_map(|probe| {
        probe
            .origins
            .iter()
            .filter_map(|shown| match &shown.origin {
                Origin::Foreign(keys) => Some((probe.host, keys.as_slice())),
                Origin::Expected | Origin::Known => None,
            })
    })
}

/// Keys of chains that this one is behind: one box is told once.
fn keys_beside(key: &IssuingKey, probes: &[JudgedProbe<'_>]) -> Vec<String> {
    let all = foreign_chains(probes).filter(|(_, keys)| keys.iter().any(|k| k.hash == key.hash));
    all.flat_map(|(_, keys)| keys.iter().map(|k| k.hash.clone()))
        .collect()
}

fn one_for_all(key: &IssuingKey, probes: &mut [JudgedProbe<'_>]) -> Option<Finding> {
    let cause = cause(key, probes)?;
    let across = across(key, probes);
    let worst = explain(key, cause.code(), probes);
    Some(Finding::new(cause).across(across).weighing(worst))
}

/// The facts of one host, with the key that others have as well. Only what shows nowhere another face
/// than a known CA's is an impostor as a whole.
fn cause(key: &IssuingKey, probes: &[JudgedProbe<'_>]) -> Option<Cause> {
    let shared_key = Some(shared_key(key, probes));
    let by_key = probes.iter().flat_map(|probe| {
        let own = probe.findings.iter();
        own.filter(|finding| is_by(key, probe, finding))
    });
    let first = by_key.min_by_key(|finding| match finding.code() {
        Code::ChainIntercepted => 0,
        Code::ChainSelfSigned => 1,
        _ => 2,
    });
    match &first?.cause {
        Cause::ChainIntercepted(facts) => Some(
            Intercepted {
                shared_key,
                ..facts.clone()
            }
            .into(),
        ),
        Cause::ChainSelfSigned(facts) => Some(
            Intercepted {
                signer: Signer::Itself,
                presented: facts.presented.clone(),
                shared_key,
            }
            .into(),
        ),
        Cause::ChainImpostor(facts) => Some(
            Impostor {
                shared_key,
                ..facts.clone()
            }
            .into(),
        ),
        _ => None,
    }
}

fn shared_key(key: &IssuingKey, probes: &[JudgedProbe<'_>]) -> SharedKey {
    let sets = inspected(key, probes).flat_map(|probe| probe.issuers);
    let sets: BTreeSet<&String> = sets.collect();
    SharedKey {
        sha256: key.hash.clone(),
        subject: key.name.as_str().into(),
        name: key.label.as_str().into(),
        leaf: key.leaf,
        issuer_sets: sets.into_iter().cloned().collect(),
    }
}

/// The probes that this key is behind.
fn inspected<'a>(
    key: &'a IssuingKey,
    probes: &'a [JudgedProbe<'a>],
) -> impl Iterator<Item = &'a JudgedProbe<'a>> {
    probes.iter().filter(|probe| {
        let mut shown = probe.origins.iter();
        shown.any(|shown| shown.origin.rests_on(&key.hash))
    })
}

fn across(key: &IssuingKey, probes: &[JudgedProbe<'_>]) -> Across {
    let hosts: BTreeSet<&str> = inspected(key, probes).map(|probe| probe.host).collect();
    let routes: BTreeSet<Option<&str>> = inspected(key, probes).map(|probe| probe.via).collect();
    let asked = probes.iter().filter(|probe| !probe.origins.is_empty());
    let asked: BTreeSet<&str> = asked.map(|probe| probe.host).collect();
    Across {
        hosts: hosts.into_iter().map(str::to_owned).collect(),
        of: asked.len(),
        scope: Scope::Hosts,
        via: match routes.len() {
            1 => routes.into_iter().flatten().next().map(str::to_owned),
            _ => None,
        },
        unaffected: exempt(probes),
    }
}

/// Is this the finding of a chain that the key is behind?
fn is_by(key: &IssuingKey, probe: &JudgedProbe<'_>, finding: &Finding) -> bool {
    let mut shown = probe.origins.iter();
    let own = shown
        .any(|shown| shown.origin.rests_on(&key.hash) && Some(shown.address) == finding.address);
    own && matches!(
        finding.code(),
        Code::ChainIntercepted | Code::ChainImpostor | Code::ChainSelfSigned
    )
}

/// Marks what the key explains, and gives the heaviest weight among it.
fn explain(key: &IssuingKey, by: Code, probes: &mut [JudgedProbe<'_>]) -> Severity {
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

/// The hosts that showed their own certificates, and nothing else.
fn exempt(probes: &[JudgedProbe<'_>]) -> Vec<String> {
    let clean = probes.iter().filter(|probe| {
        let own = |shown: &AddressOrigin| shown.origin == Origin::Expected;
        !probe.origins.is_empty() && probe.origins.iter().all(own)
    });
    let opened: BTreeSet<&str> = foreign_chains(probes).map(|(host, _)| host).collect();
    let clean: BTreeSet<&str> = clean.map(|probe| probe.host).collect();
    let clean = clean.into_iter().filter(|host| !opened.contains(host));
    clean.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use crate::catalogue::{Content, Need, Scheme};
    use crate::evidence::Evidence;
    use crate::finding::Owner;
    use crate::finding::cause::chain::inspection::{FalseClaim, SelfSigned};
    use crate::finding::cause::chain::presented::{
        Attribution, Confidence, Kind, Presented, Timestamps,
    };
    use crate::finding::cause::chain::{Authority, UnexpectedIssuer};
    use crate::judge::across::keys::*;

    fn key(name: &str, leaf: bool) -> IssuingKey {
        IssuingKey {
            hash: format!("hash of {name}"),
            name: format!("CN={name}"),
            label: name.to_owned(),
            leaf,
        }
    }

    fn at() -> std::net::SocketAddr {
        "192.0.2.1:443".parse().unwrap()
    }

    struct Host {
        name: &'static str,
        issuers: Vec<String>,
        whose: Origin,
        findings: Vec<Finding>,
    }

    fn facts(code: Code) -> Cause {
        let presented = Presented::default();
        match code {
            Code::ChainImpostor => Impostor {
                certificate: "CN=a".into(),
                claimed: "CN=b".into(),
                why: FalseClaim::NotSigned,
                presented,
                shared_key: None,
            }
            .into(),
            Code::ChainSelfSigned => SelfSigned {
                sha256: String::new(),
                presented,
            }
            .into(),
            Code::ChainUnexpectedIssuer => UnexpectedIssuer {
                issuer: "CN=c".into(),
                leads_to: Authority::PublicRoot { name: "d".into() },
                expected_sets: Vec::new(),
                timestamps: Timestamps::default(),
                search_ended_early: false,
                only_in_matrix: false,
            }
            .into(),
            _ => Intercepted {
                signer: Signer::NotSent,
                presented,
                shared_key: None,
            }
            .into(),
        }
    }

    fn host(name: &'static str, set: &str, whose: Origin, code: Option<Code>) -> Host {
        let found = code.map(|code| Finding::new(facts(code)).at(at()));
        Host {
            name,
            issuers: vec![set.to_owned()],
            whose,
            findings: found.into_iter().collect(),
        }
    }

    fn is_connected(name: &'static str, set: &str, keys: &[&str]) -> Host {
        let mut all: Vec<_> = keys.iter().map(|name| key(name, false)).collect();
        all.push(key(name, true));
        let code = Some(Code::ChainIntercepted);
        host(name, set, Origin::Foreign(all), code)
    }

    fn clean(name: &'static str) -> Host {
        host(name, "own", Origin::Expected, None)
    }

    fn found(hosts: &mut [Host]) -> Vec<Finding> {
        let evidence = Evidence::default();
        let probes = hosts.iter_mut().map(|host| JudgedProbe {
            host: host.name,
            resolves_here: true,
            endpoint: "",
            proven: Vec::new(),
            need: Need::Required,
            via: None,
            issuers: &host.issuers,
            origins: vec![AddressOrigin {
                address: at(),
                origin: host.whose.clone(),
                roots: Vec::new(),
            }],
            port: 443,
            path: "/",
            scheme: Scheme::Https,
            content: Content::Any,
            evidence: &evidence,
            findings: &mut host.findings,
        });
        devices(&mut probes.collect::<Vec<_>>())
    }

    fn hash_of(finding: &Finding) -> String {
        match &finding.cause {
            Cause::ChainIntercepted(facts) => facts.shared_key.clone().unwrap().sha256,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_issuer_key_behind_several_hosts_is_told_once_with_what_it_leaves_alone() {
        let known = Some(Code::ChainUnexpectedIssuer);
        let mut hosts = [
            is_connected("a.example", "one", &["Box"]),
            is_connected("b.example", "two", &["Box"]),
            clean("c.example"),
            host("d.example", "own", Origin::Known, known),
        ];
        let found = found(&mut hosts);
        assert_eq!(found.len(), 1);
        let (code, severity) = (found[0].code(), found[0].severity);
        assert_eq!((code, severity), (Code::ChainIntercepted, Severity::Fail));
        assert_eq!(
            found[0].conclusion(),
            "TLS is inspected on 2 of 4 hosts by `Box`"
        );
        let said = found[0].evidence();
        for words in [
            "The key `hash of Box` of `CN=Box` signs for all of them",
            "Their genuine issuers are in different sets: `one`, `two`",
            "Affected: `a.example`, `b.example`",
            "Not affected: `c.example`",
        ] {
            assert!(said.iter().any(|one| one == words), "{words}: {said:#?}");
        }
        let own: Vec<_> = hosts.iter().flat_map(|host| &host.findings).collect();
        let by: Vec<_> = own.iter().map(|finding| finding.explained_by).collect();
        assert_eq!(by, [Some(code), Some(code), None]);
        assert!(own[..2].iter().all(|f| f.severity == Severity::Fail));
    }

    #[test]
    fn one_leaf_key_is_a_mark_of_its_own() {
        let code = || Some(Code::ChainSelfSigned);
        let leaf = || Origin::Foreign(vec![key("Box", true)]);
        let mut hosts = [
            host("a.example", "own", leaf(), code()),
            host("b.example", "own", leaf(), code()),
        ];
        let found = &found(&mut hosts)[0];
        let words = "TLS is inspected on 2 of 2 hosts by one device";
        assert_eq!(found.conclusion(), words);
        assert_eq!(
            found.evidence()[0],
            "One leaf key, `hash of Box`, is shown for all of them"
        );
    }

    /// Software on this machine that shows the same self-signed certificate for every host.
    #[test]
    fn the_facts_of_a_shared_self_signed_certificate_stand_at_the_top() {
        let attribution = Attribution {
            product: "Some Antivirus".to_owned(),
            kind: Kind::Endpoint,
            confidence: Confidence::High,
            in_issuer: true,
            marks: Vec::new(),
        };
        let presented = Presented {
            leaf: Some("CN=Box".into()),
            attribution: Some(attribution),
            ..Presented::default()
        };
        let code = || Some(Code::ChainSelfSigned);
        let leaf = || Origin::Foreign(vec![key("Box", true)]);
        let mut hosts = [
            host("a.example", "own", leaf(), code()),
            host("b.example", "own", leaf(), Some(Code::ChainImpostor)),
        ];
        hosts[0].findings[0].cause = SelfSigned {
            sha256: "hash of Box".to_owned(),
            presented: presented.clone(),
        }
        .into();
        hosts.swap(0, 1);
        let found = &found(&mut hosts)[0];
        let Cause::ChainIntercepted(facts) = &found.cause else {
            panic!("{found:?}");
        };
        assert_eq!(
            (&facts.signer, &facts.presented),
            (&Signer::Itself, &presented)
        );
        assert_eq!(found.owner(), Owner::Host);
    }

    #[test]
    fn a_root_above_several_issuers_is_the_one_box() {
        let mut hosts = [
            is_connected("a.example", "own", &["Monday", "Root"]),
            is_connected("b.example", "own", &["Tuesday", "Root"]),
            is_connected("c.example", "own", &["Tuesday", "Root"]),
        ];
        let found = found(&mut hosts);
        assert_eq!(found.len(), 1);
        assert_eq!(hash_of(&found[0]), "hash of Root");
    }

    #[test]
    fn the_nearest_of_equal_keys_speaks_and_two_boxes_are_told_apart() {
        let mut hosts = [
            is_connected("a.example", "own", &["Issuing", "Root"]),
            is_connected("b.example", "own", &["Issuing", "Root"]),
            is_connected("c.example", "own", &["Issuing", "Root"]),
            is_connected("d.example", "own", &["Other"]),
            is_connected("e.example", "own", &["Other"]),
        ];
        let found = found(&mut hosts);
        let hashes: Vec<_> = found.iter().map(hash_of).collect();
        assert_eq!(hashes, ["hash of Issuing", "hash of Other"]);
    }

    #[test]
    fn what_is_met_at_one_host_only_says_nothing_of_the_run() {
        let mut hosts = [
            is_connected("a.example", "own", &["Box"]),
            is_connected("b.example", "own", &["Other"]),
            is_connected("a.example", "own", &["Box"]),
            clean("c.example"),
        ];
        assert_eq!(found(&mut hosts), []);
    }

    #[test]
    fn only_impostors_make_an_impostor_and_tolerance_stays_a_warning() {
        let mut hosts = [
            is_connected("a.example", "own", &["Box"]),
            is_connected("b.example", "own", &["Box"]),
        ];
        for host in &mut hosts {
            host.findings[0].cause = facts(Code::ChainImpostor);
            host.findings[0].severity = Severity::Warn;
        }
        let found = found(&mut hosts);
        let (code, severity) = (found[0].code(), found[0].severity);
        assert_eq!((code, severity), (Code::ChainImpostor, Severity::Warn));
    }
}
