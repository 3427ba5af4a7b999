//! One file of `tests/scenarios/`: a world, a data file, and what is to be said of them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clearway::blob::Blob;
use clearway::catalogue::{Catalogue, Endpoint, Issuer, Key, Status};
use clearway::net::stop_pair;
use clearway::observe::Limits;
use clearway::plan::{Selection, plan};
use clearway::report::Report;
use clearway::route::Ways;
use clearway::run::{self, Settings};
use serde::Deserialize;
use tokio::runtime::Builder;
use tokio::time::{Instant, sleep};
use toml::{Table, Value};

use super::dns::{Server, Tcp, Udp};
use super::zone::{self, Zone};
use super::{At, Lab, NOW, SystemSays, World, duration, pki};

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
    /// What all servers know that have no zone of their own.
    #[serde(default)]
    zone: Vec<String>,
    #[serde(default = "one_server")]
    server: Vec<ServerRow>,
    /// What is behind the addresses; the port is 443 where none is given.
    #[serde(default)]
    at: BTreeMap<String, At>,
    #[serde(default)]
    system: BTreeMap<String, SystemSays>,
    /// Authorities in this machine's own trust store.
    #[serde(default)]
    machine_trusts: Vec<String>,
    #[serde(default)]
    without_ipv4: bool,
    #[serde(default)]
    without_ipv6: bool,
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
    /// Words that some finding's cause must hold.
    #[serde(default)]
    pub(crate) says: Vec<String>,
    /// The whole run takes no longer.
    #[serde(default)]
    within: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Bounds {
    step: String,
    deadline: String,
    parallel: usize,
    attempts: u32,
    thorough: bool,
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
            stop_after: None,
        }
    }
}

/// A set of keys, each by the id of its authority.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct IssuerSet {
    id: String,
    #[serde(default)]
    accepted: Vec<String>,
    #[serde(default)]
    legacy: Vec<String>,
    /// Accepted, and the file brings the key itself.
    #[serde(default)]
    brought: Vec<String>,
}

fn operator_and_partner() -> Vec<IssuerSet> {
    let set = |id: &str, accepted: &str| IssuerSet {
        id: id.to_owned(),
        accepted: vec![accepted.to_owned()],
        legacy: Vec::new(),
        brought: Vec::new(),
    };
    vec![
        IssuerSet {
            brought: vec!["operator-root".to_owned()],
            accepted: Vec::new(),
            legacy: vec!["legacy-root".to_owned()],
            ..set("operator", "")
        },
        IssuerSet {
            brought: vec!["partner-root".to_owned()],
            ..set("partner", "partner-root")
        },
    ]
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ServerRow {
    at: SocketAddr,
    #[serde(default)]
    zone: Option<Vec<String>>,
    #[serde(default = "yes")]
    follows: bool,
    #[serde(default)]
    says: BTreeMap<String, String>,
    #[serde(default)]
    alone: BTreeMap<String, String>,
    #[serde(default)]
    instead: Option<std::net::Ipv4Addr>,
    #[serde(default)]
    udp: Udp,
    #[serde(default)]
    tcp: Tcp,
}

fn yes() -> bool {
    true
}

fn one_server() -> Vec<ServerRow> {
    vec![toml::from_str("at = '9.9.9.9:53'").expect("a row")]
}

/// A scenario that was played to its end.
#[derive(Debug)]
pub(crate) struct Played {
    pub(crate) report: Report,
    /// By the lab's clock.
    pub(crate) took: Duration,
    pub(crate) diary: Vec<(Instant, String)>,
    pub(crate) began: Instant,
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

    /// Plays it, on a runtime that can open no socket and whose clock jumps to what comes next.
    pub(crate) fn play(&self) -> Played {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        runtime.expect("a runtime").block_on(self.go())
    }

    async fn go(&self) -> Played {
        let began = Instant::now();
        let lab = Arc::new(Lab::new(self.world()));
        let (stop, stopped) = stop_pair();
        let world = run::World {
            dial: lab.clone(),
            now_unix: NOW,
            roots: self.roots(),
            stop: stopped,
        };
        let stopping = async {
            if let Some(after) = &self.bounds.stop_after {
                sleep(duration(after)).await;
                stop.now();
            }
        };
        let (report, ()) = tokio::join!(run::run(self.settings(), world), stopping);
        lab.is_sound();
        Played {
            report,
            took: began.elapsed(),
            diary: lab.diary.entries(),
            began,
        }
    }

    fn settings(&self) -> Settings {
        let catalogue = self.catalogue();
        let selection = Selection::default();
        Settings {
            plan: plan(&catalogue, &selection).unwrap_or_else(|error| panic!("{error}")),
            catalogue,
            selection,
            servers: Ok(self.server.iter().map(|server| server.at).collect()),
            ways: Ways::default(),
            limits: Limits {
                step: duration(&self.bounds.step),
                attempts: self.bounds.attempts,
            },
            deadline: duration(&self.bounds.deadline),
            parallel: self.bounds.parallel,
            thorough: self.bounds.thorough,
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
                .map(|row| Arc::new(self.server(row)))
                .collect(),
            at: self
                .at
                .iter()
                .map(|(at, what)| (address(at), what.clone()))
                .collect(),
            system: self.system.clone(),
            without_v4: self.without_ipv4,
            without_v6: self.without_ipv6,
        }
    }

    fn server(&self, row: &ServerRow) -> Server {
        let records = row.zone.as_ref().unwrap_or(&self.zone);
        Server {
            at: row.at,
            zone: Zone {
                records: records.iter().map(|line| zone::record(line)).collect(),
                says: row.says.clone(),
                alone: row.alone.clone(),
                follows: row.follows,
                instead: row.instead,
            },
            udp: row.udp,
            tcp: row.tcp,
        }
    }

    fn catalogue(&self) -> Catalogue {
        Catalogue {
            dated: "2026-11-22".to_owned(),
            sha256: String::new(),
            product: "The lab's agent".to_owned(),
            rows: self.endpoint.iter().map(row).collect(),
            issuers: self.issuer.iter().map(IssuerSet::keys).collect(),
        }
    }
}

impl IssuerSet {
    fn keys(&self) -> Issuer {
        let key = |id: &String, status, brought: bool| Key {
            name: pki::called(id).to_owned(),
            spki_sha256: pki::key_hash(id),
            status,
            public_key: brought.then(|| Blob::from(pki::public_key(id))),
            subject: None,
        };
        let accepted = self
            .accepted
            .iter()
            .map(|id| key(id, Status::Accepted, false));
        let brought = self
            .brought
            .iter()
            .map(|id| key(id, Status::Accepted, true));
        let legacy = self.legacy.iter().map(|id| key(id, Status::Legacy, true));
        Issuer {
            id: self.id.clone(),
            name: format!("The set {}", self.id),
            keys: accepted.chain(brought).chain(legacy).collect(),
        }
    }
}

/// A row of the data file, with what every row has and no scenario is about.
fn row(given: &Table) -> Endpoint {
    let mut row: Table = toml::from_str(
        "port = 443\nscheme = 'https'\nclouds = ['public']\npurpose = 'a test'\nsource = 'the lab'",
    )
    .expect("a row");
    row.extend(given.clone());
    let id = row["host"].clone();
    row.entry("id").or_insert(id);
    if row["scheme"].as_str() != Some("http") {
        row.entry("issuers")
            .or_insert(Value::from(vec!["operator"]));
    }
    if let Some(samples) = row.get_mut("sample").and_then(Value::as_array_mut) {
        for sample in samples.iter_mut().filter_map(Value::as_table_mut) {
            sample.entry("path").or_insert(Value::from("/"));
        }
    }
    row.try_into().unwrap_or_else(|error| panic!("{error}"))
}

fn address(text: &str) -> SocketAddr {
    let address = text.parse().or_else(|_| {
        let ip = text.parse()?;
        Ok::<_, std::net::AddrParseError>(SocketAddr::new(ip, 443))
    });
    address.unwrap_or_else(|_| panic!("`{text}` is no address"))
}
