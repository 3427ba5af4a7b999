//! The way of every probe: scripts are fetched and asked before anything is measured, and a way that
//! leads nowhere gives way to the next of its list.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

use tokio::time::Instant;

use crate::address::PUBLIC;
use crate::evidence::{Ended, Evidence};
use crate::judge;
use crate::net::{Deadline, Dial};
use crate::observe::{Observer, ProbeSlot};
use crate::plan::Probe;
use crate::report::command::routes::Routed;
use crate::route::{
    Asks, Location, NextHop, ProxySettings, Reader, ReaderRoute, Readers, Route, Scripts, Target,
    fetch,
};
use crate::run::settings::{Environment, Settings};
use crate::run::wpad;

/// Chooses the route of every probe of a plan and measures nothing; every script is asked what it
/// would say. Only scripts make it send packets: to be fetched, and for the names they ask for.
pub async fn routes(
    settings: &Settings,
    readers: &Readers,
    environment: &Environment,
) -> Vec<Routed> {
    let by = Deadline::after(settings.deadline, environment.stop.clone());
    let route_chooser = RouteChooser::new(
        &settings.proxy_settings,
        true,
        environment,
        limits(settings, &by),
    )
    .await;
    let probes = settings.plan.probes.clone();
    let routes = route_chooser
        .each(probes.clone(), ProxySettings::compare)
        .await;
    let wpad = wpad::look(&routes, settings, environment, &by).await;
    let by_reader = by_reader(readers, &probes, environment, limits(settings, &by)).await;
    let pairs = probes.into_iter().zip(routes).enumerate();
    pairs
        .map(|(place, (probe, route))| Routed {
            findings: judge::route::judge_choice(&probe, &route, wpad.as_ref()),
            readers: of_each(&by_reader, place),
            probe,
            route,
        })
        .collect()
}

/// The routes of every probe, for each program on the agent's server whose settings are known here.
async fn by_reader(
    readers: &Readers,
    probes: &[Probe],
    environment: &Environment,
    limits: ScriptLimits<'_>,
) -> Vec<(Reader, Vec<Route>)> {
    let mut all = Vec::new();
    for (reader, settings) in readers.known() {
        let chooser = RouteChooser::new(settings, true, environment, limits).await;
        let routes = chooser.each(probes.to_vec(), ProxySettings::compare).await;
        all.push((reader, routes));
    }
    all
}

/// What each of them does for one probe; nothing where none is known.
fn of_each(known: &[(Reader, Vec<Route>)], place: usize) -> Vec<ReaderRoute> {
    if known.is_empty() {
        return Vec::new();
    }
    let route = |reader| {
        let routes = known.iter().find(|(known, _)| *known == reader);
        routes.and_then(|(_, routes)| routes.get(place).cloned())
    };
    let all = Reader::ALL.map(|reader| ReaderRoute {
        reader,
        route: route(reader),
    });
    all.into()
}

/// Chooses ways, with all at hand that it takes.
#[derive(Clone)]
pub(super) struct RouteChooser {
    ways: Arc<ProxySettings>,
    scripts: Arc<Scripts>,
    scripted: bool,
}

/// How long a script may take to come.
#[derive(Clone, Copy)]
pub(super) struct ScriptLimits<'a> {
    step: Duration,
    by: &'a Deadline,
}

pub(super) fn limits<'a>(settings: &Settings, by: &'a Deadline) -> ScriptLimits<'a> {
    ScriptLimits {
        step: settings.limits.step,
        by,
    }
}

impl RouteChooser {
    /// Fetches the scripts: all of them, or those that can matter.
    pub(super) async fn new(
        ways: &ProxySettings,
        all: bool,
        environment: &Environment,
        limits: ScriptLimits<'_>,
    ) -> Self {
        let mut ways = ways.clone();
        ways.local
            .addresses
            .extend(own_addresses(environment.dial.as_ref()));
        let locations = ways.scripts(all);
        Self {
            ways: Arc::new(ways),
            scripted: !locations.is_empty(),
            scripts: Arc::new(scripts(locations, environment, limits).await),
        }
    }

    /// The route of every probe, and what to try in its order.
    pub(super) async fn choose(&self, probes: Vec<Probe>) -> Vec<(Route, Vec<NextHop>)> {
        self.each(probes, ProxySettings::choose).await
    }

    async fn each<T: Send + 'static>(
        &self,
        probes: Vec<Probe>,
        choose: fn(&ProxySettings, &Target<'_>, &Scripts) -> T,
    ) -> Vec<T> {
        let (ways, scripts) = (Arc::clone(&self.ways), Arc::clone(&self.scripts));
        let work = move || {
            let targets = probes.iter().map(target);
            targets
                .map(|target| choose(&ways, &target, &scripts))
                .collect()
        };
        if !self.scripted {
            return work();
        }
        // Scripts block. What a broken task leaves out is unproven.
        spawn_blocking(work).await.unwrap_or_default()
    }
}

/// Scripts with their texts, and what they are asked with.
async fn scripts(
    locations: Vec<Location>,
    environment: &Environment,
    limits: ScriptLimits<'_>,
) -> Scripts {
    let mut fetched = HashMap::new();
    for script in locations {
        if let Entry::Vacant(place) = fetched.entry(script) {
            let text = fetch(
                place.key(),
                environment.dial.as_ref(),
                &environment.roots,
                limits.step,
                limits.by,
            )
            .await;
            place.insert(text);
        }
    }
    let names = Names {
        dial: Arc::clone(&environment.dial),
        runtime: Handle::current(),
        by: limits.by.clone(),
        known: Mutex::default(),
    };
    Scripts::new(fetched, Arc::new(names), environment.now_unix)
}

/// Our own ends of the ways out; nothing is sent.
fn own_addresses(dial: &dyn Dial) -> Vec<IpAddr> {
    PUBLIC
        .into_iter()
        .filter_map(|to| dial.own_address(to))
        .collect()
}

/// What scripts may ask, answered by this machine's own resolver and remembered.
struct Names {
    dial: Arc<dyn Dial>,
    runtime: Handle,
    by: Deadline,
    known: Mutex<HashMap<String, Vec<IpAddr>>>,
}

/// How long a script waits for one name.
const ONE_NAME: Duration = Duration::from_secs(5);

impl Asks for Names {
    fn addresses(&self, name: &str, within: Duration) -> Vec<IpAddr> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(name) {
            return found.clone();
        }
        let asking = self
            .by
            .within(within.min(ONE_NAME), self.dial.system_lookup(name));
        let found = match self.runtime.block_on(asking) {
            Ok(Ok(found)) => found,
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        known().insert(name.to_owned(), found.clone());
        found
    }

    fn own(&self) -> Vec<IpAddr> {
        own_addresses(self.dial.as_ref())
    }

    fn is_over(&self) -> bool {
        self.by.is_over().is_some()
    }
}

/// Goes the first way; where that leads nowhere, the next ones in their order. Where none leads
/// anywhere, what the first one showed stands; where no way can be used, nothing is measured.
pub(super) async fn walk(
    observer: &Observer,
    probe: &Probe,
    mut route: Route,
    ways: &[NextHop],
    slot: &ProbeSlot,
) -> Outcome {
    let mut first = None;
    let mut dead: Vec<(&NextHop, String)> = Vec::new();
    let outcome = |route, hop: &NextHop, evidence| Outcome {
        began: slot.began,
        route,
        hop: hop.clone(),
        evidence,
    };
    for way in ways {
        let evidence = observer.observe(probe, way.as_ref(), slot).await;
        let Some(why) = nowhere(&evidence).filter(|_| ways.len() > 1) else {
            route.fall_back(&dead, Some(way));
            return outcome(route, way, evidence);
        };
        dead.push((way, why));
        first.get_or_insert(evidence);
    }
    route.fall_back(dead.get(1..).unwrap_or_default(), None);
    outcome(
        route,
        ways.first().unwrap_or(&None),
        first.unwrap_or_else(|| Evidence {
            started_unix: slot.started_unix,
            ..Evidence::default()
        }),
    )
}

/// Why not one connection came about, where the network has said so.
fn nowhere(evidence: &Evidence) -> Option<String> {
    let mut why = None;
    for attempt in &evidence.attempts {
        let step = attempt.connect.as_ref()?;
        why = Some(match &step.ended {
            Ended::Completed | Ended::GaveUp | Ended::Interrupted => return None,
            Ended::OutOfTime => format!("{}: no answer in time", attempt.to),
            Ended::Failed(failure) => format!("{}: {}", attempt.to, failure.detail),
        });
    }
    let hop = evidence.resolve_hop.as_ref();
    let unresolved = || {
        format!(
            "`{}` does not resolve",
            hop.map_or("it", |step| &step.seen.name)
        )
    };
    let cut = |ended: &Ended| matches!(ended, Ended::GaveUp | Ended::Interrupted);
    if hop.is_some_and(|step| cut(&step.ended)) {
        return None;
    }
    Some(why.unwrap_or_else(unresolved))
}

/// What one probe's task brings back.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) began: Instant,
    pub(super) route: Route,
    pub(super) hop: NextHop,
    pub(super) evidence: Evidence,
}

pub(super) fn target(probe: &Probe) -> Target<'_> {
    Target {
        host: &probe.host,
        port: probe.port,
        scheme: probe.scheme,
    }
}
