//! After the walks: experiments that could change what is said of them. The judge says which; at most
//! two rounds of them are made, since the outcome of one may show the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{Crew, Seen, again, assemble};
use crate::catalogue::{Content, Method, Scheme, Sure};
use crate::evidence::Control;
use crate::judge::{self, Missing, Policy, Referred, Wants};
use crate::observe::{Observer, Turn, Watch};
use crate::plan::Probe;
use crate::route::{Hop, Route};

/// Rounds of experiments.
const ROUNDS: usize = 2;
/// No more addresses of certificates than this are fetched in one run.
const MOST_FETCHED: usize = 64;

/// What is fetched for a chain is nobody's probe.
#[derive(Debug)]
struct Nobody;

impl Watch for Nobody {}

/// Makes the experiments that are wanted, and writes what they show into the evidence. What has to be
/// alone comes last.
pub(super) async fn add_to(crew: &Crew<'_>, seen: &mut Seen) {
    let mut room = MOST_FETCHED;
    for _ in 0..ROUNDS {
        let wants = wants(crew, seen);
        if wants.is_empty() || crew.by.is_over().is_some() {
            return;
        }
        let chosen = chosen(&wants.issuers, room);
        room -= chosen.len();
        let known = fetch_all(crew, chosen).await;
        for missing in wants.issuers {
            let control = known.get(&missing.at).cloned();
            seen[missing.probe].1.controls.extend(control);
        }
        again::ask_again(crew, seen, wants.alone).await;
    }
}

fn wants(crew: &Crew<'_>, seen: &Seen) -> Wants {
    let policy = Policy {
        catalogue: &crew.settings.catalogue,
        local_roots: &assemble::roots_of(seen, &crew.world.roots),
    };
    judge::wants(seen, &crew.settings.plan.probes, &policy)
}

/// The addresses that are wanted, each once, as many as may still be asked.
fn chosen(wanted: &[Missing], room: usize) -> BTreeSet<Referred> {
    let mut chosen = BTreeSet::new();
    for missing in wanted {
        if chosen.len() < room {
            chosen.insert(missing.at.clone());
        }
    }
    chosen
}

/// Each address once, however many chains name it.
async fn fetch_all(crew: &Crew<'_>, chosen: BTreeSet<Referred>) -> BTreeMap<Referred, Control> {
    let width = Arc::new(Semaphore::new(crew.settings.parallel.max(1)));
    let mut tasks = JoinSet::new();
    let probes: Vec<Probe> = chosen.iter().map(probe_of).collect();
    let ways = crew.chooser.choose(probes.clone()).await;
    for ((referred, probe), (route, ways)) in chosen.into_iter().zip(probes).zip(ways) {
        // The first way of a list only: nothing of the verdict on the way rests on this.
        let hop = ways.into_iter().next().flatten();
        let (observer, width) = (Arc::clone(&crew.observer), Arc::clone(&width));
        let turn = Turn {
            began: Instant::now(),
            started_unix: crew.world.now_unix,
            by: crew.by.clone(),
            watch: Arc::new(Nobody),
        };
        tasks.spawn(async move {
            let _permit = width.acquire().await;
            let url = referred.url.clone();
            let control = fetch(&observer, &turn, url, &probe, (route, hop)).await;
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

async fn fetch(
    observer: &Observer,
    turn: &Turn,
    url: String,
    probe: &Probe,
    (route, hop): (Route, Option<Hop>),
) -> Control {
    let fetched = observer.fetch_referred(probe, hop.as_ref(), turn).await;
    Control::Issuer {
        url,
        route,
        resolve: fetched.resolve.map(Box::new),
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
