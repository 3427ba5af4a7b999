//! The conductor: plan → observe all → judge → report. Says who works when; measures and decides
//! nothing.

mod assemble;
mod matrix;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use crate::blob::Blob;
use crate::catalogue::Catalogue;
use crate::evidence::{Ended, Evidence, Host, Resolution, Step};
use crate::net::{Deadline, Dial};
use crate::observe::{Limits, Observer};
use crate::plan::{Plan, Probe, Selection};
use crate::report::{Report, Run};
use crate::route::{Hop, Route, Target, Ways};

pub use assemble::judge_again;

/// Everything a run needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What must be reachable.
    pub catalogue: Catalogue,
    /// What of it is wanted.
    pub selection: Selection,
    /// The probes.
    pub plan: Plan,
    /// The name servers to ask, and the reason where there is none.
    pub servers: Result<Vec<SocketAddr>, String>,
    /// What was said about the way out.
    pub ways: Ways,
    /// The bounds of a step.
    pub limits: Limits,
    /// The bound of the run.
    pub deadline: Duration,
    /// Probes at a time.
    pub parallel: usize,
    /// Is TLS tried in every shape, once the first results are there?
    pub thorough: bool,
}

/// What a run is given from outside, so that tests can give something else.
#[derive(Debug, Clone)]
pub struct World {
    /// The network.
    pub dial: Arc<dyn Dial>,
    /// Seconds since 1970 at the start.
    pub now_unix: i64,
    /// The certificates that this machine trusts.
    pub roots: Vec<Blob>,
    /// Turns true when the user wants to stop.
    pub stop: watch::Receiver<bool>,
}

/// Measures everything and judges it. Always ends with a report.
pub async fn run(settings: Settings, world: World) -> Report {
    let began = Instant::now();
    let servers = settings.servers.clone().unwrap_or_default();
    let dial = Arc::clone(&world.dial);
    let work = Work {
        observer: Arc::new(Observer::new(dial, servers, settings.limits)),
        by: Deadline::after(settings.deadline, world.stop.clone()),
        width: Arc::new(Semaphore::new(settings.parallel.max(1))),
        now_unix: world.now_unix,
    };
    let mut seen = observe_all(&settings, &work).await;
    if settings.thorough {
        matrix::observe(&settings, &work, &mut seen).await;
    }
    let host = Host {
        os: crate::machine::os(),
        resolvers: settings.servers.clone().unwrap_or_default(),
        resolvers_problem: settings.servers.as_ref().err().cloned(),
        local_roots: assemble::roots_of(&seen, &world.roots),
    };
    let run = Run {
        started: rfc3339(world.now_unix),
        took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        interrupted: *world.stop.borrow(),
        host,
        selection: settings.selection,
    };
    assemble::report(settings.catalogue, &settings.plan, run, seen)
}

/// What was seen of each probe of a plan, in its order.
pub(crate) type Seen = Vec<(Route, Evidence)>;

/// What every task of a run needs.
#[derive(Clone)]
struct Work {
    observer: Arc<Observer>,
    by: Deadline,
    width: Arc<Semaphore>,
    now_unix: i64,
}

/// One task for each probe, as many at a time as is wanted; results in the order of the plan.
async fn observe_all(settings: &Settings, work: &Work) -> Seen {
    let mut tasks = JoinSet::new();
    let mut places = BTreeMap::new();
    let mut seen = Vec::new();
    for (place, probe) in settings.plan.probes.iter().cloned().enumerate() {
        let (route, hop) = settings.ways.choose(&target(&probe));
        seen.push((route, Evidence::default()));
        let work = work.clone();
        let task = tasks.spawn(async move { work.take(&probe, hop.as_ref()).await });
        places.insert(task.id(), place);
    }
    while let Some(done) = tasks.join_next_with_id().await {
        let (id, evidence) = match done {
            Ok((id, evidence)) => (id, evidence),
            Err(broken) => (broken.id(), crashed(broken, work.now_unix)),
        };
        if let Some(place) = places.get(&id) {
            seen[*place].1 = evidence;
        }
    }
    seen
}

fn target(probe: &Probe) -> Target<'_> {
    Target {
        host: &probe.host,
        port: probe.port,
        scheme: probe.scheme,
    }
}

impl Work {
    /// One probe. Its clock starts when its turn comes, not when it is queued.
    async fn take(&self, probe: &Probe, hop: Option<&Hop>) -> Evidence {
        let queued = Instant::now();
        let turn = self.by.within(FOREVER, self.width.acquire()).await;
        // A turn may come just because the others were stopped.
        if let Some(over) = turn.as_ref().err().copied().or_else(|| self.by.is_over()) {
            return never_begun(probe, self.now_unix, over.into());
        }
        let waited = i64::try_from(queued.elapsed().as_secs()).unwrap_or(i64::MAX);
        let started = self.now_unix.saturating_add(waited);
        self.observer.observe(probe, hop, &self.by, started).await
    }
}

/// Longer than any run.
const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

fn never_begun(probe: &Probe, now_unix: i64, ended: Ended) -> Evidence {
    let seen = Resolution {
        name: probe.host.clone(),
        ..Resolution::default()
    };
    Evidence {
        started_unix: now_unix,
        resolve: Some(Step {
            at_ms: 0,
            took_ms: 0,
            seen,
            ended,
        }),
        ..Evidence::default()
    }
}

/// A panic in one probe takes no other down.
fn crashed(broken: JoinError, now_unix: i64) -> Evidence {
    let words = match broken.try_into_panic() {
        Ok(panic) => panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap_or_else(|| "a panic without words".to_owned()),
        Err(cancelled) => cancelled.to_string(),
    };
    Evidence {
        started_unix: now_unix,
        crashed: Some(words),
        ..Evidence::default()
    }
}

fn rfc3339(unix: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(unix).ok();
    moment
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}
