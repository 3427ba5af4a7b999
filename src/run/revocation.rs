//! Files from addresses that certificates name: the links that chains wait for, and at the end what
//! clients ask while they check a chain.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::host;
use super::session::{Seen, Session};
use super::tasks::in_order;
use tracing::{Instrument, info_span};

use crate::catalogue::{Content, Method, Scheme, Sure};
use crate::evidence::{Control, Direct, Evidence};
use crate::judge::chain::{Pointer, pointers};
use crate::judge::{Case, FetchableUrl, Policy, Statements};
use crate::observe::Fetched;
use crate::plan::Probe;
use crate::route::{Hop, Route};

/// A probe that nobody planned.
#[derive(Debug, Clone)]
pub(super) struct Added {
    pub(super) probe: Probe,
    /// The hosts whose chains name this address.
    pub(super) named_by: Vec<String>,
    pub(super) route: Route,
    pub(super) evidence: Evidence,
}

/// Asks the addresses that genuine chains name, no more of them than there is room for.
pub(super) async fn observe(session: &Session<'_>, seen: &Seen, room: usize) -> Vec<Added> {
    if session.by.is_over().is_some() {
        return Vec::new();
    }
    let wanted: Vec<_> = named(session, seen).into_iter().take(room).collect();
    let probes = wanted.iter().map(|(pointer, _)| of_pointer(pointer));
    let ways = ways(session, probes.collect()).await;
    let beside = ways
        .iter()
        .flatten()
        .map(|way| way.straight(session))
        .collect();
    let (fetched, beside) = tokio::join!(fetch_each(session, ways), fetch_each(session, beside));
    let named_by = wanted.into_iter().map(|(_, hosts)| hosts);
    let added = fetched.into_iter().zip(beside).zip(named_by);
    let added = added.filter_map(|((fetched, beside), named_by)| {
        let (way, fetched) = fetched?;
        let mut evidence = evidence_of(session, &way.route, fetched);
        evidence.direct = beside.map(|(way, fetched)| {
            Box::new(Direct {
                expected: session.settings.direct,
                evidence: Some(evidence_of(session, &way.route, fetched)),
            })
        });
        Some(Added {
            probe: way.probe,
            named_by,
            route: way.route,
            evidence,
        })
    });
    added.collect()
}

/// One file, and the way to it.
pub(super) struct LinkedFile {
    probe: Probe,
    pub(super) route: Route,
    hop: Option<Hop>,
}

impl LinkedFile {
    /// The direct route to it, where that is compared with the hop's.
    fn straight(&self, session: &Session<'_>) -> Option<Self> {
        let compares = session.settings.compare_direct || session.settings.direct.is_some();
        (compares && self.hop.is_some()).then(|| Self {
            probe: self.probe.clone(),
            route: Route::default(),
            hop: None,
        })
    }
}

/// The way to each: the first of a list only, since nothing of the verdict on the way rests on this.
pub(super) async fn ways(session: &Session<'_>, probes: Vec<Probe>) -> Vec<Option<LinkedFile>> {
    let chosen = session.route_chooser.choose(probes.clone()).await;
    let going = probes.into_iter().zip(chosen);
    let going = going.map(|(probe, (route, ways))| {
        Some(LinkedFile {
            probe,
            route,
            hop: ways.into_iter().next().flatten(),
        })
    });
    going.collect()
}

fn evidence_of(session: &Session<'_>, route: &Route, fetched: Fetched) -> Evidence {
    let (resolve, resolve_hop) = if route.is_direct() {
        (fetched.resolve, None)
    } else {
        (None, fetched.resolve)
    };
    Evidence {
        started_unix: session.environment.now_unix,
        resolve,
        resolve_hop,
        attempts: fetched.attempts,
        ..Evidence::default()
    }
}

/// Each address once, with the hosts that name it. What is a probe of the plan is not asked again, and
/// neither is what a chain waited for.
fn named(session: &Session<'_>, seen: &Seen) -> BTreeMap<Pointer, Vec<String>> {
    let (catalogue, statements) = (&session.settings.catalogue, Statements::default());
    let policy = Policy {
        catalogue,
        local_roots: &host::roots_of(session, seen),
        statements: &statements,
        signatures: &session.signatures,
    };
    let rows = catalogue.rows_by_id();
    let mut all: BTreeMap<Pointer, Vec<String>> = BTreeMap::new();
    for (probe, (route, evidence)) in session.settings.plan.probes.iter().zip(seen) {
        let Some(&endpoint) = rows.get(&*probe.endpoint) else {
            continue;
        };
        let case = Case {
            probe,
            endpoint,
            route,
            evidence,
        };
        for pointer in pointers(&case, &policy) {
            let hosts = all.entry(pointer).or_default();
            if !hosts.contains(&probe.host) {
                hosts.push(probe.host.clone());
            }
        }
    }
    let asked = asked(session, seen);
    all.retain(|pointer, _| !asked.contains(&(&*pointer.at.host, &*pointer.at.path)));
    all
}

/// The hosts and paths that were asked over plain HTTP.
fn asked<'a>(session: &'a Session<'_>, seen: &'a Seen) -> BTreeSet<(&'a str, &'a str)> {
    let probes = session.settings.plan.probes.iter();
    let planned = probes.filter(|probe| probe.scheme == Scheme::Http);
    let planned = planned.map(|probe| (&*probe.host, &*probe.path));
    let controls = seen.iter().flat_map(|(_, evidence)| &evidence.controls);
    let fetched = controls.filter_map(Control::issuer).filter_map(|(url, _)| {
        let (_, rest) = url.split_once("://")?;
        Some(rest.split_at(rest.find(['/', '?'])?))
    });
    planned.chain(fetched).collect()
}

/// Fetches each, as many at a time as is wanted, in the order given; none where there is no way, and
/// where that broke.
pub(super) async fn fetch_each(
    session: &Session<'_>,
    ways: Vec<Option<LinkedFile>>,
) -> Vec<Option<(LinkedFile, Fetched)>> {
    let (width, slot) = (session.width(), session.slot(session.by.clone()));
    let tasks = ways.into_iter().map(|way| {
        let (observer, width) = (Arc::clone(&session.observer), Arc::clone(&width));
        let slot = slot.clone();
        async move {
            let way = way?;
            let _permit = width.acquire().await;
            let (probe, hop) = (&way.probe, way.hop.as_ref());
            let span = info_span!("revocation", name = probe.host);
            let fetching = observer.fetch_linked(probe, hop, &slot);
            let fetched = fetching.instrument(span).await;
            Some((way, fetched))
        }
    });
    let fetched = in_order(tasks.collect()).await.into_iter();
    // One that broke has shown nothing, and nothing rests on it.
    fetched.map(|fetched| fetched.ok().flatten()).collect()
}

fn of_pointer(pointer: &Pointer) -> Probe {
    Probe {
        method: pointer.method(),
        content: pointer.content,
        request: pointer.request.clone(),
        ..of_issuer(&pointer.at)
    }
}

/// What is asked of an address where an issuer's certificate lies.
pub(super) fn of_issuer(at: &FetchableUrl) -> Probe {
    Probe {
        endpoint: String::new(),
        host: at.host.clone(),
        port: 80,
        scheme: Scheme::Http,
        path: at.path.clone(),
        method: Method::Get,
        content: Content::Certificate,
        request: None,
        sure: Sure::High,
        wildcard: false,
    }
}
