//! Does this machine itself have the roots that genuine chains lead to? Programs here refuse servers whose
//! root it lacks, however genuine they are.

use std::collections::BTreeSet;

use super::issuing_keys::{AddressOrigin, Origin};
use crate::catalogue::Content;
use crate::evidence::Host;
use crate::evidence::host::TrustStore;
use crate::finding::cause::chain::{NoNewRoots, UntrustedHere};
use crate::finding::{Finding, Severity};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::{hosts_of, places, run_wide};

/// `chain.untrusted-here`, at each host that it concerns and once of the run. Nothing where the machine's
/// store is empty or cannot be read.
pub(in crate::judge) fn untrusted_here(
    probes: &mut [JudgedProbe<'_>],
    host: &Host,
) -> Option<Finding> {
    let store = host.trust_store.as_ref()?;
    let concerned = places(probes, |probe| lacking(probe, store).is_some());
    let roots = probes.iter().filter_map(|probe| lacking(probe, store));
    let roots: BTreeSet<String> = roots.map(str::to_owned).collect();
    if roots.is_empty() {
        return None;
    }
    let facts = UntrustedHere {
        roots: roots.into_iter().map(Into::into).collect(),
        certificates: store.certificates,
        no_new_roots: no_new_roots(probes, host),
    };
    let severity = match facts.no_new_roots {
        Some(_) => Severity::Warn,
        None => Severity::Note,
    };
    let finding = Finding::new(facts).weighing(severity);
    let of = hosts_of(probes, &concerned);
    Some(run_wide(probes, &concerned, of, finding))
}

/// A root of a genuine chain of which this machine has none.
fn lacking<'p>(probe: &'p JudgedProbe<'_>, store: &TrustStore) -> Option<&'p str> {
    let mut genuine = probe.origins.iter();
    genuine.find_map(|shown| lacks(shown, store))
}

fn lacks<'p>(shown: &'p AddressOrigin, store: &TrustStore) -> Option<&'p str> {
    let held = |hash: &String| store.public_roots.contains(hash);
    let mut roots = shown.roots.iter();
    if shown.origin != Origin::Expected || roots.any(|root| root.local || held(&root.hash)) {
        return None;
    }
    shown.roots.first().map(|root| &*root.name)
}

/// Windows adds a root when it first needs it: why it will not, as far as this run knows.
fn no_new_roots(probes: &[JudgedProbe<'_>], host: &Host) -> Option<NoNewRoots> {
    if !host.os.starts_with("windows") {
        return None;
    }
    if host.root_updates_off == Some(true) {
        return Some(NoNewRoots::UpdatesOff);
    }
    let failed = |probe: &JudgedProbe<'_>| {
        let severities = probe.findings.iter().map(|finding| finding.severity);
        severities.max() >= Some(Severity::Unproven)
    };
    let mut lists = probes.iter().filter(|probe| probe.content == Content::Cab);
    let list = lists.find(|probe| failed(probe))?;
    Some(NoNewRoots::NoList {
        host: list.host.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Need, Scheme};
    use crate::evidence::Evidence;
    use crate::finding::cause::chain::Unchecked;
    use crate::judge::chain::ReachedRoot;

    fn root(name: &str, local: bool) -> ReachedRoot {
        ReachedRoot {
            name: name.to_owned(),
            hash: format!("hash of {name}"),
            local,
        }
    }

    fn machine(os: &str, held: &[&str]) -> Host {
        Host {
            os: os.to_owned(),
            trust_store: Some(TrustStore {
                certificates: 9,
                public_roots: held.iter().map(|name| format!("hash of {name}")).collect(),
            }),
            ..Host::default()
        }
    }

    /// What is found where one host's genuine chain leads to these roots, and the list of roots of Windows
    /// came or not.
    fn found(machine: &Host, roots: Vec<ReachedRoot>, list_came: bool) -> Option<Finding> {
        let evidence = Evidence::default();
        let (mut none, mut of_list) = (Vec::new(), Vec::new());
        if !list_came {
            of_list.push(Finding::new(Unchecked {
                certificate: "CN=list.example".into(),
                issuer: "CN=Issuing".into(),
                detail: "Ed448".into(),
            }));
        }
        let shown = AddressOrigin {
            address: "192.0.2.1:443".parse().unwrap(),
            origin: Origin::Expected,
            roots,
        };
        let probe = |host, origins, content, findings| JudgedProbe {
            host,
            via: None,
            resolves_here: true,
            endpoint: "",
            proven: Vec::new(),
            need: Need::Required,
            issuers: &[],
            origins,
            port: 443,
            path: "/",
            scheme: Scheme::Https,
            content,
            evidence: &evidence,
            findings,
        };
        let mut probes = [
            probe("a.example", vec![shown], Content::Any, &mut none),
            probe("list.example", Vec::new(), Content::Cab, &mut of_list),
        ];
        untrusted_here(&mut probes, machine)
    }

    #[test]
    fn one_root_of_several_is_enough() {
        let both = vec![root("Old", false), root("New", false)];
        assert_eq!(found(&machine("linux", &["New"]), both, true), None);
        assert_eq!(
            found(&machine("linux", &[]), vec![root("Own", true)], true),
            None
        );
    }

    #[test]
    fn a_root_that_nobody_knows_is_none_that_is_lacking() {
        assert_eq!(found(&machine("linux", &[]), Vec::new(), true), None);
    }

    #[test]
    fn nothing_is_said_of_a_store_that_could_not_be_read() {
        let unread = Host::default();
        assert_eq!(found(&unread, vec![root("New", false)], true), None);
    }

    #[test]
    fn windows_gets_a_missing_root_by_itself_unless_something_keeps_it_from_that() {
        let severity = |machine: &Host, list_came| {
            let found = found(machine, vec![root("New", false)], list_came);
            found.map(|finding| finding.severity)
        };
        let windows = machine("windows x86_64", &[]);
        assert_eq!(severity(&windows, true), Some(Severity::Note));
        assert_eq!(severity(&windows, false), Some(Severity::Warn));
        assert_eq!(
            severity(&machine("linux", &[]), false),
            Some(Severity::Note)
        );
        let forbidden = Host {
            root_updates_off: Some(true),
            ..windows
        };
        assert_eq!(severity(&forbidden, true), Some(Severity::Warn));
    }
}
