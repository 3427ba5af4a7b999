//! The conductor: plan → observe all → judge → report. Says who works when; measures and decides
//! nothing.

mod assemble;
mod ways;

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
use crate::route::{Route, Way, Ways};

pub use assemble::judge_again;
pub use ways::routes;

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
    let seen = observe_all(&settings, &world).await;
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

/// One task for each probe, as many at a time as is wanted; results in the order of the plan.
async fn observe_all(settings: &Settings, world: &World) -> Seen {
    let servers = settings.servers.clone().unwrap_or_default();
    let observer = Arc::new(Observer::new(
        Arc::clone(&world.dial),
        servers,
        settings.limits,
    ));
    let by = Deadline::after(settings.deadline, world.stop.clone());
    let width = Arc::new(Semaphore::new(settings.parallel.max(1)));
    let mut chosen = ways::choose(settings, world, &by).await.into_iter();
    let mut tasks = JoinSet::new();
    let mut places = BTreeMap::new();
    let mut seen = Vec::new();
    for (place, probe) in settings.plan.probes.iter().cloned().enumerate() {
        let (observer, by, width) = (Arc::clone(&observer), by.clone(), Arc::clone(&width));
        let now = world.now_unix;
        let (route, ways) = chosen.next().unwrap_or_default();
        seen.push((route.clone(), Evidence::default()));
        let task = tasks.spawn(async move {
            let turn = Turn {
                observer: &observer,
                by: &by,
                width: &width,
                now_unix: now,
            };
            turn.take(&probe, route, &ways).await
        });
        places.insert(task.id(), place);
    }
    while let Some(done) = tasks.join_next_with_id().await {
        let (id, gone, evidence) = match done {
            Ok((id, (route, evidence))) => (id, Some(route), evidence),
            Err(broken) => (broken.id(), None, crashed(broken, world.now_unix)),
        };
        if let Some(place) = places.get(&id) {
            let (route, own) = &mut seen[*place];
            *own = evidence;
            *route = gone.unwrap_or_else(|| std::mem::take(route));
        }
    }
    seen
}

/// What one probe's task needs.
struct Turn<'a> {
    observer: &'a Observer,
    by: &'a Deadline,
    width: &'a Semaphore,
    now_unix: i64,
}

impl Turn<'_> {
    /// One probe. Its clock starts when its turn comes, not when it is queued.
    async fn take(&self, probe: &Probe, route: Route, ways: &[Way]) -> (Route, Evidence) {
        let queued = Instant::now();
        let turn = self.by.within(FOREVER, self.width.acquire()).await;
        // A turn may come just because the others were stopped.
        if let Some(over) = turn.as_ref().err().copied().or_else(|| self.by.is_over()) {
            return (route, never_begun(probe, self.now_unix, over.into()));
        }
        let waited = i64::try_from(queued.elapsed().as_secs()).unwrap_or(i64::MAX);
        let started = self.now_unix.saturating_add(waited);
        self.walk(probe, route, ways, started).await
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
