//! Where a change is needed: a host as the data file names it, what was seen of it, and why.

use std::net::IpAddr;

use crate::catalogue::{Endpoint, Inspection, Need, Scheme};
use crate::evidence::Resolution;
use crate::evidence::dns::RecordType;
use crate::finding::{Change, Code, Finding};
use crate::report::model::{ProbeReport, Report};
use crate::report::view::groups::Spot;

/// One host and port, and what a rule for it needs to know.
#[derive(Debug, Default)]
pub(in crate::report) struct Destination<'a> {
    /// A name, a wildcard, or an address.
    pub(in crate::report) host: String,
    pub(in crate::report) port: u16,
    pub(in crate::report) opening: Opening,
    /// Must TLS to it be left alone? Absent where there is no TLS, or nothing was said of it.
    pub(in crate::report) exempt: Option<bool>,
    pub(in crate::report) need: Need,
    /// What was asked there: hosts, and for plain HTTP whole requests.
    pub(in crate::report) asked: Vec<String>,
    /// The names it stands for, in the order of the chain.
    pub(in crate::report) aliases: Vec<String>,
    pub(in crate::report) addresses: Vec<IpAddr>,
    /// The proxy on the route, where there is one.
    pub(in crate::report) via: Vec<&'a str>,
    /// The rows of the data file: their ids, what they are for, and the pages that say so.
    pub(in crate::report) ids: Vec<&'a str>,
    pub(in crate::report) purposes: Vec<&'a str>,
    pub(in crate::report) documents: Vec<&'a str>,
    pub(in crate::report) why: Vec<Reason>,
}

/// What a packet filter has to open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::report) enum Opening {
    #[default]
    Tls,
    Http,
    Dns,
    Proxy,
}

impl Opening {
    /// The transport.
    pub(in crate::report) fn transport(self) -> &'static str {
        match self {
            Self::Dns => "UDP and TCP",
            Self::Tls | Self::Http | Self::Proxy => "TCP",
        }
    }

    /// What is spoken over it.
    pub(in crate::report) fn speaks(self) -> &'static str {
        match self {
            Self::Tls => "TLS",
            Self::Http => "HTTP",
            Self::Dns => "DNS",
            Self::Proxy => "proxy",
        }
    }
}

/// The findings of one code that ask for the change.
#[derive(Debug)]
pub(in crate::report) struct Reason {
    pub(in crate::report) code: Code,
    /// The first one's conclusion.
    pub(in crate::report) cause: String,
    pub(in crate::report) times: usize,
}

impl Reason {
    /// How many there are, where they are several.
    pub(in crate::report) fn more(&self) -> Option<String> {
        (self.times > 1).then(|| format!("({} times)", self.times))
    }
}

/// Must the destination be exempt from TLS inspection? In words, for a column.
pub(in crate::report) fn exemption(exempt: Option<bool>) -> &'static str {
    match exempt {
        Some(true) => "yes",
        Some(false) => "not needed",
        None => "no TLS",
    }
}

/// The destinations that a finding asks for at one place of the report.
pub(in crate::report) fn destinations<'a>(
    report: &'a Report,
    change: Change,
    code: Code,
    spot: Spot<'a>,
) -> Vec<Destination<'a>> {
    if change == Change::OpenDns {
        return name_servers(report, spot);
    }
    let hop = is_about_the_hop(code).then(|| hop(spot.probe)).flatten();
    let one = hop.or_else(|| target(report, change, spot));
    one.into_iter().collect()
}

impl<'a> Destination<'a> {
    /// Takes in what was seen of the same host and port elsewhere.
    pub(in crate::report) fn merge(&mut self, other: Self) {
        add(&mut self.asked, other.asked);
        add(&mut self.aliases, other.aliases);
        add(&mut self.addresses, other.addresses);
        add(&mut self.via, other.via);
        add(&mut self.ids, other.ids);
        add(&mut self.purposes, other.purposes);
        add(&mut self.documents, other.documents);
        self.need = self.need.min(other.need);
    }

    /// Host and port, as one writes them.
    pub(in crate::report) fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Is it named by its address?
    pub(in crate::report) fn is_address(&self) -> bool {
        self.host.parse::<IpAddr>().is_ok()
    }

    fn described_by(&mut self, row: &'a Endpoint) {
        self.opening = match row.scheme {
            Scheme::Http => Opening::Http,
            Scheme::Https | Scheme::Tls => Opening::Tls,
        };
        self.exempt = (row.scheme != Scheme::Http).then(|| row.inspection == Inspection::Forbidden);
        self.need = row.need;
        self.ids.push(&row.id);
        self.purposes.push(&row.purpose);
        self.documents.push(&row.source);
    }

    fn seen_by(&mut self, probe: &'a ProbeReport, change: Change) {
        self.asked.push(asked(probe));
        self.via.extend(probe.route.via.as_deref());
        let seen = &probe.evidence;
        let names = seen.resolve.as_ref().map(|step| &step.seen);
        if let Some(names) = names {
            add(&mut self.aliases, aliases(names));
        }
        // Addresses that a name server should not have given are none to open, nor are a proxy's.
        if change != Change::Resolve && probe.route.via.is_none() {
            let tried = seen.attempts.iter().map(|attempt| attempt.to.ip());
            let answered = names.map_or_else(Vec::new, Resolution::addresses);
            let genuine = |address: &IpAddr| !is_accused(probe, *address);
            let all = answered.into_iter().chain(tried);
            add(&mut self.addresses, all.filter(genuine).collect());
        }
    }
}

/// Does a finding show that the address is a sinkhole's, a block page's or made up? Nothing is opened
/// towards it.
fn is_accused(probe: &ProbeReport, address: IpAddr) -> bool {
    let accusing =
        |finding: &&Finding| accuses(finding.code()) && finding.explained_by.is_none_or(accuses);
    let mut all = probe.findings.iter().filter(accusing);
    all.any(|finding| finding.address.is_none_or(|to| to.ip() == address))
}

fn accuses(code: Code) -> bool {
    matches!(
        code,
        Code::ResolveFiltered
            | Code::ResolvePrivateAnswer
            | Code::ResolveRewritten
            | Code::HostMadeUpAddress
            | Code::FetchBlockPage
            | Code::FetchPortal
    )
}

/// Only what is new, in order.
fn add<T: PartialEq>(to: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !to.contains(&one) {
            to.push(one);
        }
    }
}

/// The endpoint as the data file names it: a wildcard is opened whole, since the service hands out
/// further names under it.
fn target<'a>(report: &'a Report, change: Change, spot: Spot<'a>) -> Option<Destination<'a>> {
    let mut new = Destination::default();
    match (spot.endpoint, spot.probe) {
        (Some(endpoint), _) => {
            new.host = endpoint.host.to_string();
            new.port = endpoint.port;
        }
        (None, Some(probe)) => {
            new.host.clone_from(&probe.probe.host);
            new.port = probe.probe.port;
            new.opening = Opening::Http;
            new.need = probe.need.unwrap_or_default();
            new.purposes.push("named by a certificate that was shown");
        }
        (None, None) => return None,
    }
    let row = spot
        .endpoint
        .and_then(|e| report.endpoints_file.endpoint(&e.id));
    if let Some(row) = row {
        new.described_by(row);
    }
    let whole = spot.endpoint.map_or(&[][..], |endpoint| &endpoint.probes);
    let probes = spot.probe.map_or(whole, std::slice::from_ref);
    for probe in probes {
        new.seen_by(probe, change);
    }
    Some(new)
}

fn asked(probe: &ProbeReport) -> String {
    let probe = &probe.probe;
    match probe.scheme {
        Scheme::Http => format!("{} http://{}{}", probe.method, probe.host, probe.path),
        Scheme::Https | Scheme::Tls => probe.host.clone(),
    }
}

/// Every alias between the name and its addresses, as any server gave it.
fn aliases(names: &Resolution) -> Vec<String> {
    let mut all = Vec::new();
    for &server in &names.servers {
        for rtype in [RecordType::A, RecordType::Aaaa] {
            let chain = names.chain(server, &names.name, rtype);
            add(
                &mut all,
                chain.links.into_iter().map(|link| link.target).collect(),
            );
        }
    }
    all
}

fn name_servers<'a>(report: &'a Report, spot: Spot<'a>) -> Vec<Destination<'a>> {
    let asked = spot.probe.and_then(|probe| probe.evidence.resolve.as_ref());
    let servers = match asked.map(|step| &step.seen.servers) {
        Some(servers) if !servers.is_empty() => servers,
        _ => &report.run.host.resolvers,
    };
    let one = |server: &std::net::SocketAddr| Destination {
        host: server.ip().to_string(),
        port: server.port(),
        opening: Opening::Dns,
        addresses: vec![server.ip()],
        purposes: vec!["resolves the names of the endpoints"],
        ..Destination::default()
    };
    servers.iter().map(one).collect()
}

/// Is it the hop that has to be reached or set right, and not what lies behind it?
fn is_about_the_hop(code: Code) -> bool {
    matches!(
        code,
        Code::TunnelUnreachable | Code::TunnelNotAProxy | Code::TunnelHopUntrusted
    )
}

fn hop(probe: Option<&ProbeReport>) -> Option<Destination<'_>> {
    let probe = probe?;
    let via = probe.route.via.as_deref()?;
    let (host, port) = authority(via)?;
    let tried = probe
        .evidence
        .attempts
        .iter()
        .map(|attempt| attempt.to.ip());
    let mut new = Destination {
        host,
        port,
        opening: Opening::Proxy,
        purposes: vec!["the proxy on the way to the endpoints"],
        ..Destination::default()
    };
    add(&mut new.addresses, tried.collect());
    Some(new)
}

/// Host and port of a hop's URL.
fn authority(url: &str) -> Option<(String, u16)> {
    let (_, rest) = url.split_once("://")?;
    let (host, port) = rest.trim_end_matches('/').rsplit_once(':')?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    Some((host.to_owned(), port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hop_s_url_holds_its_host_and_port() {
        let of = |url: &str| authority(url).map(|(host, port)| format!("{host} {port}"));
        assert_eq!(
            of("http://proxy.corp:8080").as_deref(),
            Some("proxy.corp 8080")
        );
        assert_eq!(
            of("socks5://[fd00::1]:1080/").as_deref(),
            Some("fd00::1 1080")
        );
        assert_eq!(of("proxy.corp"), None);
    }
}
