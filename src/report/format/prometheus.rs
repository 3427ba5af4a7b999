//! A report for dashboards: metrics in Prometheus' text format, for the node exporter's textfile
//! collector. Names and units keep to its conventions.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::catalogue::Need;
use crate::finding::Verdict;
use crate::report::model::{EndpointReport, ProbeReport, Report};
use crate::report::view::View;
use crate::report::view::certificate::CertificateFields;
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
    if let Some(started) = from_rfc3339(&run.started) {
        let help = "When the run began, seconds since 1970.";
        let metric = Metric::new("clearway_run_start_timestamp_seconds", help);
        all.push(metric.only(&[], started));
    }
    all
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
        "How long a step took; the longest, where it was done more than once.",
    );
    let mut ends = Metric::new(
        "clearway_certificate_not_after_timestamp_seconds",
        "When a certificate that was shown ends, seconds since 1970; the leaf has position 0.",
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
    for span in lookup_steps(&probe.evidence) {
        let own = [("address", ""), ("step", span.step)];
        to.set(&[base, &own].concat(), span.took_ms.into());
    }
    for attempt in &probe.evidence.attempts {
        let address = attempt.to.to_string();
        for span in attempt_steps(attempt) {
            let own = [("address", &*address), ("step", span.step)];
            to.set(&[base, &own].concat(), span.took_ms.into());
        }
    }
}

fn certificates(probe: &ProbeReport, base: Labels<'_>, to: &mut Metric) {
    for attempt in &probe.evidence.attempts {
        let address = attempt.to.to_string();
        let shown = attempt.handshake.iter().flat_map(|step| &step.seen.chain);
        for (position, der) in shown.enumerate() {
            let Some(certificate) = CertificateFields::read(der) else {
                continue;
            };
            let position = position.to_string();
            let own = [("address", &*address), ("position", &*position)];
            to.set_least(&[base, &own].concat(), certificate.not_after);
        }
    }
}
