//! One run under way: its settings, its observer, and where each probe went.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinError;
use tokio::time::Instant;

use super::beside::Beside;
use super::followups::ExperimentKey;
use super::linked_files::{FileKey, LinkedFile};
use super::pending::{Event, Pending, crashed};
use super::routing::{Outcome, RouteChooser};
use super::settings::{Environment, Settings};
use super::started::StartedOnce;
use super::tasks::in_order;
use crate::evidence::{Control, Evidence};
use crate::judge::{Policy, Statements};
use crate::net::Deadline;
use crate::observe::{Destination, NoListener, Observer, ProbeSlot};
use crate::route::{NextHop, Route};
use crate::signature::Signatures;
use crate::text::bytes::Blob;

/// What the parts of a run share: settings, the observer, and where each probe went.
pub(super) struct Session<'a> {
    pub(super) settings: &'a Settings,
    pub(super) environment: &'a Environment,
    pub(super) observer: Arc<Observer>,
    pub(super) by: Deadline,
    /// The signatures that were checked so far: judging comes back to them.
    pub(super) signatures: Signatures,
    pub(super) route_chooser: RouteChooser,
    /// Room for as many connections at a time as the user allows.
    width: Arc<Semaphore>,
    /// The files that certificates name, fetched on the chosen route and beside it.
    pub(super) files: StartedOnce<FileKey, Option<LinkedFile>>,
    pub(super) direct_files: StartedOnce<FileKey, Option<LinkedFile>>,
    /// The small experiments that were started so far.
    pub(super) experiments: StartedOnce<ExperimentKey, Vec<Control>>,
    /// The hop that each probe went through.
    pub(super) hops: Vec<NextHop>,
    /// The address of each probe's target, where the hop was given that.
    pub(super) asked: Vec<Option<IpAddr>>,
    /// When each probe's turn came.
    pub(super) began: Vec<Instant>,
}

impl<'a> Session<'a> {
    pub(super) async fn new(settings: &'a Settings, environment: &'a Environment) -> Self {
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
            signatures: Signatures::default(),
            width: Arc::new(Semaphore::new(settings.parallel.max(1))),
            files: StartedOnce::default(),
            direct_files: StartedOnce::default(),
            experiments: StartedOnce::default(),
            hops: vec![None; settings.plan.probes.len()],
            asked: vec![None; settings.plan.probes.len()],
            began: vec![Instant::now(); settings.plan.probes.len()],
        }
    }

    /// One task for each probe, as many at a time as is wanted; results in the order of the plan.
    /// What their walks show starts follow-ups beside them.
    pub(super) async fn observe_all(&mut self) -> Seen {
        let probes = self.settings.plan.probes.clone();
        let chosen = self.route_chooser.choose(probes).await;
        self.environment
            .progress
            .planned(self.settings.plan.probes.len());
        let routes: Vec<Route> = chosen.iter().map(|(route, _)| route.clone()).collect();
        let (events, arriving) = unbounded_channel();
        let planned = self.settings.plan.probes.iter().zip(chosen).enumerate();
        let tasks = planned.map(|(place, (probe, (route, hops)))| {
            let (pending, probe) = (self.pending(place, &events), probe.clone());
            async move { pending.measure(&probe, route, &hops).await }
        });
        let tasks: Vec<_> = tasks.collect();
        drop(events);
        let beside = Beside::new(self, &routes);
        let (outcomes, ()) = tokio::join!(in_order(tasks), beside.follow(arriving));
        let outcomes = outcomes.into_iter().zip(routes).enumerate();
        outcomes
            .map(|(place, (outcome, route))| self.keep(place, outcome, route))
            .collect()
    }

    fn keep(
        &mut self,
        place: usize,
        outcome: Result<Outcome, JoinError>,
        route: Route,
    ) -> (Route, Evidence) {
        match outcome {
            Ok(outcome) => {
                self.learn(place, &outcome);
                (outcome.route, outcome.evidence)
            }
            Err(broken) => {
                self.began[place] = Instant::now();
                (route, crashed(broken, self.environment.now_unix))
            }
        }
    }

    /// Takes down which route a probe took, and when.
    pub(super) fn learn(&mut self, place: usize, outcome: &Outcome) {
        self.began[place] = outcome.began;
        self.hops[place].clone_from(&outcome.hop);
        self.asked[place] = outcome.evidence.asked();
    }

    /// Room for as many connections at a time as the user allows, shared by all that is under way.
    pub(super) fn width(&self) -> Arc<Semaphore> {
        Arc::clone(&self.width)
    }

    /// What is judged by while the run goes on.
    pub(super) fn policy<'p>(&'p self, local_roots: &'p [Blob]) -> Policy<'p> {
        static NONE: LazyLock<Statements> = LazyLock::new(Statements::default);
        Policy {
            catalogue: &self.settings.catalogue,
            local_roots,
            statements: &NONE,
            signatures: &self.signatures,
        }
    }

    /// Where a probe leads at one address, on the route that it took.
    pub(super) fn destination(&self, place: usize, to: SocketAddr) -> Destination {
        Destination {
            probe: self.settings.plan.probes[place].clone(),
            hop: self.hops[place].clone(),
            to,
            asked: self.asked[place],
        }
    }

    /// The times of what is asked beside the probes, until this deadline.
    pub(super) fn slot(&self, by: Deadline) -> ProbeSlot {
        ProbeSlot {
            began: Instant::now(),
            started_unix: self.environment.now_unix,
            by,
            listener: Arc::new(NoListener),
        }
    }

    fn pending(&self, place: usize, events: &UnboundedSender<Event>) -> Pending {
        Pending {
            place,
            observer: Arc::clone(&self.observer),
            by: self.by.clone(),
            width: self.width(),
            now_unix: self.environment.now_unix,
            progress: Arc::clone(&self.environment.progress),
            compares: self.settings.compare_direct || self.settings.direct.is_some(),
            direct: self.settings.direct,
            events: events.clone(),
        }
    }
}

/// What was seen of each probe of a plan, in its order.
pub(super) type Seen = Vec<(Route, Evidence)>;
