//! `--redact`: nothing of the machine that measured is in what is written, in any format, and the
//! findings stay what they were.

#[path = "lab/again.rs"]
mod again;
#[path = "lab/program.rs"]
mod program;

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use clearway::evidence::dns::{ExtendedError, Resolution};
use clearway::evidence::host::{Interface, Unasked, UnaskedResolver, User};
use clearway::evidence::{
    Attempt, Control, Ended, Evidence, Handshake, Host, Response, Shape, Tunnel, Wpad, WpadAnswer,
    WpadName,
};
use clearway::finding::Finding;
use clearway::plan::plan;
use clearway::report::compare::{Column, Comparison};
use clearway::report::{Format, Report, Style, json, write};
use clearway::route::{PassedOver, Route, Source, Why};
use clearway::run::redacted;
use clearway::text::bytes::Blob;
use proptest::prelude::*;
use serde_json::Value;

use again::again;
use program::{clearway, refuses, stdout};

/// What is planted: none of it occurs by itself.
#[derive(Debug, Clone)]
struct Machine {
    host: String,
    domain: String,
    search: String,
    user: String,
    interface: String,
    v4: IpAddr,
    v6: IpAddr,
    server: SocketAddr,
    server_v6: SocketAddr,
}

impl Machine {
    fn example() -> Self {
        Self {
            host: "qzhost7".to_owned(),
            domain: "qzsite.qzcorp".to_owned(),
            search: "qzsearch.qzorg".to_owned(),
            user: "qzanna".to_owned(),
            interface: "qzif0".to_owned(),
            v4: "10.77.66.55".parse().expect("it is an address"),
            v6: "fd77:66::b:55".parse().expect("it is an address"),
            server: "10.77.1.53:5353".parse().expect("it is an address"),
            server_v6: "[fd77::53]:53".parse().expect("it is an address"),
        }
    }

    fn name(&self) -> String {
        format!("{}.{}", self.host, self.domain)
    }

    /// All of it, as pages, proxies and libraries write it.
    fn words(&self) -> String {
        let Self {
            host,
            domain,
            search,
            user,
            interface,
            v4,
            v6,
            server,
            server_v6,
        } = self;
        let IpAddr::V6(long) = v6 else {
            panic!("it is of IPv6")
        };
        let long = long.segments().map(|part| format!("{part:04X}")).join(":");
        format!(
            " Your IP: {v4}, client={v4}:55123; [{v6}]:55123 {long} ip-{} host {} {host}.{domain} as \
             CORP\\{user} {user}@{search} u=CORP%5C{user} dev {interface} fe80::1%{interface} dns {server} \
             {server_v6} dc1.{search}.",
            v4.to_string().replace('.', "-"),
            self.name().to_uppercase(),
        )
    }

    /// What must be nowhere, in lower case.
    fn secrets(&self) -> Vec<String> {
        let own = [
            &self.host,
            &self.domain,
            &self.search,
            &self.user,
            &self.interface,
        ];
        let own = own.into_iter().cloned();
        let addresses = [self.v4, self.v6, self.server.ip(), self.server_v6.ip()];
        let dashed = self.v4.to_string().replace('.', "-");
        let addresses = addresses.iter().map(ToString::to_string);
        own.chain(addresses).chain([dashed]).collect()
    }

    /// Puts it wherever a real run could have seen it.
    fn plant(&self, report: &mut Report) {
        report.run.label = Some(format!("on {}", self.name()));
        report.run.host = self.host(&report.run.host);
        let endpoints = report.endpoints.iter_mut().flat_map(|one| &mut one.probes);
        for probe in endpoints.chain(&mut report.revocation) {
            self.plant_route(&mut probe.route);
            self.plant_evidence(&mut probe.evidence);
        }
    }

    fn host(&self, real: &Host) -> Host {
        let words = self.words();
        Host {
            name: Some(self.name()),
            user: Some(User {
                name: format!("CORP\\{}", self.user),
                elevated: Some(true),
            }),
            bound_to: Some(self.interface.clone()),
            source_addresses: vec![self.v4, self.v6],
            interfaces: vec![Interface {
                name: self.interface.clone(),
                addresses: vec![self.v4, self.v6],
            }],
            resolvers: vec![self.server, self.server_v6],
            resolvers_problem: Some(words.clone()),
            unasked_resolvers: vec![UnaskedResolver {
                server: format!("fe80::1%{}", self.interface),
                why: Unasked::UnknownZone,
            }],
            upstreams: vec![self.server],
            wpad: Some(Wpad {
                names: vec![WpadName {
                    name: format!("wpad.{}", self.domain),
                    addresses: vec![self.v4],
                    asked: vec![WpadAnswer {
                        address: self.v4,
                        file: None,
                        problem: Some(words),
                    }],
                }],
            }),
            ..real.clone()
        }
    }

    fn plant_route(&self, route: &mut Route) {
        route.setting = Some(format!("`--pac /home/{}/proxy.pac`", self.user));
        route.auto_detect = Some(self.words());
        route.passed_over.push(PassedOver {
            source: Source::Environment,
            setting: format!("C:\\Users\\{}\\a.config", self.user),
            raw: self.words(),
            why: Why::Unusable(self.words()),
        });
    }

    fn plant_evidence(&self, evidence: &mut Evidence) {
        for step in [&mut evidence.resolve, &mut evidence.resolve_hop]
            .into_iter()
            .flatten()
        {
            self.plant_names(&mut step.seen);
            self.plant_end(&mut step.ended);
        }
        for control in &mut evidence.controls {
            self.plant_control(control);
        }
        for attempt in &mut evidence.attempts {
            self.plant_attempt(attempt);
        }
        for cell in evidence
            .matrix
            .iter_mut()
            .flat_map(|matrix| &mut matrix.cells)
        {
            self.plant_attempt(&mut cell.attempt);
        }
        if let Some(direct) = evidence
            .direct
            .as_mut()
            .and_then(|direct| direct.evidence.as_mut())
        {
            self.plant_evidence(direct);
        }
    }

    fn plant_control(&self, control: &mut Control) {
        match control {
            Control::Issuer {
                resolve, attempts, ..
            } => {
                if let Some(step) = resolve {
                    self.plant_names(&mut step.seen);
                }
                for attempt in attempts {
                    self.plant_attempt(attempt);
                }
            }
            Control::TranslatorPrefix { resolve } | Control::MadeUpLookup { resolve, .. } => {
                self.plant_names(&mut resolve.seen);
            }
            Control::Retest { attempt }
            | Control::UnassignedAddress { attempt }
            | Control::ServerName { attempt, .. }
            | Control::MadeUpName { attempt, .. }
            | Control::MadeUpHost { attempt, .. }
            | Control::TlsVersion { attempt, .. }
            | Control::Http2 { attempt, .. }
            | Control::PlainPortTunnel { attempt }
            | Control::SmallPackets { attempt } => self.plant_attempt(attempt),
        }
    }

    fn plant_names(&self, seen: &mut Resolution) {
        let first = seen.servers.first().copied();
        let own = |server: &mut SocketAddr| {
            *server = if Some(*server) == first {
                self.server
            } else {
                *server
            };
        };
        seen.servers.iter_mut().for_each(own);
        for question in &mut seen.questions {
            own(&mut question.server);
            self.plant_end(&mut question.ended);
            if let Some(reply) = &mut question.reply {
                reply.reasons.push(ExtendedError {
                    code: 0,
                    text: self.words(),
                });
                reply.primary = Some(format!("dc1.{}", self.search));
            }
        }
        if let Some(answer) = &mut seen.system {
            self.plant_end(&mut answer.ended);
        }
    }

    fn plant_end(&self, ended: &mut Ended) {
        if let Ended::Failed(failure) = ended {
            failure.detail += &self.words();
        }
    }

    fn plant_attempt(&self, attempt: &mut Attempt) {
        if let Some(step) = &mut attempt.connect {
            step.seen.local = Some(SocketAddr::new(self.v4, 55_123));
            self.plant_end(&mut step.ended);
        }
        for step in [&mut attempt.hop_handshake, &mut attempt.handshake]
            .into_iter()
            .flatten()
        {
            self.plant_handshake(&mut step.seen);
            self.plant_end(&mut step.ended);
        }
        if let Some(step) = &mut attempt.tunnel {
            self.plant_tunnel(&mut step.seen);
            self.plant_end(&mut step.ended);
        }
        if let Some(step) = &mut attempt.fetch {
            self.plant_response(&mut step.seen);
            self.plant_end(&mut step.ended);
        }
    }

    fn plant_handshake(&self, seen: &mut Handshake) {
        if !seen.head.is_empty() {
            self.plant_bytes(&mut seen.head);
        }
    }

    fn plant_tunnel(&self, seen: &mut Tunnel) {
        self.plant_headers(&mut seen.headers);
        for text in [&mut seen.reason, &mut seen.title].into_iter().flatten() {
            *text += &self.words();
        }
        if !seen.body_head.is_empty() {
            self.plant_bytes(&mut seen.body_head);
        }
    }

    fn plant_response(&self, seen: &mut Response) {
        self.plant_headers(&mut seen.headers);
        match &mut seen.shape {
            Shape::Html { title } => *title = title.take().map(|title| title + &self.words()),
            Shape::Unknown => {}
            _ => return,
        }
        self.plant_bytes(&mut seen.head);
        if let Some(body) = &mut seen.body {
            self.plant_bytes(body);
        }
    }

    fn plant_headers(&self, headers: &mut Vec<(String, String)>) {
        if !headers.is_empty() {
            headers.push(("X-Forwarded-For".to_owned(), self.words()));
            headers.push(("X-User".to_owned(), self.user.clone()));
        }
    }

    /// As text, and as Windows writes text.
    fn plant_bytes(&self, blob: &mut Blob) {
        let words = self.words();
        let wide: Vec<u8> = self
            .name()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        *blob = [&blob[..], words.as_bytes(), &wide].concat().into();
    }
}

/// A saved report of a scenario.
fn saved(file: &Path) -> Report {
    let text = fs::read_to_string(file).expect("it can be read");
    json::read_to_judge(&text).expect("it is a report")
}

fn reports() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let files = fs::read_dir(folder).expect("the folder is there");
    let files = files.map(|file| file.expect("a file").path());
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readme/report.json");
    files.chain([readme]).collect()
}

/// A report of this machine, judged.
fn planted(file: &Path, machine: &Machine) -> Report {
    let mut report = saved(file);
    machine.plant(&mut report);
    again(report).expect("it was planned once")
}

fn without(report: Report, machine: &Machine) -> Report {
    let plan = plan(&report.endpoints_file, &report.run.selection).expect("it was planned once");
    redacted(report, &plan, std::slice::from_ref(&machine.search))
}

/// Everything that is written of a report, in every format, and of two of them beside each other.
fn everything(report: &Report) -> Vec<(String, String)> {
    let style = Style {
        width: 10_000,
        ..Style::default()
    };
    let formats = Format::ALL
        .iter()
        .map(|format| (format.to_string(), write(report, *format, &style)));
    let columns = vec![Column::new("a.json", report), Column::new("b.json", report)];
    let compared = Comparison::new(columns);
    let compared = [
        ("compare, human".to_owned(), compared.human(&style)),
        ("compare, html".to_owned(), compared.html()),
        ("compare, json".to_owned(), compared.json()),
    ];
    formats.chain(compared).collect()
}

/// A text with all that is base64 in it decoded, and once more without zeros, for what is UTF-16.
fn decoded(text: &str) -> String {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let mut all = text.to_owned();
    for text in strings(&value) {
        if let Ok(blob) = Blob::from_base64(text) {
            let bytes: Vec<u8> = blob.iter().copied().filter(|byte| *byte != 0).collect();
            all += &String::from_utf8_lossy(&blob);
            all += &String::from_utf8_lossy(&bytes);
        }
    }
    all
}

fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

#[track_caller]
fn says_nothing_of(machine: &Machine, report: &Report, name: &str) {
    for (format, text) in everything(report) {
        let text = decoded(&text).to_lowercase();
        for secret in machine.secrets() {
            let Some((before, behind)) = text.split_once(&secret.to_lowercase()) else {
                continue;
            };
            let before: Vec<char> = before.chars().rev().take(120).collect();
            let before: String = before.into_iter().rev().collect();
            let behind: String = behind.chars().take(120).collect();
            panic!("{name}, {format}: …{before}⟦{secret}⟧{behind}…");
        }
    }
}

/// What was found, and whose it is.
fn judged(report: &Report) -> Vec<String> {
    let line = |place: &str, finding: &Finding| {
        let (code, owner, by) = (finding.code(), finding.owner(), finding.explained_by);
        format!("{place} {} {code} {owner} {by:?}", finding.severity)
    };
    let mut all: Vec<String> = report.findings.iter().map(|one| line("run", one)).collect();
    for endpoint in &report.endpoints {
        all.push(format!("{} {}", endpoint.id, endpoint.verdict));
        all.extend(endpoint.findings.iter().map(|one| line(&endpoint.id, one)));
    }
    let probes = report.endpoints.iter().flat_map(|one| &one.probes);
    for probe in probes.chain(&report.revocation) {
        let host = &probe.probe.host;
        all.push(format!("{host} {}", probe.verdict));
        all.extend(probe.findings.iter().map(|one| line(host, one)));
    }
    all
}

#[test]
fn nothing_of_the_machine_is_in_any_format_and_the_findings_stay() {
    let machine = Machine::example();
    for file in reports() {
        let name = file.display().to_string();
        let report = planted(&file, &machine);
        let before = decoded(&json::write(&report)).to_lowercase();
        for secret in machine.secrets() {
            assert!(
                before.contains(&secret.to_lowercase()),
                "{name}: {secret} was not planted"
            );
        }
        let found = judged(&report);
        let clean = without(report, &machine);
        says_nothing_of(&machine, &clean, &name);
        assert_eq!(judged(&clean), found, "{name}");
    }
}

#[test]
fn a_report_that_was_redacted_is_judged_again_and_redacted_again_to_the_same() {
    let machine = Machine::example();
    for file in reports() {
        let clean = without(planted(&file, &machine), &machine);
        let text = json::write(&clean);
        let read = json::read(&text).expect("it was just written");
        assert_eq!(
            json::write(&again(read).expect("it was planned once")),
            text
        );
        let twice = without(clean, &machine);
        assert_eq!(json::write(&twice), text);
    }
}

#[test]
fn targets_and_proxies_stay() {
    let machine = Machine::example();
    for file in reports() {
        let report = planted(&file, &machine);
        let places = |report: &Report| {
            let probes = report.endpoints.iter().flat_map(|one| &one.probes);
            let places = probes.map(|probe| {
                let to = probe.evidence.attempts.iter().map(|attempt| attempt.to);
                let to: Vec<SocketAddr> = to.collect();
                (probe.probe.host.clone(), probe.route.via.clone(), to)
            });
            places.collect::<Vec<_>>()
        };
        let before = places(&report);
        assert_eq!(
            places(&without(report, &machine)),
            before,
            "{}",
            file.display()
        );
    }
}

fn labels() -> impl Strategy<Value = String> {
    "qz[a-z0-9]{3,9}"
}

fn machines() -> impl Strategy<Value = Machine> {
    let names = (
        labels(),
        labels(),
        labels(),
        labels(),
        labels(),
        labels(),
        labels(),
    );
    let v4 =
        (16_u8..=250, 20_u8..=250, 20_u8..=250).prop_map(|(a, b, c)| IpAddr::from([10, a, b, c]));
    let server = (16_u8..=250, 20_u8..=250).prop_map(|(b, c)| IpAddr::from([172, 17, b, c]));
    let v6 = (0x1000_u16.., 0x1000_u16..)
        .prop_map(|(a, b)| IpAddr::from([0xfd77, a, 0, 0, 0, 0xb, 0, b]));
    let port = prop_oneof![Just(53_u16), 1024_u16..];
    (names, v4, server, v6.clone(), v6, port).prop_filter_map("two are the same", |all| {
        let ((host, a, b, c, d, user, interface), v4, server, v6, server_v6, port) = all;
        (v6 != server_v6).then(|| Machine {
            host,
            domain: format!("{a}.{b}"),
            search: format!("{c}.{d}"),
            user,
            interface,
            v4,
            v6,
            server: SocketAddr::new(server, port),
            server_v6: SocketAddr::new(server_v6, port),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_any_machine_is_in_any_format(machine in machines(), which in any::<prop::sample::Index>()) {
        let files = reports();
        let file = which.get(&files);
        let report = planted(file, &machine);
        let found = judged(&report);
        let clean = without(report, &machine);
        says_nothing_of(&machine, &clean, &file.display().to_string());
        prop_assert_eq!(judged(&clean), found);
    }
}

#[test]
fn a_saved_report_is_redacted_on_the_command_line_in_every_format() {
    let machine = Machine::example();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readme/report.json");
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("own.json");
    // A domain that only a setting names is not in a report.
    let machine = Machine {
        search: machine.domain.clone(),
        ..machine
    };
    fs::write(&own, json::write(&planted(&file, &machine))).expect("it is writable");
    let own = own.to_str().expect("a plain name");
    for format in Format::ALL {
        let output = clearway(&["judge", own, "--redact", "--format", &format.to_string()]);
        let text = decoded(&stdout(&output)).to_lowercase();
        for secret in machine.secrets() {
            assert!(!text.contains(&secret), "{format}: {secret}");
        }
    }
    let whole = stdout(&clearway(&["judge", own, "--redact", "--format", "human"]));
    assert!(whole.contains("\nredacted   names, addresses"), "{whole}");
}

#[test]
fn packets_cannot_be_redacted() {
    for flag in ["--proof", "--pcap"] {
        let says = format!("`--redact` and `{flag}`: the file holds packets");
        refuses(&["check", "--redact", flag, "out.file"], &says);
        assert!(!Path::new("out.file").exists());
    }
}

/// Debugging proxies write the machine's name into the name of their CA.
#[test]
fn a_name_in_an_inspecting_ca_goes_and_the_inspection_stays() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let mut report = saved(&folder.join("chain-intercepted.json"));
    report.run.host.name = Some("corp".to_owned());
    let report = again(report).expect("it was planned once");
    let plan = plan(&report.endpoints_file, &report.run.selection).expect("it was planned once");
    let clean = redacted(report.clone(), &plan, &[]);
    assert_eq!(judged(&clean), judged(&report));
    let text = json::write(&clean);
    assert!(text.contains("xxxx Inspection CA"), "the CA is still named");
    assert!(!decoded(&text).contains("Corp Inspection"));
}
