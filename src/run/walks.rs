//! The first walks: every probe of the plan, side by side.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinError;
use tokio::time::Instant;

use super::beside::Beside;
use super::by_system::SystemWay;
use super::event::Event;
use super::hop_load::HopGate;
use super::pending::{Pending, crashed};
use super::routing::Outcome;
use super::session::{Seen, Session};
use super::tasks::in_order;
use crate::catalogue::is_for_checking_chains;
use crate::evidence::Evidence;
use crate::plan::Probe;
use crate::route::Route;

impl Session<'_> {
    /// One task for each probe, as many at a time as is wanted; results in the order of the plan.
    /// What their walks show starts follow-ups beside them.
    pub(super) async fn observe_all(&mut self) -> Seen {
        let probes = self.settings.plan.probes.clone();
        let chosen = self.route_chooser.choose(probes).await;
        let by_system = self.system_ways().await;
        self.environment
            .progress
            .planned(self.settings.plan.probes.len());
        let routes: Vec<Route> = chosen.iter().map(|(route, _)| route.clone()).collect();
        let (events, arriving) = unbounded_channel();
        let planned = self.settings.plan.probes.iter().zip(chosen).zip(by_system);
        let tasks = planned
            .enumerate()
            .map(|(place, ((probe, (route, hops)), system))| {
                let pending = Pending {
                    system,
                    gate: self.hop_loads.gate(hops.first().unwrap_or(&None)),
                    ..self.pending(place, &events)
                };
                let probe = probe.clone();
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

    /// The operating system's own route for each probe of the plan that the system fetches by itself.
    async fn system_ways(&self) -> Vec<Option<SystemWay>> {
        let probes = &self.settings.plan.probes;
        let Some(chooser) = &self.system_routes else {
            return vec![None; probes.len()];
        };
        let ways = chooser.choose(probes.clone()).await.into_iter();
        let ways = ways.zip(probes);
        ways.map(|(way, probe)| self.is_fetched_by_system(probe).then_some(way))
            .collect()
    }

    fn is_fetched_by_system(&self, probe: &Probe) -> bool {
        let phase = self.row(&probe.endpoint).and_then(|row| row.phase);
        is_for_checking_chains(phase, probe.content)
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

    fn pending(&self, place: usize, events: &UnboundedSender<Event>) -> Pending {
        Pending {
            place,
            observer: Arc::clone(&self.observer),
            by: self.by.clone(),
            width: self.width(),
            gate: HopGate::default(),
            now_unix: self.environment.now_unix,
            progress: Arc::clone(&self.environment.progress),
            compares: self.compares_direct(),
            direct: self.settings.direct,
            system: None,
            events: events.clone(),
        }
    }
}
