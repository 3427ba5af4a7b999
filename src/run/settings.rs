//! What a run is asked to do, and what it is given from outside.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::progress::Progress;
use crate::catalogue::Catalogue;
use crate::evidence::Host;
use crate::evidence::direct::Expected;
use crate::evidence::recording::Challenge;
use crate::machine::{NoNameServers, ResolverSettings};
use crate::net::Dial;
use crate::observe::Limits;
use crate::plan::{Plan, Selection};
use crate::route::{ProxySettings, SystemRoute};
use crate::text::bytes::Blob;

/// Everything a run needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What must be reachable.
    pub catalogue: Catalogue,
    /// What of it is wanted.
    pub selection: Selection,
    /// The probes.
    pub plan: Plan,
    /// The name servers to ask and what else the system's settings say of them, or why there is none.
    pub resolver: Result<ResolverSettings, NoNameServers>,
    /// What was said about the way out.
    pub proxy_settings: ProxySettings,
    /// How the operating system goes out by itself, where it fetches revocation data.
    pub system_route: Option<SystemRoute>,
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
    /// Is a script looked for where an agent with automatic detection would?
    pub looks_for_wpad: bool,
    /// What client randoms are made of, where handshakes are recorded for a proof.
    pub proof: Option<Challenge>,
}

impl Settings {
    /// The name servers that are asked.
    #[must_use]
    pub fn servers(&self) -> Vec<SocketAddr> {
        let known = self.resolver.as_ref();
        known.map_or_else(|_| Vec::new(), |resolver| resolver.servers.clone())
    }
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
