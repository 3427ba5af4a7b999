//! One file of `tests/scenarios/`: a world, a data file, and what is to be said of them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clearway::catalogue::{Catalogue, ProxyLogin, Revocation, TlsVersion};
use clearway::evidence::Host;
use clearway::evidence::direct::Expected;
use clearway::evidence::host::UnaskedResolver;
use clearway::evidence::recording::Challenge;
use clearway::machine::ResolverSettings;
use clearway::net::stop_pair;
use clearway::observe::Limits;
use clearway::plan::{Selection, plan};
use clearway::report::Report;
use clearway::route::{
    AgentConfig, Exports, FlagWord, Local, Location, ProxySettings, ProxyVariables, SystemRoute,
    WindowsSettings,
};
use clearway::run::{self, Settings, Unwatched};
use clearway::text::bytes::Blob;
use serde::Deserialize;
use tokio::runtime::Builder;
use tokio::time::{Instant, sleep};
use toml::Table;

use super::rows::{IssuerSet, ServerRow, one_server, operator_and_partner, row};
use super::world::{At, SystemSays, World};
use super::{Lab, NOW, duration, pki};

/// A scenario, as its file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Scenario {
    /// What goes wrong and what has to be seen of it, in a sentence.
    #[serde(rename = "shows")]
    _shows: String,
    /// Rows of the data file; what is left out is filled in by [`row`].
    endpoint: Vec<Table>,
    #[serde(default = "operator_and_partner")]
    issuer: Vec<IssuerSet>,
    /// The versions that the product may be limited to.
    #[serde(default)]
    tls: Vec<TlsVersion>,
    /// How the product can log in to a proxy.
    #[serde(default)]
    proxy_login: ProxyLogin,
    /// On which route revocation data is fetched.
    #[serde(default)]
    revocation: Revocation,
    /// What `--system-proxy` says.
    #[serde(default)]
    system_proxy: Option<String>,
    /// The text of a file of service tags.
    #[serde(default)]
    service_tags: Option<String>,
    /// The text of the list of Microsoft 365 endpoints.
    #[serde(default)]
    m365: Option<String>,
    /// What all servers know that have no zone of their own.
    #[serde(default)]
    zone: Vec<String>,
    #[serde(default = "one_server")]
    server: Vec<ServerRow>,
    /// Name servers that the system lists and that are not asked.
    #[serde(default)]
    unasked: Vec<UnaskedResolver>,
    /// Options of the system's resolver.
    #[serde(default)]
    resolver_options: Vec<String>,
    /// The servers that a resolver on this machine asks.
    #[serde(default)]
    upstreams: Vec<SocketAddr>,
    /// What is behind the addresses; the port is 443 where none is given.
    #[serde(default)]
    at: BTreeMap<String, At>,
    /// What is behind all other addresses: nothing, unless something on the way answers for all.
    #[serde(default)]
    anywhere: Option<At>,
    #[serde(default)]
    system: BTreeMap<String, SystemSays>,
    /// Authorities in this machine's own trust store.
    #[serde(default)]
    machine_trusts: Vec<String>,
    #[serde(default)]
    without_ipv4: bool,
    #[serde(default)]
    without_ipv6: bool,
    /// How far this machine's clock is ahead, in seconds.
    #[serde(default)]
    clock_ahead: i64,
    /// What `--proxy` says.
    #[serde(default)]
    proxy: Option<String>,
    /// `--compare-direct`.
    #[serde(default)]
    compare_direct: bool,
    /// `--direct`.
    #[serde(default)]
    direct: Option<Expected>,
    /// The environment's variables.
    #[serde(default)]
    environment: BTreeMap<String, String>,
    /// The text of a PAC script.
    #[serde(default)]
    pac: Option<String>,
    /// The text of an agent's `.exe.config`.
    #[serde(default)]
    agent_config: Option<String>,
    /// This machine's DNS domain.
    #[serde(default)]
    domain: Option<String>,
    /// Flags as the command line has them; `--no-wpad` is known.
    #[serde(default)]
    flags: Vec<String>,
    /// The text of an export of Windows' settings.
    #[serde(default)]
    system_settings: Option<String>,
    /// An auditor's challenge: the run's handshakes are recorded.
    #[serde(default)]
    pub(crate) challenge: Option<String>,
    #[serde(default)]
    bounds: Bounds,
    pub(crate) expect: Expect,
}

/// What is to be said.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Expect {
    pub(crate) verdict: String,
    /// As [`super::outcome::lines`] writes them; these and no others.
    #[serde(default)]
    pub(crate) findings: Vec<String>,
    /// The whole run takes no longer.
    #[serde(default)]
    within: Option<String>,
    /// Questions that nobody may have asked, as the lab's diary has them.
    #[serde(default)]
    never_asks: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Bounds {
    step: String,
    deadline: String,
    parallel: usize,
    attempts: u32,
    thorough: bool,
    /// In seconds.
    hold: Option<u64>,
    stop_after: Option<String>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            step: "10s".to_owned(),
            deadline: "120s".to_owned(),
            parallel: 64,
            attempts: 1,
            thorough: false,
            hold: None,
            stop_after: None,
        }
    }
}

/// A scenario that was played to its end.
#[derive(Debug)]
pub(crate) struct Played {
    pub(crate) report: Report,
    /// By the lab's clock.
    pub(crate) took: Duration,
    /// Who was asked what, and how long after the beginning.
    pub(crate) diary: Vec<(Duration, String)>,
}

impl Scenario {
    pub(crate) fn read(text: &str) -> Self {
        toml::from_str(text).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Is the run longer than the scenario lets it be?
    pub(crate) fn is_too_slow(&self, took: Duration) -> bool {
        let most = self.expect.within.as_deref().map(duration);
        most.is_some_and(|most| took > most)
    }

    /// What was asked although it may not be, and when.
    pub(crate) fn wrongly_asked(&self, played: &Played) -> Vec<String> {
        let entries = played.diary.iter();
        let wrong = entries.filter(|(_, what)| self.expect.never_asks.contains(what));
        wrong
            .map(|(at, what)| format!("{what} after {at:?}"))
            .collect()
    }

    /// Plays it, on a runtime that can open no socket and whose clock jumps to what comes next.
    pub(crate) fn play(&self) -> Played {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        runtime.expect("a runtime").block_on(go(self))
    }

    fn settings(&self) -> Settings {
        let catalogue = self.catalogue();
        let selection = Selection::default();
        Settings {
            plan: plan(&catalogue, &selection).unwrap_or_else(|error| panic!("{error}")),
            catalogue,
            selection,
            resolver: Ok(ResolverSettings {
                servers: self.server.iter().map(|server| server.at).collect(),
                unasked: self.unasked.clone(),
                options: self.resolver_options.clone(),
                upstreams: self.upstreams.clone(),
            }),
            proxy_settings: self.proxy_settings(),
            system_route: self.system_route(),
            limits: Limits {
                step: duration(&self.bounds.step),
                attempts: self.bounds.attempts,
            },
            deadline: duration(&self.bounds.deadline),
            parallel: self.bounds.parallel,
            thorough: self.bounds.thorough,
            compare_direct: self.compare_direct,
            direct: self.direct,
            hold: self.bounds.hold.map(Duration::from_secs),
            looks_for_wpad: !self.flags.iter().any(|flag| flag == "--no-wpad"),
            proof: self.proof(),
        }
    }

    /// What its client randoms are made of.
    pub(crate) fn proof(&self) -> Option<Challenge> {
        let value = self.challenge.as_ref()?.clone().into_bytes();
        let run = vec![0x11; 16];
        Some(Challenge { value, run })
    }

    fn proxy_settings(&self) -> ProxySettings {
        let hop = self.proxy.as_ref().map(|hop| hop.parse().expect("a hop"));
        ProxySettings {
            flag: hop.map_or(FlagWord::Nothing, FlagWord::Hop),
            pac: self.pac.as_deref().map(script),
            agent_config: self.agent_config.as_deref().map(agent_config),
            environment: ProxyVariables::of(self.environment.clone()),
            system: self.windows().map_or_else(Vec::new, |own| own.rules()),
            windows: self.windows().map(|own| own.rules()),
            local: Local {
                domain: self.domain.clone(),
                ..Local::default()
            },
            ..ProxySettings::default()
        }
    }

    fn windows(&self) -> Option<WindowsSettings> {
        let text = self.system_settings.as_ref()?;
        let mut exports = Exports::default();
        let added = exports.add("export.reg", text.as_bytes());
        let settings = added.and_then(|()| exports.settings());
        Some(settings.unwrap_or_else(|why| panic!("{why}")))
    }

    fn system_route(&self) -> Option<SystemRoute> {
        match self.system_proxy.as_deref() {
            Some("direct") => Some(SystemRoute::given(None)),
            Some(hop) => Some(SystemRoute::given(Some(hop.parse().expect("a hop")))),
            None if self.revocation == Revocation::System => {
                let windows = self.windows();
                let exported = windows.as_ref().map(SystemRoute::of_windows);
                Some(exported.unwrap_or_else(SystemRoute::own))
            }
            None => None,
        }
    }

    fn roots(&self) -> Vec<Blob> {
        let trusted = self.machine_trusts.iter();
        trusted.map(|id| Blob::from(pki::ca(id).as_ref())).collect()
    }

    fn world(&self) -> World {
        World {
            servers: self
                .server
                .iter()
                .map(|row| Arc::new(row.server(&self.zone)))
                .collect(),
            at: self
                .at
                .iter()
                .map(|(at, what)| (address(at), what.clone()))
                .collect(),
            anywhere: self.anywhere.clone(),
            system: self.system.clone(),
            without_v4: self.without_ipv4,
            without_v6: self.without_ipv6,
        }
    }

    fn catalogue(&self) -> Catalogue {
        let mut catalogue = Catalogue {
            dated: "2026-11-22".to_owned(),
            product: "The lab's agent".to_owned(),
            rows: self.endpoint.iter().map(row).collect(),
            issuers: self.issuer.iter().map(IssuerSet::keys).collect(),
            tls: self.tls.clone(),
            proxy_login: self.proxy_login,
            revocation: self.revocation,
            ..Catalogue::default()
        };
        if let Some(text) = &self.service_tags {
            let taken = catalogue.add_service_tags(text.as_bytes());
            taken.unwrap_or_else(|why| panic!("{why}"));
        }
        if let Some(text) = &self.m365 {
            let taken = catalogue.add_m365(text.as_bytes());
            taken.unwrap_or_else(|why| panic!("{why}"));
        }
        catalogue
    }
}

fn script(text: &str) -> Location {
    Location::Text("proxy.pac".to_owned(), text.into())
}

fn agent_config(text: &str) -> AgentConfig {
    let file = ("agent.exe.config".to_owned(), text.to_owned());
    AgentConfig::read(&[file]).unwrap_or_else(|why| panic!("{why}"))
}

async fn go(scenario: &Scenario) -> Played {
    let began = Instant::now();
    let lab = Arc::new(Lab::new(scenario.world()));
    let (stop, stopped) = stop_pair();
    let world = run::Environment {
        dial: lab.clone(),
        now_unix: NOW + scenario.clock_ahead,
        roots: scenario.roots(),
        host: Host::default(),
        stop: stopped,
        progress: Arc::new(Unwatched),
    };
    let stopping = async {
        if let Some(after) = &scenario.bounds.stop_after {
            sleep(duration(after)).await;
            stop.now();
        }
    };
    let (report, ()) = tokio::join!(run::run(scenario.settings(), world), stopping);
    lab.is_sound();
    let entries = lab.diary.entries().into_iter();
    Played {
        report,
        took: began.elapsed(),
        diary: entries.map(|(at, what)| (at - began, what)).collect(),
    }
}

fn address(text: &str) -> SocketAddr {
    let address = text.parse().or_else(|_| {
        let ip = text.parse()?;
        Ok::<_, std::net::AddrParseError>(SocketAddr::new(ip, 443))
    });
    address.unwrap_or_else(|_| panic!("`{text}` is no address"))
}
