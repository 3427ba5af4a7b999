//! One probe's task: it waits for its turn, then walks.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinError;
use tokio::time::Instant;
use tracing::{Instrument, info, info_span};

use super::by_system::SystemWay;
use super::event::Event;
use super::hop_load::{HopGate, Visit};
use super::probe_progress::ProbeProgress;
use super::progress::Progress;
use super::routing::{self, Outcome};
use crate::evidence::direct::Expected;
use crate::evidence::{Direct, Ended, Evidence, Resolution, Step};
use crate::net::Deadline;
use crate::observe::{Observer, ProbeSlot};
use crate::plan::Probe;
use crate::route::{NextHop, Route};

/// What one probe's task needs.
pub(super) struct Pending {
    pub(super) place: usize,
    pub(super) observer: Arc<Observer>,
    pub(super) by: Deadline,
    pub(super) width: Arc<Semaphore>,
    /// In front of the first hop of its route.
    pub(super) gate: HopGate,
    pub(super) now_unix: i64,
    pub(super) progress: Arc<dyn Progress>,
    /// Is the direct way measured beside another one, and what is it meant to be?
    pub(super) compares: bool,
    pub(super) direct: Option<Expected>,
    /// The route that the operating system takes, where it fetches this by itself.
    pub(super) system: Option<SystemWay>,
    /// Who is told what the walks show while they go on.
    pub(super) events: UnboundedSender<Event>,
}

impl Pending {
    /// One probe. Its clock starts when its turn comes, not when it is queued.
    pub(super) async fn measure(&self, probe: &Probe, route: Route, hops: &[NextHop]) -> Outcome {
        let queued = Instant::now();
        let turn = async { (self.width.acquire().await, self.gate.enter().await) };
        let turn = self.by.within(FOREVER, turn).await;
        let began = Instant::now();
        // A turn may come just because the others were stopped.
        let over = self.by.is_over();
        let (_permit, visit) = match (turn, over) {
            (Ok(turn), None) => turn,
            (Err(over), _) | (Ok(_), Some(over)) => {
                return Outcome {
                    began,
                    route,
                    hop: None,
                    evidence: never_begun(probe, self.now_unix, over.into()),
                };
            }
        };
        let waited = i64::try_from(queued.elapsed().as_secs()).unwrap_or(i64::MAX);
        let slot = ProbeSlot {
            began,
            started_unix: self.now_unix.saturating_add(waited),
            by: self.by.clone(),
            listener: Arc::new(ProbeProgress::begin(
                &self.progress,
                self.place,
                probe,
                Some(self.events.clone()),
            )),
        };
        let name = format!("{}:{}", probe.host, probe.port);
        let via = route.name().to_owned();
        let walking = async {
            let outcome = self.walk(probe, route, hops, &slot).await;
            let outcome = counted_in(outcome, &visit);
            let attempts = outcome.evidence.attempts.len();
            info!(attempts, "measured in {} ms", began.elapsed().as_millis());
            // Nobody listens any more where the run breaks off.
            let _ = self
                .events
                .send(Event::Measured(self.place, Box::new(outcome.clone())));
            outcome
        };
        walking.instrument(info_span!("probe", name, via)).await
    }

    /// Along the way that counts; where that is asked for straight as well, and as the operating system
    /// goes by itself.
    async fn walk(
        &self,
        probe: &Probe,
        route: Route,
        hops: &[NextHop],
        slot: &ProbeSlot,
    ) -> Outcome {
        let by_system = Box::pin(self.by_system(probe, route.clone(), slot));
        let beside = Box::pin(self.straight(probe, hops, slot));
        let walking = Box::pin(routing::walk(&self.observer, probe, route, hops, slot));
        let (mut outcome, beside, by_system) = tokio::join!(walking, beside, by_system);
        if self.compares {
            let direct = Direct {
                expected: self.direct,
                evidence: beside.filter(|_| !outcome.route.is_direct()),
            };
            outcome.evidence.direct = (direct != Direct::default()).then(|| Box::new(direct));
        }
        let system = self.system.as_ref();
        let by_system = system.and_then(|way| way.seen(by_system, &outcome.route));
        outcome.evidence.by_system = by_system;
        outcome
    }

    async fn straight(
        &self,
        probe: &Probe,
        hops: &[NextHop],
        slot: &ProbeSlot,
    ) -> Option<Evidence> {
        let wanted = self.compares && hops.iter().any(Option::is_some);
        let straight = || self.observer.observe(probe, None, slot);
        if wanted { Some(straight().await) } else { None }
    }

    /// Nothing where that is the chosen route, or the direct one which is measured anyway.
    async fn by_system(&self, probe: &Probe, chosen: Route, slot: &ProbeSlot) -> Option<Evidence> {
        let way = self.system.as_ref()?;
        let measuring = || Box::pin(way.measure(probe, &self.observer, slot));
        if way.is_known(&chosen, self.compares) {
            None
        } else {
            Some(measuring().await)
        }
    }
}

/// What the hop did with it counts for those that come after it.
fn counted_in(mut outcome: Outcome, visit: &Visit) -> Outcome {
    if outcome.hop.is_some() {
        outcome.evidence.hop_load =
            visit.learn(&outcome.evidence.attempts.iter().collect::<Vec<_>>());
    }
    outcome
}

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
pub(super) fn crashed(broken: JoinError, now_unix: i64) -> Evidence {
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

/// Longer than any run.
pub(super) const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
