//! The addresses that clients ask while they check a chain: which of them the chains of a run name, and
//! what came of asking them.

use std::collections::{BTreeMap, BTreeSet};

use super::host;
use super::linked_file::{LinkedFile, of_pointer};
use super::session::{Seen, Session};
use super::started::Started;
use crate::evidence::{Control, Direct, Evidence};
use crate::judge::Case;
use crate::judge::chain::{Pointer, pointers};
use crate::plan::Probe;
use crate::route::Route;
use crate::text::bytes::Blob;

/// A probe that nobody planned.
#[derive(Debug, Clone)]
pub(super) struct Added {
    pub(super) probe: Probe,
    /// The hosts whose chains name this address.
    pub(super) named_by: Vec<String>,
    pub(super) route: Route,
    pub(super) evidence: Evidence,
}

/// Asks the addresses that genuine chains name, as far as the run has room for them. What was asked
/// beside the first walks is not asked again.
pub(super) async fn observe(session: &Session<'_>, seen: &Seen) -> Vec<Added> {
    let wanted = named(session, seen);
    let started = wanted.into_iter().filter_map(|(pointer, named_by)| {
        let probe = of_pointer(&pointer);
        let files = Files {
            chosen: session.file(&probe)?,
            direct: session.file_directly(&probe),
            by_system: session.file_by_system(&probe),
        };
        Some((files, probe, named_by))
    });
    let mut added = Vec::new();
    for (files, probe, named_by) in started.collect::<Vec<_>>() {
        // One that broke has shown nothing, and nothing rests on it.
        let Some(file) = files.chosen.await.flatten() else {
            continue;
        };
        let mut evidence = evidence_of(session, &file);
        if let Some(beside) = done(files.direct).await {
            evidence.direct = Some(Box::new(Direct {
                expected: session.settings.direct,
                evidence: Some(evidence_of(session, &beside)),
            }));
        }
        let beside = done(files.by_system).await;
        if let Some(system) = &session.system_routes {
            let beside = beside.map(|file| evidence_of(session, &file));
            let way = system.choose_one(&probe).await;
            evidence.by_system = way.and_then(|way| way.seen(beside, &file.route));
        }
        added.push(Added {
            evidence,
            route: file.route,
            probe,
            named_by,
        });
    }
    added
}

/// One file, on the chosen route and beside it.
struct Files {
    chosen: Started<Option<LinkedFile>>,
    direct: Option<Started<Option<LinkedFile>>>,
    by_system: Option<Started<Option<LinkedFile>>>,
}

async fn done(file: Option<Started<Option<LinkedFile>>>) -> Option<LinkedFile> {
    file?.await.flatten()
}

fn evidence_of(session: &Session<'_>, file: &LinkedFile) -> Evidence {
    let fetched = file.fetched.clone();
    let (resolve, resolve_hop) = if file.route.is_direct() {
        (fetched.resolve, None)
    } else {
        (None, fetched.resolve)
    };
    let alone = fetched.alone.map(Box::new);
    let alone = alone.map(|attempt| Control::Retest { attempt });
    Evidence {
        started_unix: session.environment.now_unix,
        controls: alone.into_iter().collect(),
        resolve,
        resolve_hop,
        attempts: fetched.attempts,
        ..Evidence::default()
    }
}

/// Each address once, with the hosts that name it.
fn named(session: &Session<'_>, seen: &Seen) -> BTreeMap<Pointer, Vec<String>> {
    let local_roots = host::roots_of(session, seen.iter().map(|(_, evidence)| evidence));
    let mut all: BTreeMap<Pointer, Vec<String>> = BTreeMap::new();
    for (place, seen) in seen.iter().enumerate() {
        let Some(case) = session.case(place, seen) else {
            continue;
        };
        for pointer in session.pointers(&case, &local_roots) {
            let hosts = all.entry(pointer).or_default();
            if !hosts.contains(&case.probe.host) {
                hosts.push(case.probe.host.clone());
            }
        }
    }
    let fetched = issuers(seen);
    all.retain(|pointer, _| !fetched.contains(&(&*pointer.at.host, &*pointer.at.path)));
    all
}

impl Session<'_> {
    /// The addresses that the chains of one probe name. What is a probe of the plan is none of them.
    pub(super) fn pointers(&self, case: &Case<'_>, local_roots: &[Blob]) -> Vec<Pointer> {
        let mut all = pointers(case, &self.policy(local_roots));
        all.retain(|pointer| !self.is_planned(&pointer.at));
        all
    }
}

/// The hosts and paths of what chains waited for.
fn issuers(seen: &Seen) -> BTreeSet<(&str, &str)> {
    let controls = seen.iter().flat_map(|(_, evidence)| &evidence.controls);
    let urls = controls.filter_map(Control::issuer).map(|(url, _)| url);
    let fetched = urls.filter_map(|url| {
        let (_, rest) = url.split_once("://")?;
        Some(rest.split_at(rest.find(['/', '?'])?))
    });
    fetched.collect()
}
