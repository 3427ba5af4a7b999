//! One device behind the foreign certificates of several hosts, and what it leaves alone. It is recognised
//! by a key that they have in common; where they have none, by the name that they were issued in.

use std::collections::BTreeSet;

use super::behind::Behind;
use super::{issuers, keys};
use crate::finding::cause::chain::inspection::{Impostor, Intercepted, SelfSigned, Signer};
use crate::finding::cause::chain::presented::{SharedIssuer, SharedKey};
use crate::finding::{Across, Cause, Code, Finding, Scope, Severity};
use crate::judge::across::JudgedProbe;
use crate::judge::chain::{AddressOrigin, Origin};

/// No more devices than this are told apart.
const MOST_DEVICES: usize = 8;

/// The devices behind foreign certificates, the one with most hosts first, those known by their key before
/// those known by their name. What each explains says so from then on; hosts that showed genuine
/// certificates are named and not touched.
pub(super) fn devices(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    while found.len() < MOST_DEVICES {
        let Some(key) = keys::most_shared(probes, &done) else {
            break;
        };
        done.insert(key.hash.clone());
        done.extend(keys::beside(&key, probes));
        found.extend(one_for_all(&Behind::Key(key), probes));
    }
    while found.len() < MOST_DEVICES {
        let Some((issuer, code)) = issuers::most_shared(probes) else {
            break;
        };
        let told = one_for_all(&Behind::Issuer(issuer, code), probes);
        if told.is_none() {
            break;
        }
        found.extend(told);
    }
    found
}

fn one_for_all(device: &Behind, probes: &mut [JudgedProbe<'_>]) -> Option<Finding> {
    let cause = cause(device, probes)?;
    let across = across(device, probes);
    let worst = explain(device, cause.code(), probes);
    Some(Finding::new(cause).across(across).weighing(worst))
}

/// The facts of one host, with what others have as well. Only what shows nowhere another face than a known
/// CA's is an impostor as a whole.
fn cause(device: &Behind, probes: &[JudgedProbe<'_>]) -> Option<Cause> {
    let by_device = probes.iter().flat_map(|probe| {
        let own = probe.findings.iter();
        own.filter(|finding| device.made(probe, finding))
    });
    let first = by_device.min_by_key(|finding| match finding.code() {
        Code::ChainIntercepted => 0,
        Code::ChainSelfSigned => 1,
        _ => 2,
    });
    let sets = inspected(device, probes).flat_map(|probe| probe.case.endpoint.issuers.clone());
    let sets: BTreeSet<String> = sets.collect();
    let shared = device.facts(probes, sets.into_iter().collect());
    of_all(&first?.cause, shared)
}

fn of_all(
    cause: &Cause,
    (shared_key, shared_issuer): (Option<SharedKey>, Option<SharedIssuer>),
) -> Option<Cause> {
    match cause {
        Cause::ChainIntercepted(facts) => Some(
            Intercepted {
                shared_key,
                shared_issuer,
                ..facts.clone()
            }
            .into(),
        ),
        Cause::ChainSelfSigned(SelfSigned { presented, .. }) => Some(
            Intercepted {
                signer: Signer::Itself,
                presented: presented.clone(),
                shared_key,
                shared_issuer,
            }
            .into(),
        ),
        Cause::ChainImpostor(facts) => Some(
            Impostor {
                shared_key,
                shared_issuer,
                ..facts.clone()
            }
            .into(),
        ),
        _ => None,
    }
}

/// The probes that this device is behind.
fn inspected<'a>(
    device: &'a Behind,
    probes: &'a [JudgedProbe<'a>],
) -> impl Iterator<Item = &'a JudgedProbe<'a>> {
    let all = probes.iter();
    all.filter(|probe| device.is_behind(probe))
}

fn across(device: &Behind, probes: &[JudgedProbe<'_>]) -> Across {
    let hosts: BTreeSet<&str> = inspected(device, probes).map(JudgedProbe::host).collect();
    let routes: BTreeSet<Option<&str>> = inspected(device, probes).map(JudgedProbe::via).collect();
    let asked = probes.iter().filter(|probe| !probe.origins.is_empty());
    let asked: BTreeSet<&str> = asked.map(JudgedProbe::host).collect();
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

/// Marks what the device explains, and gives the heaviest weight among it.
fn explain(device: &Behind, by: Code, probes: &mut [JudgedProbe<'_>]) -> Severity {
    let mut worst = Severity::Note;
    for probe in probes {
        for at in 0..probe.findings.len() {
            if device.made(probe, &probe.findings[at]) {
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
    let opened: BTreeSet<&str> = keys::foreign_chains(probes).map(|(host, _)| host).collect();
    let clean: BTreeSet<&str> = clean.map(JudgedProbe::host).collect();
    let clean = clean.into_iter().filter(|host| !opened.contains(host));
    clean.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use crate::finding::Owner;
    use crate::finding::cause::chain::inspection::{FalseClaim, SelfSigned};
    use crate::finding::cause::chain::presented::{
        Attribution, Confidence, Kind, Presented, Recognised, Timestamps,
    };
    use crate::finding::cause::chain::{Authority, UnexpectedIssuer};
    use crate::judge::across::devices::*;
    use crate::judge::case::owned::OwnedCase;
    use crate::judge::chain::{IssuerName, IssuingKey};

    fn key(name: &str, leaf: bool) -> IssuingKey {
        IssuingKey {
            hash: format!("hash of {name}"),
            name: format!("CN={name}"),
            label: name.to_owned(),
            leaf,
        }
    }

    fn foreign(keys: Vec<IssuingKey>, issuers: &[&str]) -> Origin {
        let issuers = issuers.iter().map(|name| IssuerName {
            same: format!("cn={name}"),
            text: format!("CN={name}"),
            label: (*name).to_owned(),
            recognised: Recognised::Name,
        });
        Origin::Foreign {
            keys,
            issuers: issuers.collect(),
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

    impl Host {
        fn case(&self) -> OwnedCase {
            let mut owned = OwnedCase::of(self.name);
            owned.endpoint.issuers.clone_from(&self.issuers);
            owned
        }
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
                shared_issuer: None,
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
                shared_issuer: None,
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
        host(name, set, foreign(all, &[]), code)
    }

    fn clean(name: &'static str) -> Host {
        host(name, "own", Origin::Expected, None)
    }

    fn found(hosts: &mut [Host]) -> Vec<Finding> {
        let cases: Vec<OwnedCase> = hosts.iter().map(Host::case).collect();
        let probes = hosts
            .iter_mut()
            .zip(&cases)
            .map(|(host, owned)| JudgedProbe {
                case: owned.case(),
                proven: Vec::new(),
                origins: vec![AddressOrigin {
                    address: at(),
                    origin: host.whose.clone(),
                    roots: Vec::new(),
                }],
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
        let leaf = || foreign(vec![key("Box", true)], &[]);
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

    /// mitmproxy sends neither its own certificate nor another key for each host.
    #[test]
    fn one_leaf_key_is_told_by_the_name_of_the_issuer_that_all_leaves_have() {
        let shown = |issuer| foreign(vec![key("a.example", true)], &[issuer]);
        let code = || Some(Code::ChainIntercepted);
        let mut hosts = [
            host("a.example", "own", shown("Box"), code()),
            host("b.example", "own", shown("Box"), code()),
        ];
        let told = &found(&mut hosts)[0];
        assert_eq!(
            told.conclusion(),
            "TLS is inspected on 2 of 2 hosts by `Box`"
        );
        let said = told.evidence();
        assert_eq!(
            said[0],
            "One leaf key, `hash of a.example`, is shown for all of them"
        );
        assert_eq!(said[1], "The issuer of all of them is called `CN=Box`");
        assert!(!said.iter().any(|one| one.contains("no key in common")));
        let mut hosts = [
            host("a.example", "own", shown("Box"), code()),
            host("b.example", "own", shown("Other"), code()),
        ];
        let words = "TLS is inspected on 2 of 2 hosts by one device";
        assert_eq!(found(&mut hosts)[0].conclusion(), words);
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
        let leaf = || foreign(vec![key("Box", true)], &[]);
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

    /// Issued in this name by a key of its host's own.
    fn named(name: &'static str, issuers: &[&str], code: Code) -> Host {
        let own = [key(&format!("issuer of {name}"), false), key(name, true)];
        host(name, "own", foreign(own.into(), issuers), Some(code))
    }

    #[test]
    fn one_issuer_s_name_without_a_common_key_is_one_device_and_says_so() {
        let mut hosts = [
            named("a.example", &["Box"], Code::ChainIntercepted),
            named("b.example", &["Box"], Code::ChainIntercepted),
            named("c.example", &["Other"], Code::ChainIntercepted),
            clean("d.example"),
        ];
        let found = found(&mut hosts);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(
            found[0].conclusion(),
            "TLS is inspected on 2 of 4 hosts by `Box`"
        );
        let said = found[0].evidence();
        assert_eq!(said[0], "The issuer of all of them is called `CN=Box`");
        assert!(
            said[1].starts_with("They have no key in common"),
            "{said:#?}"
        );
        assert!(said.iter().any(|one| one == "Not affected: `d.example`"));
        let own: Vec<_> = hosts.iter().flat_map(|host| &host.findings).collect();
        let by: Vec<_> = own.iter().map(|finding| finding.explained_by).collect();
        let code = Some(Code::ChainIntercepted);
        assert_eq!(by, [code, code, None]);
    }

    #[test]
    fn two_names_are_two_devices_and_a_key_tells_more_than_a_name() {
        let mut hosts = [
            named("a.example", &["Box"], Code::ChainIntercepted),
            named("b.example", &["Box"], Code::ChainIntercepted),
            named("c.example", &["Other"], Code::ChainIntercepted),
            named("d.example", &["Other"], Code::ChainIntercepted),
            is_connected("e.example", "own", &["Third"]),
            is_connected("f.example", "own", &["Third"]),
        ];
        hosts[5].whose = foreign(vec![key("Third", false)], &["Box"]);
        let found = found(&mut hosts);
        let said: Vec<_> = found.iter().map(Finding::conclusion).collect();
        let by = |name| format!("TLS is inspected on 2 of 6 hosts by `{name}`");
        assert_eq!(said, [by("Third"), by("Box"), by("Other")]);
    }

    #[test]
    fn the_name_above_different_issuers_is_one_device_s_like_a_key_there() {
        let mut hosts = [
            named("a.example", &["For a", "Root"], Code::ChainIntercepted),
            named("b.example", &["For b", "Root"], Code::ChainIntercepted),
        ];
        let words = "TLS is inspected on 2 of 2 hosts by `Root`";
        assert_eq!(found(&mut hosts)[0].conclusion(), words);
    }

    #[test]
    fn impostors_are_told_by_a_name_among_themselves_only() {
        let mut hosts = [
            named("a.example", &["Box"], Code::ChainIntercepted),
            named("b.example", &["Box"], Code::ChainImpostor),
        ];
        assert_eq!(found(&mut hosts), []);
        let mut hosts = [
            named("a.example", &["Box"], Code::ChainImpostor),
            named("b.example", &["Box"], Code::ChainImpostor),
            named("c.example", &["Box"], Code::ChainIntercepted),
        ];
        let found = found(&mut hosts);
        assert_eq!((found.len(), found[0].code()), (1, Code::ChainImpostor));
        assert_eq!(hosts[2].findings[0].explained_by, None);
    }

    #[test]
    fn one_host_at_several_addresses_is_no_device_of_many() {
        let mut hosts = [
            named("a.example", &["Box"], Code::ChainIntercepted),
            named("a.example", &["Box"], Code::ChainIntercepted),
        ];
        assert_eq!(found(&mut hosts), []);
    }
}
