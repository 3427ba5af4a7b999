//! The conductor: plan → observe all → judge → report. Says who works when; measures and decides
//! nothing.

mod assemble;
mod followups;
mod hold;
mod matrix;
mod progress;
mod proof;
mod revocation;
mod routing;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use crate::catalogue::Catalogue;
use crate::evidence::direct::Expected;
use crate::evidence::recording::Challenge;
use crate::evidence::{Direct, Ended, Evidence, Host, Resolution, Step};
use crate::machine::NoNameServers;
use crate::net::{Deadline, Dial};
use crate::observe::{Limits, Observer, ProbeSlot};
use crate::plan::{Plan, Probe, Selection};
use crate::report::{Report, Run};
use crate::route::{NextHop, ProxySettings, Route, Target};
use crate::text::bytes::Blob;

pub use self::proof::{capture, proof};
pub use self::routing::routes;
pub use assemble::judge_again;
pub use progress::{Progress, Unwatched};

use self::revocation::Added;
use self::routing::RouteChooser;
use progress::ProbeProgress;

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
    pub servers: Result<Vec<SocketAddr>, NoNameServers>,
    /// What was said about the way out.
    pub proxy_settings: ProxySettings,
    /// The bounds of a step.
    pub limits: Limits,
    /// The bound of the run.
    pub deadline: Duration,
    /// Probes at a time.
    pub parallel: usize,
    /// Is TLS tried in every shape, once the first results are there?
    pub thorough: bool,
    /// Is the direct way measured beside another one?
    pub compare_direct: bool,
    /// What the direct way is meant to be; it is measured then.
    pub direct: Option<Expected>,
    /// For how long connections are left alone in the end, to see whether they are cut.
    pub hold: Option<Duration>,
    /// What client randoms are made of, where handshakes are recorded for a proof.
    pub proof: Option<Challenge>,
}

/// What a run is given from outside, so that tests can give something else.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The network.
    pub dial: Arc<dyn Dial>,
    /// Seconds since 1970 at the start.
    pub now_unix: i64,
    /// The certificates that this machine trusts.
    pub roots: Vec<Blob>,
    /// What is known of this machine beforehand; the run adds what it learns.
    pub host: Host,
    /// Turns true when the user wants to stop.
    pub stop: watch::Receiver<bool>,
    /// Who looks on.
    pub progress: Arc<dyn Progress>,
}

/// Measures everything and judges it. Always ends with a report.
pub async fn run(settings: Settings, environment: Environment) -> Report {
    let began = Instant::now();
    let mut session = Session::new(&settings, &environment).await;
    let mut seen = session.observe_all().await;
    let room = followups::add_to(&session, &mut seen).await;
    let revocation = revocation::observe(&session, &seen, room).await;
    if settings.thorough {
        matrix::observe(&session, &mut seen).await;
    }
    if let Some(longest) = settings.hold {
        hold::observe(&session, &mut seen, longest).await;
    }
    let host = Host {
        clock_unix: environment.now_unix,
        source_addresses: assemble::source_addresses(environment.dial.as_ref(), &seen),
        resolvers: settings.servers.clone().unwrap_or_default(),
        resolvers_problem: settings.servers.as_ref().err().map(ToString::to_string),
        local_roots: assemble::roots_of(&seen, &environment.roots),
        ..environment.host
    };
    let run = Run {
        started: rfc3339(environment.now_unix),
        took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        interrupted: *environment.stop.borrow(),
        host,
        selection: settings.selection,
    };
    let measured = Measured { seen, revocation };
    assemble::report(settings.catalogue, &settings.plan, run, measured)
}

/// What was seen of each probe of a plan, in its order.
pub(crate) type Seen = Vec<(Route, Evidence)>;

/// Everything that was seen.
pub(super) struct Measured {
    seen: Seen,
    /// Of probes that the run added by itself.
    revocation: Vec<Added>,
}

/// Everybody who works on a run, and what they need.
struct Session<'a> {
    settings: &'a Settings,
    environment: &'a Environment,
    observer: Arc<Observer>,
    by: Deadline,
    route_chooser: RouteChooser,
    /// The way each probe went.
    gone: Vec<NextHop>,
    /// The address of each probe's target, where the hop was given that.
    asked: Vec<Option<IpAddr>>,
    /// When each probe's turn came.
    began: Vec<Instant>,
}

impl<'a> Session<'a> {
    async fn new(settings: &'a Settings, environment: &'a Environment) -> Self {
        let servers = settings.servers.clone().unwrap_or_default();
        let observer = Observer::new(Arc::clone(&environment.dial), servers, settings.limits);
        let mut observer = observer.trusting(&environment.roots);
        if let Some(challenge) = &settings.proof {
            observer = observer.recording(challenge.clone());
        }
        let by = Deadline::after(settings.deadline, environment.stop.clone());
        Self {
            settings,
            environment,
            observer: Arc::new(observer),
            route_chooser: RouteChooser::new(settings, environment, &by, false).await,
            by,
            gone: vec![None; settings.plan.probes.len()],
            asked: vec![None; settings.plan.probes.len()],
            began: vec![Instant::now(); settings.plan.probes.len()],
        }
    }

    /// One task for each probe, as many at a time as is wanted; results in the order of the plan.
    async fn observe_all(&mut self) -> Seen {
        let width = Arc::new(Semaphore::new(self.settings.parallel.max(1)));
        let mut tasks = JoinSet::new();
        let mut places = BTreeMap::new();
        let mut seen = Vec::new();
        let probes = self.settings.plan.probes.clone();
        let mut chosen = self.route_chooser.choose(probes).await.into_iter();
        self.environment
            .progress
            .planned(self.settings.plan.probes.len());
        for (place, probe) in self.settings.plan.probes.iter().enumerate() {
            let (route, ways) = chosen.next().unwrap_or_default();
            seen.push((route.clone(), Evidence::default()));
            let seat = self.queued(place, &width);
            let probe = probe.clone();
            let task = tasks.spawn(async move { seat.take(&probe, route, &ways).await });
            places.insert(task.id(), place);
        }
        while let Some(done) = tasks.join_next_with_id().await {
            match done {
                Ok((id, gone)) => {
                    let place = places[&id];
                    self.began[place] = gone.began;
                    self.gone[place] = gone.way;
                    self.asked[place] = gone.evidence.asked();
                    seen[place] = (gone.route, gone.evidence);
                }
                Err(broken) => {
                    let place = places[&broken.id()];
                    self.began[place] = Instant::now();
                    seen[place].1 = crashed(broken, self.environment.now_unix);
                }
            }
        }
        seen
    }

    fn queued(&self, place: usize, width: &Arc<Semaphore>) -> Pending {
        Pending {
            place,
            observer: Arc::clone(&self.observer),
            by: self.by.clone(),
            width: Arc::clone(width),
            now_unix: self.environment.now_unix,
            progress: Arc::clone(&self.environment.progress),
            compares: self.settings.compare_direct || self.settings.direct.is_some(),
            direct: self.settings.direct,
        }
    }
}

fn target(probe: &Probe) -> Target<'_> {
    Target {
        host: &probe.host,
        port: probe.port,
        scheme: probe.scheme,
    }
}

/// What one probe's task brings back.
struct Outcome {
    began: Instant,
    route: Route,
    way: NextHop,
    evidence: Evidence,
}

/// What one probe's task needs.
struct Pending {
    place: usize,
    observer: Arc<Observer>,
    by: Deadline,
    width: Arc<Semaphore>,
    now_unix: i64,
    progress: Arc<dyn Progress>,
    /// Is the direct way measured beside another one, and what is it meant to be?
    compares: bool,
    direct: Option<Expected>,
}

impl Pending {
    /// One probe. Its clock starts when its turn comes, not when it is queued.
    async fn take(&self, probe: &Probe, route: Route, ways: &[NextHop]) -> Outcome {
        let queued = Instant::now();
        let permit = self.by.within(FOREVER, self.width.acquire()).await;
        let began = Instant::now();
        // A turn may come just because the others were stopped.
        if let Some(over) = permit.as_ref().err().copied().or_else(|| self.by.is_over()) {
            return Outcome {
                began,
                route,
                way: None,
                evidence: never_begun(probe, self.now_unix, over.into()),
            };
        }
        let waited = i64::try_from(queued.elapsed().as_secs()).unwrap_or(i64::MAX);
        let slot = ProbeSlot {
            began,
            started_unix: self.now_unix.saturating_add(waited),
            by: self.by.clone(),
            watch: Arc::new(ProbeProgress::begin(&self.progress, self.place, probe)),
        };
        self.walk(probe, route, ways, &slot).await
    }

    /// Along the way that counts, and where that is asked for straight as well.
    async fn walk(
        &self,
        probe: &Probe,
        route: Route,
        ways: &[NextHop],
        slot: &ProbeSlot,
    ) -> Outcome {
        let walking = Box::pin(routing::walk(&self.observer, probe, route, ways, slot));
        if !self.compares {
            return walking.await;
        }
        let beside = Box::pin(async {
            if !ways.iter().any(Option::is_some) {
                return None;
            }
            Some(self.observer.observe(probe, None, slot).await)
        });
        let (mut gone, beside) = tokio::join!(walking, beside);
        let direct = Direct {
            expected: self.direct,
            evidence: beside.filter(|_| !gone.route.is_direct()),
        };
        gone.evidence.direct = (direct != Direct::default()).then(|| Box::new(direct));
        gone
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

/// A moment, seconds since 1970, as RFC 3339 writes it.
#[must_use]
pub fn rfc3339(unix: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(unix).ok();
    moment
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}
