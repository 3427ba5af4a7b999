//! A report for dashboards: metrics in Prometheus' text format, for the node exporter's textfile
//! collector. Names and units keep to its conventions. No label holds what changes from run to run while
//! nothing is wrong, such as an address or a certificate's name: each value would be a series of its own.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::catalogue::Need;
use crate::finding::Verdict;
use crate::report::model::{EndpointReport, ProbeReport, Report};
use crate::report::view::View;
use crate::report::view::certificate::CertificateFields;
use crate::report::view::inspection::HostCounts;
use crate::report::view::routes::in_short;
use crate::report::view::times::{attempt_steps, lookup_steps};
use crate::text::escape::escape;
use crate::text::time::from_rfc3339;

/// Every metric with its help and type.
pub(super) fn write(view: &View<'_>) -> String {
    let report = view.report;
    let mut text = String::new();
    for metric in about_the_run(view)
        .into_iter()
        .chain(about_endpoints(report))
    {
        metric
            .write(&mut text)
            .expect("writing to a String cannot fail");
    }
    text
}

/// A metric with its samples, each set of labels once.
struct Metric {
    name: &'static str,
    help: &'static str,
    samples: BTreeMap<String, i64>,
}

impl Metric {
    fn new(name: &'static str, help: &'static str) -> Self {
        let samples = BTreeMap::new();
        Self {
            name,
            help,
            samples,
        }
    }

    /// Without labels, or with these alone.
    fn only(mut self, labels: Labels<'_>, value: i64) -> Self {
        self.set(labels, value);
        self
    }

    /// The larger one stays where the labels were there already.
    fn set(&mut self, labels: Labels<'_>, value: i64) {
        let known = self.samples.entry(joined(labels)).or_insert(value);
        *known = value.max(*known);
    }

    fn set_least(&mut self, labels: Labels<'_>, value: i64) {
        let known = self.samples.entry(joined(labels)).or_insert(value);
        *known = value.min(*known);
    }

    /// A metric that has nothing to say is left out.
    fn write(&self, to: &mut String) -> std::fmt::Result {
        if self.samples.is_empty() {
            return Ok(());
        }
        let name = self.name;
        writeln!(to, "# HELP {name} {}\n# TYPE {name} gauge", self.help)?;
        for (labels, value) in &self.samples {
            writeln!(to, "{name}{labels} {}", self.number(*value))?;
        }
        Ok(())
    }

    /// Durations are kept in milliseconds and written in seconds.
    fn number(&self, value: i64) -> String {
        if self.name.ends_with("_duration_seconds") {
            format!("{}.{:03}", value / 1_000, value % 1_000)
        } else {
            value.to_string()
        }
    }
}

type Labels<'a> = &'a [(&'static str, &'a str)];

fn joined(labels: Labels<'_>) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let pairs = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

/// Backslash and quote as the format wants them; line ends are spelt out like all that steers.
fn escaped(value: &str) -> String {
    escape(value).replace('\\', "\\\\").replace('"', "\\\"")
}

const VERDICTS: [Verdict; 4] = [
    Verdict::Pass,
    Verdict::Warn,
    Verdict::Unproven,
    Verdict::Fail,
];

fn about_the_run(view: &View<'_>) -> Vec<Metric> {
    let report = view.report;
    let run = &report.run;
    let mut verdict = Metric::new(
        "clearway_run_verdict",
        "What the whole run came to: 1 for its verdict, 0 for the others.",
    );
    for one in VERDICTS {
        verdict.set(
            &[("verdict", &one.to_string())],
            (one == report.verdict).into(),
        );
    }
    let mut all = vec![
        Metric::new(
            "clearway_info",
            "By which program and data file this was made; always 1.",
        )
        .only(
            &[
                ("version", &report.tool.version),
                ("endpoints_dated", &report.endpoints_file.dated),
                ("endpoints_sha256", &report.endpoints_file.sha256),
            ],
            1,
        ),
        about_route(report),
        verdict,
        Metric::new("clearway_run_duration_seconds", "How long the run took.")
            .only(&[], whole(run.took_ms)),
        Metric::new(
            "clearway_run_interrupted",
            "Was the run stopped before its end?",
        )
        .only(&[], run.interrupted.into()),
        counted_endpoints(report),
        counted_findings(report),
        counted_tickets(view),
    ];
    all.extend(counted_hosts(report));
    if let Some(started) = from_rfc3339(&run.started) {
        let help = "When the run began, seconds since 1970.";
        let metric = Metric::new("clearway_run_start_timestamp_seconds", help);
        all.push(metric.only(&[], started));
    }
    if let Some(label) = &run.label {
        let help = "What the user called the run; always 1.";
        all.push(Metric::new("clearway_run_label", help).only(&[("label", label)], 1));
    }
    all
}

/// On which route this was measured, and the sentence on inspection without a device's name.
fn about_route(report: &Report) -> Metric {
    let route = in_short(report).replace('`', "");
    let inspection = HostCounts::new(report).sentence().unwrap_or_default();
    let help = "On which route this was measured, and what was seen of TLS inspection; always 1.";
    Metric::new("clearway_run_info", help)
        .only(&[("route", &route), ("inspection", &inspection)], 1)
}

fn counted_hosts(report: &Report) -> [Metric; 3] {
    let counts = HostCounts::new(report);
    let metric =
        |name, help, number: usize| Metric::new(name, help).only(&[], whole(number as u64));
    [
        metric(
            "clearway_tls_hosts",
            "How many hosts were asked over TLS.",
            counts.all,
        ),
        metric(
            "clearway_tls_inspected_hosts",
            "On how many of them TLS is inspected.",
            counts.inspected,
        ),
        metric(
            "clearway_tls_genuine_hosts",
            "How many of them showed the service's own certificates and nothing that casts doubt on them.",
            counts.genuine,
        ),
    ]
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn counted_endpoints(report: &Report) -> Metric {
    let mut metric = Metric::new(
        "clearway_endpoints",
        "How many endpoints came to this verdict.",
    );
    for &need in Need::ALL {
        for verdict in VERDICTS {
            let fits = |e: &&EndpointReport| e.need == need && e.verdict == verdict;
            let number = report.endpoints.iter().filter(fits).count();
            let labels: Labels<'_> = &[("need", need.word()), ("verdict", &verdict.to_string())];
            metric.set(labels, whole(number as u64));
        }
    }
    metric
}

fn counted_findings(report: &Report) -> Metric {
    let mut metric = Metric::new(
        "clearway_findings",
        "How many findings there are, those included that others explain.",
    );
    let endpoints = report.endpoints.iter();
    let own = endpoints.clone().flat_map(|e| &e.findings);
    let probes = endpoints.flat_map(|e| &e.probes).chain(&report.revocation);
    let all = report
        .findings
        .iter()
        .chain(own)
        .chain(probes.flat_map(|p| &p.findings));
    let mut counts: BTreeMap<_, i64> = BTreeMap::new();
    for finding in all {
        *counts
            .entry((finding.code(), finding.severity))
            .or_default() += 1;
    }
    for ((code, severity), number) in counts {
        metric.set(
            &[("code", code.id()), ("severity", &severity.to_string())],
            number,
        );
    }
    metric
}

fn counted_tickets(view: &View<'_>) -> Metric {
    let mut metric = Metric::new(
        "clearway_tickets",
        "How many changes are needed, by the team that can make them.",
    );
    for (owner, own) in view.tickets.by_team() {
        metric.set(&[("team", &owner.to_string())], whole(own.len() as u64));
    }
    metric
}

fn about_endpoints(report: &Report) -> Vec<Metric> {
    let mut verdicts = Metric::new(
        "clearway_endpoint_verdict",
        "What an endpoint came to: 1 for its verdict, 0 for the others.",
    );
    let mut steps = Metric::new(
        "clearway_step_duration_seconds",
        "How long a step took; the longest, where it was done more than once, as at several addresses.",
    );
    let mut ends = Metric::new(
        "clearway_certificate_not_after_timestamp_seconds",
        "When the host's own certificate ends, seconds since 1970; the earliest, where several were shown.",
    );
    for endpoint in &report.endpoints {
        let host = endpoint.host.to_string();
        let port = endpoint.port.to_string();
        let base = [("id", &*endpoint.id), ("host", &*host), ("port", &*port)];
        for one in VERDICTS {
            let own = [
                ("need", endpoint.need.word()),
                ("verdict", &*one.to_string()),
            ];
            verdicts.set(
                &[&base[..], &own].concat(),
                (one == endpoint.verdict).into(),
            );
        }
        for probe in &endpoint.probes {
            let base = [&base[..], &[("sample", &*probe.probe.host)]].concat();
            durations(probe, &base, &mut steps);
            certificates(probe, &base, &mut ends);
        }
    }
    vec![verdicts, steps, ends]
}

fn durations(probe: &ProbeReport, base: Labels<'_>, to: &mut Metric) {
    let attempts = probe.evidence.attempts.iter().flat_map(attempt_steps);
    for span in lookup_steps(&probe.evidence).chain(attempts) {
        to.set(
            &[base, &[("step", span.step)]].concat(),
            span.took_ms.into(),
        );
    }
}

fn certificates(probe: &ProbeReport, base: Labels<'_>, to: &mut Metric) {
    let shown = probe.evidence.attempts.iter();
    let shown = shown.filter_map(|attempt| attempt.handshake.as_ref()?.seen.chain.first());
    for certificate in shown.filter_map(|der| CertificateFields::read(der)) {
        to.set_least(base, certificate.not_after);
    }
}
