//! What a report says of the machine that made it, out of its own fields.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::addresses::Placeholders;
use crate::evidence::dns::Resolution;
use crate::evidence::{Control, Evidence};
use crate::report::model::Report;

/// A shorter name would be found in every sentence.
const SHORTEST: usize = 3;

/// Names that many machines and accounts have, and words of protocols: they say nothing of a machine and
/// stand in every page.
const COMMON: [&str; 52] = [
    "admin",
    "administrator",
    "age",
    "alive",
    "application",
    "basic",
    "bearer",
    "charset",
    "chunked",
    "close",
    "com",
    "connect",
    "connection",
    "default",
    "digest",
    "get",
    "guest",
    "gzip",
    "home",
    "host",
    "html",
    "http",
    "https",
    "image",
    "internal",
    "json",
    "keep",
    "kerberos",
    "lan",
    "linux",
    "local",
    "localdomain",
    "localhost",
    "negotiate",
    "net",
    "nobody",
    "none",
    "ntlm",
    "plain",
    "private",
    "proxy",
    "public",
    "root",
    "server",
    "service",
    "system",
    "test",
    "text",
    "user",
    "utf",
    "windows",
    "www",
];

/// What is hidden, and what stays in spite of it.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    /// The machine's names, the user's, those of interfaces. Lower case.
    pub(super) names: BTreeSet<String>,
    /// DNS domains: names in them go, too. Lower case.
    pub(super) domains: BTreeSet<String>,
    /// The machine's addresses and those of its name servers.
    pub(super) addresses: Placeholders,
    /// Hosts that the report is about: targets and proxies. Lower case.
    pub(super) kept: BTreeSet<String>,
}

impl Secrets {
    /// Of a report, with further domains of its machine.
    pub(super) fn of(report: &Report, domains: &[String]) -> Self {
        let host = &report.run.host;
        let machine = host.name.as_deref().unwrap_or_default().to_lowercase();
        let machine = machine.trim_matches('.');
        let (label, domain) = machine.split_once('.').unwrap_or((machine, ""));
        let user = host.user.as_ref().map_or("", |user| &user.name);
        let wpad = host.wpad.iter().flat_map(|wpad| &wpad.names);
        let wpad = wpad.filter_map(|name| name.name.strip_prefix("wpad."));
        let given = domains.iter().map(String::as_str).chain(wpad);
        let interfaces = host.interfaces.iter().map(|one| one.name.as_str());
        let bound = host
            .bound_to
            .as_deref()
            .filter(|said| said.parse::<IpAddr>().is_err());
        // `CORP\anna` and `anna@corp.example` name a domain and a person.
        let people = user.split(['\\', '@']);
        let names = [machine, label].into_iter().chain(people);
        let names = names.chain(interfaces).chain(bound).map(str::to_lowercase);
        let file = serde_json::to_string(&report.endpoints_file).unwrap_or_default();
        let words = words_of(&file);
        let domains = given
            .chain([domain])
            .map(|domain| domain.trim_matches('.').to_lowercase());
        let domains: BTreeSet<String> = domains.filter(|domain| domain.contains('.')).collect();
        let mut kept = kept(report);
        kept.retain(|name| name != machine && name.split('.').next() != Some(label));
        Self {
            names: names.filter(|name| is_telling(name, &words)).collect(),
            domains,
            addresses: addresses(report),
            kept,
        }
    }
}

/// Is it one that says something, and that the data file does not hold for everybody to read?
fn is_telling(name: &str, public: &BTreeSet<String>) -> bool {
    name.chars().count() >= SHORTEST && !COMMON.contains(&name) && !public.contains(name)
}

/// The words of a text, in lower case.
fn words_of(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.map(str::to_lowercase).collect()
}

/// Targets and proxies.
fn kept(report: &Report) -> BTreeSet<String> {
    let rows = report.endpoints_file.rows.iter();
    let rows = rows.flat_map(|row| {
        let samples = row.samples.iter().filter_map(|sample| sample.host.clone());
        samples.chain([row.host.suffix().to_owned()])
    });
    let probes = probes(report).flat_map(|(host, via)| [Some(host.to_owned()), via]);
    rows.chain(probes.flatten())
        .map(|name| name.to_lowercase())
        .collect()
}

/// The host of each probe, and of its proxy.
fn probes(report: &Report) -> impl Iterator<Item = (&str, Option<String>)> {
    let endpoints = report
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.probes);
    endpoints.chain(&report.revocation).map(|probe| {
        let via = probe.route.via.as_deref().and_then(host_of);
        (probe.probe.host.as_str(), via)
    })
}

/// The host in `SCHEME://HOST:PORT`.
fn host_of(via: &str) -> Option<String> {
    let (_, place) = via.split_once("://")?;
    let (host, _) = place.rsplit_once(':')?;
    Some(host.trim_matches(['[', ']']).to_owned())
}

/// Addresses of the machine, and of name servers.
fn addresses(report: &Report) -> Placeholders {
    let host = &report.run.host;
    let servers = host.resolvers.iter().chain(&host.upstreams);
    let unasked = host.unasked_resolvers.iter();
    let unasked =
        unasked.filter_map(|one| one.server.split(['%', '\r']).next()?.trim().parse().ok());
    let bound = host
        .bound_to
        .iter()
        .filter_map(|said| said.parse::<IpAddr>().ok());
    let interfaces = host.interfaces.iter().flat_map(|one| &one.addresses);
    let mut all: Vec<IpAddr> = servers.map(SocketAddr::ip).chain(unasked).collect();
    let endpoints = report
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.probes);
    for probe in endpoints.chain(&report.revocation) {
        add_servers(&probe.evidence, &mut all);
    }
    all.extend(bound);
    all.extend(interfaces.chain(&host.source_addresses));
    for probe in report
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.probes)
        .chain(&report.revocation)
    {
        add_local(&probe.evidence, &mut all);
    }
    let text = serde_json::to_string(report).unwrap_or_default();
    Placeholders::new(all, &text)
}

/// The name servers that were asked.
fn add_servers(evidence: &Evidence, all: &mut Vec<IpAddr>) {
    let own = [&evidence.resolve, &evidence.resolve_hop];
    let own = own.into_iter().flatten().map(|step| &step.seen);
    let beside = evidence
        .controls
        .iter()
        .filter_map(|control| match control {
            Control::Issuer { resolve, .. } => resolve.as_ref().map(|step| &step.seen),
            Control::TranslatorPrefix { resolve } | Control::MadeUpLookup { resolve, .. } => {
                Some(&resolve.seen)
            }
            _ => None,
        });
    for Resolution {
        servers, questions, ..
    } in own.chain(beside)
    {
        all.extend(servers.iter().map(SocketAddr::ip));
        all.extend(questions.iter().map(|question| question.server.ip()));
    }
    for other in others(evidence) {
        add_servers(other, all);
    }
}

/// Our own ends of connections.
fn add_local(evidence: &Evidence, all: &mut Vec<IpAddr>) {
    let cells = evidence.matrix.iter().flat_map(|matrix| &matrix.cells);
    let walks = evidence.controls.iter().filter_map(Control::walk);
    let issuers = evidence.controls.iter().flat_map(|control| match control {
        Control::Issuer { attempts, .. } => attempts.as_slice(),
        _ => &[],
    });
    let attempts = evidence.attempts.iter().chain(walks).chain(issuers);
    let attempts = attempts.chain(cells.map(|cell| &cell.attempt));
    let locals = attempts.filter_map(|attempt| attempt.connect.as_ref()?.seen.local);
    all.extend(locals.map(|local| local.ip()));
    for other in others(evidence) {
        add_local(other, all);
    }
}

/// What was measured on other routes.
fn others(evidence: &Evidence) -> impl Iterator<Item = &Evidence> {
    let direct = evidence
        .direct
        .as_ref()
        .and_then(|direct| direct.evidence.as_ref());
    let by_system = evidence
        .by_system
        .as_ref()
        .and_then(|by| by.evidence.as_ref());
    direct.into_iter().chain(by_system)
}
