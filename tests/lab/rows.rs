//! What a scenario's file may leave out, and what its rows become.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use clearway::catalogue::{Endpoint, Issuer, Key, Status};
use clearway::text::bytes::Blob;
use serde::Deserialize;
use toml::{Table, Value};

use super::dns::{Server, Tcp, Udp};
use super::pki;
use super::zone::{self, Zone};

/// A set of keys, each by the id of its authority.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct IssuerSet {
    id: String,
    #[serde(default)]
    accepted: Vec<String>,
    #[serde(default)]
    legacy: Vec<String>,
    /// Accepted, and the file brings the key itself.
    #[serde(default)]
    brought: Vec<String>,
}

pub(crate) fn operator_and_partner() -> Vec<IssuerSet> {
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
pub(crate) struct ServerRow {
    pub(crate) at: SocketAddr,
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
    authority: Option<String>,
    #[serde(default)]
    udp: Udp,
    #[serde(default)]
    tcp: Tcp,
    /// The number and the text of an Extended DNS Error, in answers without records.
    #[serde(default)]
    reason: Option<(u16, String)>,
    #[serde(default)]
    no_recursion: bool,
}

fn yes() -> bool {
    true
}

pub(crate) fn one_server() -> Vec<ServerRow> {
    vec![toml::from_str("at = '9.9.9.9:53'").expect("a row")]
}

impl ServerRow {
    /// The server, which knows this zone unless it has one of its own.
    pub(crate) fn server(&self, zone: &[String]) -> Server {
        let records = self.zone.as_deref().unwrap_or(zone);
        Server {
            at: self.at,
            zone: Zone {
                records: records.iter().map(|line| zone::record(line)).collect(),
                says: self.says.clone(),
                alone: self.alone.clone(),
                follows: self.follows,
                instead: self.instead,
                authority: self.authority.clone(),
            },
            udp: self.udp,
            tcp: self.tcp,
            reason: self.reason.clone(),
            no_recursion: self.no_recursion,
        }
    }
}

impl IssuerSet {
    pub(crate) fn keys(&self) -> Issuer {
        let key = |id: &String, status, brought: bool| Key {
            name: pki::called(id).to_owned(),
            spki_sha256: pki::key_hash(id),
            status,
            public_key: brought.then(|| Blob::from(pki::public_key(id))),
            subject: None,
            root: false,
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
pub(crate) fn row(given: &Table) -> Endpoint {
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
