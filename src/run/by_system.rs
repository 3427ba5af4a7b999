//! Revocation data as the operating system fetches it: on its own settings, beside the route that the
//! product takes.

use std::time::Duration;

use super::routing::{RouteChooser, limits};
use super::settings::{Environment, Settings};
use crate::evidence::{BySystem, Evidence};
use crate::net::Deadline;
use crate::observe::{Observer, ProbeSlot};
use crate::plan::Probe;
use crate::route::{NextHop, Route};

/// A SYN is sent again after one and after three seconds; who needs longer is as good as closed. Networks
/// that force a proxy usually drop the rest, and nobody should wait for that longer than needed.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How the operating system goes out by itself, where that is to be measured.
#[derive(Clone)]
pub(super) struct SystemRouteChooser {
    routes: RouteChooser,
    assumed: bool,
}

impl SystemRouteChooser {
    /// None where the system fetches nothing by itself.
    pub(super) async fn new(
        settings: &Settings,
        environment: &Environment,
        by: &Deadline,
    ) -> Option<Self> {
        let system = settings.system_route.as_ref()?;
        let limits = limits(settings, by);
        Some(Self {
            routes: RouteChooser::new(&system.settings, false, environment, limits).await,
            assumed: system.assumed,
        })
    }

    /// The system's own route for one probe.
    pub(super) async fn choose_one(&self, probe: &Probe) -> Option<SystemWay> {
        self.choose(vec![probe.clone()]).await.pop()
    }

    /// The system's own route for each of these probes; only the first hop of a list is tried.
    pub(super) async fn choose(&self, probes: Vec<Probe>) -> Vec<SystemWay> {
        let chosen = self.routes.choose(probes).await.into_iter();
        let ways = chosen.map(|(route, hops)| SystemWay {
            route,
            hops: hops.into_iter().take(1).collect(),
            assumed: self.assumed,
        });
        ways.collect()
    }
}

/// The route that the operating system takes to one target.
#[derive(Debug, Clone)]
pub(super) struct SystemWay {
    pub(super) route: Route,
    /// The hop to try, or the direct way; empty where the route cannot be used.
    pub(super) hops: Vec<NextHop>,
    assumed: bool,
}

impl SystemWay {
    /// Is it the same route?
    pub(super) fn is_on(&self, chosen: &Route) -> bool {
        self.route.via == chosen.via && self.route.unusable == chosen.unusable
    }

    /// Is it measured in any case, on the chosen route or on the direct one beside it?
    pub(super) fn is_known(&self, chosen: &Route, compares: bool) -> bool {
        self.is_on(chosen) || self.route.is_direct() && compares
    }

    /// What was seen on it, where it is another route than this one.
    pub(super) fn seen(&self, evidence: Option<Evidence>, chosen: &Route) -> Option<Box<BySystem>> {
        (!self.is_on(chosen)).then(|| {
            Box::new(BySystem {
                route: self.route.clone(),
                assumed: self.assumed,
                evidence,
            })
        })
    }

    /// Measures one probe of the plan on it.
    pub(super) async fn measure(
        &self,
        probe: &Probe,
        observer: &Observer,
        slot: &ProbeSlot,
    ) -> Evidence {
        let observer = observer.sooner(PATIENCE);
        match self.hops.first() {
            Some(hop) => observer.observe(probe, hop.as_ref(), slot).await,
            None => Evidence::default(),
        }
    }
}
