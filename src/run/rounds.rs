//! After the walks: experiments that could change what is said of them. The judge says which; at most
//! two rounds of them are made, since the outcome of one may show the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{Seen, Settings, World, assemble};
use crate::catalogue::{Content, Method, Scheme, Sure};
use crate::evidence::Control;
use crate::judge::{self, Case, Policy, Referred, Wish};
use crate::net::Deadline;
use crate::observe::Observer;
use crate::plan::Probe;
use crate::route::{Hop, Route, Target};

/// Rounds of experiments.
const ROUNDS: usize = 2;
/// No more addresses of certificates than this are fetched in one run.
const MOST_FETCHED: usize = 64;

/// What the experiments share.
pub(super) struct Rounds<'a> {
    pub(super) settings: &'a Settings,
    pub(super) world: &'a World,
    pub(super) observer: &'a Arc<Observer>,
    pub(super) by: &'a Deadline,
}

impl Rounds<'_> {
    /// Makes the experiments that are wanted, and writes what they show into the evidence.
    pub(super) async fn add_to(&self, seen: &mut Seen) {
        let mut fetched = 0;
        for _ in 0..ROUNDS {
            let wishes = self.wishes(seen);
            if wishes.is_empty() || self.by.is_over().is_some() {
                return;
            }
            let issuers = issuers(&wishes, MOST_FETCHED - fetched);
            fetched += issuers.len();
            let known = self.fetch_all(issuers).await;
            for (place, Wish::Issuer(referred)) in wishes {
                let control = known.get(&referred).cloned();
                seen[place].1.controls.extend(control);
            }
        }
    }

    /// What each probe wants, by its place in the plan.
    fn wishes(&self, seen: &Seen) -> Vec<(usize, Wish)> {
        let catalogue = &self.settings.catalogue;
        let local_roots = assemble::roots_of(seen, &self.world.roots);
        let policy = Policy {
            catalogue,
            local_roots: &local_roots,
        };
        let mut wishes = Vec::new();
        let probes = self.settings.plan.probes.iter().zip(seen);
        for (place, (probe, (route, evidence))) in probes.enumerate() {
            let Some(endpoint) = catalogue.endpoint(&probe.endpoint) else {
                continue;
            };
            let case = Case {
                probe,
                endpoint,
                route,
                evidence,
            };
            let wanted = judge::wants(&case, &policy).into_iter();
            wishes.extend(wanted.map(|wish| (place, wish)));
        }
        wishes
    }

    /// Each address once, however many chains name it.
    async fn fetch_all(&self, issuers: BTreeSet<Referred>) -> BTreeMap<Referred, Control> {
        let width = Arc::new(Semaphore::new(self.settings.parallel.max(1)));
        let mut tasks = JoinSet::new();
        for referred in issuers {
            let probe = probe_of(&referred);
            let (route, hop) = self.settings.ways.choose(&Target {
                host: &probe.host,
                port: probe.port,
                scheme: probe.scheme,
            });
            let (observer, by) = (Arc::clone(self.observer), self.by.clone());
            let width = Arc::clone(&width);
            tasks.spawn(async move {
                let _turn = width.acquire().await;
                let control = fetch(&observer, &by, &referred, &probe, route, hop.as_ref()).await;
                (referred, control)
            });
        }
        let mut known = BTreeMap::new();
        while let Some(done) = tasks.join_next().await {
            // One that broke has shown nothing, and nothing rests on it.
            known.extend(done.ok());
        }
        known
    }
}

/// The addresses that are wanted, as many as may still be asked.
fn issuers(wishes: &[(usize, Wish)], room: usize) -> BTreeSet<Referred> {
    let mut chosen = BTreeSet::new();
    for (_, Wish::Issuer(referred)) in wishes {
        if chosen.len() < room {
            chosen.insert(referred.clone());
        }
    }
    chosen
}

async fn fetch(
    observer: &Observer,
    by: &Deadline,
    referred: &Referred,
    probe: &Probe,
    route: Route,
    hop: Option<&Hop>,
) -> Control {
    let fetched = observer.fetch_referred(probe, hop, by).await;
    Control::Issuer {
        url: referred.url.clone(),
        route,
        resolve: fetched.resolve,
        attempts: fetched.attempts,
    }
}

/// What is asked of an address that a certificate names.
fn probe_of(referred: &Referred) -> Probe {
    Probe {
        endpoint: String::new(),
        host: referred.host.clone(),
        port: 80,
        scheme: Scheme::Http,
        path: referred.path.clone(),
        method: Method::Get,
        content: Content::Certificate,
        request: None,
        sure: Sure::High,
        wildcard: false,
    }
}
