//! One run under way: its settings, its observer, and where each probe went.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::by_system::SystemRouteChooser;
use super::followups::experiment_key::ExperimentKey;
use super::hop_load::HopLoads;
use super::linked_file::{FileKey, LinkedFile};
use super::routing::{Outcome, RouteChooser, limits};
use super::settings::{Environment, Settings};
use super::started::StartedOnce;
use crate::catalogue::{Endpoint, Scheme};
use crate::evidence::{Control, Evidence};
use crate::judge::{Case, FetchableUrl, Policy, Statements};
use crate::net::Deadline;
use crate::observe::{Destination, NoListener, Observer, ProbeSlot};
use crate::plan::Plan;
use crate::route::{NextHop, Route};
use crate::signature::Signatures;
use crate::text::bytes::Blob;

/// What the parts of a run share: settings, the observer, and where each probe went.
pub(super) struct Session<'a> {
    pub(super) settings: &'a Settings,
    pub(super) environment: &'a Environment,
    pub(super) observer: Arc<Observer>,
    pub(super) by: Deadline,
    rows: HashMap<&'a str, &'a Endpoint>,
    /// Hosts and paths of the plan that are asked over plain HTTP.
    planned_files: HashSet<(&'a str, &'a str)>,
    /// The signatures that were checked so far: judging comes back to them.
    pub(super) signatures: Signatures,
    pub(super) route_chooser: RouteChooser,
    /// How the operating system goes out by itself, where that is measured, too.
    pub(super) system_routes: Option<SystemRouteChooser>,
    /// Room for as many connections at a time as the user allows.
    width: Arc<Semaphore>,
    /// How much of that each hop has at a time.
    pub(super) hop_loads: HopLoads,
    /// The files that certificates name, fetched on the chosen route and beside it.
    pub(super) files: StartedOnce<FileKey, Option<LinkedFile>>,
    pub(super) files_beside: StartedOnce<FileKey, Option<LinkedFile>>,
    /// The small experiments that were started so far.
    pub(super) experiments: StartedOnce<ExperimentKey, Vec<Control>>,
    /// The hop that each probe went through.
    pub(super) hops: Vec<NextHop>,
    /// Where the handshakes of single versions were started before the probe was done.
    pub(super) version_addresses: HashMap<usize, SocketAddr>,
    /// The address of each probe's target, where the hop was given that.
    pub(super) asked: Vec<Option<IpAddr>>,
    /// When each probe's turn came.
    pub(super) began: Vec<Instant>,
}

impl<'a> Session<'a> {
    pub(super) async fn new(settings: &'a Settings, environment: &'a Environment) -> Self {
        let servers = settings.servers();
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
            route_chooser: RouteChooser::new(
                &settings.proxy_settings,
                false,
                environment,
                limits(settings, &by),
            )
            .await,
            system_routes: SystemRouteChooser::new(settings, environment, &by).await,
            by,
            rows: settings.catalogue.rows_by_id(),
            planned_files: planned_files(&settings.plan),
            signatures: Signatures::default(),
            width: Arc::new(Semaphore::new(settings.parallel.max(1))),
            hop_loads: HopLoads::default(),
            files: StartedOnce::default(),
            files_beside: StartedOnce::default(),
            experiments: StartedOnce::default(),
            hops: vec![None; settings.plan.probes.len()],
            version_addresses: HashMap::new(),
            asked: vec![None; settings.plan.probes.len()],
            began: vec![Instant::now(); settings.plan.probes.len()],
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

    /// Writes down how far each hop's requests were lowered.
    pub(super) fn note_lowered(&self, seen: &mut Seen) {
        for ((_, evidence), hop) in seen.iter_mut().zip(&self.hops) {
            if let Some(load) = &mut evidence.hop_load {
                load.at_once = self.hop_loads.gate(hop).most();
            }
        }
    }

    /// One probe as it is judged after what was seen of it.
    pub(super) fn case<'e>(
        &'e self,
        place: usize,
        (route, evidence): &'e (Route, Evidence),
    ) -> Option<Case<'e>> {
        let probe = &self.settings.plan.probes[place];
        Some(Case {
            probe,
            endpoint: self.row(&probe.endpoint)?,
            route,
            evidence,
        })
    }

    /// Is the direct route measured beside another one?
    pub(super) fn compares_direct(&self) -> bool {
        self.settings.compare_direct || self.settings.direct.is_some()
    }

    /// The row with this id.
    pub(super) fn row(&self, id: &str) -> Option<&'a Endpoint> {
        self.rows.get(id).copied()
    }

    /// Is this file a probe of the plan already?
    pub(super) fn is_planned(&self, at: &FetchableUrl) -> bool {
        self.planned_files.contains(&(&*at.host, &*at.path))
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
}

fn planned_files(plan: &Plan) -> HashSet<(&str, &str)> {
    let probes = plan.probes.iter();
    let plain = probes.filter(|probe| probe.scheme == Scheme::Http);
    plain.map(|probe| (&*probe.host, &*probe.path)).collect()
}

/// What was seen of each probe of a plan, in its order.
pub(super) type Seen = Vec<(Route, Evidence)>;
