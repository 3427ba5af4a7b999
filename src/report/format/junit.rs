//! A report for continuous integration: one test case for each endpoint and port, in the dialect
//! that Jenkins reads (its `junit-10.xsd`) and others understand.

use super::human::{foot, todo};
use super::markup::{Attributes, Markup};
use crate::catalogue::Need;
use crate::finding::{Finding, Severity, Verdict};
use crate::report::model::EndpointReport;
use crate::report::style::Style;
use crate::report::view::View;
use crate::report::view::inspection::sentence;
use crate::report::view::routes::in_short;
use crate::report::view::samples::longest;
use crate::report::view::verdict::headline;

/// One suite with a case for each endpoint; the whole run stands in its properties and its output.
pub(super) fn write(view: &View<'_>) -> String {
    let report = view.report;
    let count = |outcome| {
        let all = report.endpoints.iter();
        all.filter(|e| CaseOutcome::new(e) == outcome)
            .count()
            .to_string()
    };
    let tests = report.endpoints.len().to_string();
    let (failures, errors) = (count(CaseOutcome::Failed), count(CaseOutcome::Error));
    let skipped = count(CaseOutcome::Skipped);
    let time = seconds(report.run.took_ms);
    let totals = [
        ("name", "clearway"),
        ("tests", &*tests),
        ("failures", &*failures),
        ("errors", &*errors),
        ("time", &*time),
    ];
    let when = report.run.started.trim_end_matches('Z');
    let own = [("skipped", &*skipped), ("timestamp", when)];
    let own: Vec<_> = totals.into_iter().chain(own).collect();
    let mut markup = Markup::default();
    markup.literal("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    markup.element("testsuites", &totals, |all| {
        all.literal("\n")
            .element("testsuite", &own, |suite| fill(view, suite));
        all.literal("\n");
    });
    markup.literal("\n");
    markup.into_string()
}

/// What an endpoint is as a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CaseOutcome {
    Passed,
    Failed,
    Error,
    Skipped,
}

impl CaseOutcome {
    fn new(endpoint: &EndpointReport) -> Self {
        match endpoint.verdict {
            Verdict::Fail => Self::Failed,
            Verdict::Unproven => Self::Error,
            // Nothing was asked, and nothing depends on it.
            _ if endpoint.probes.is_empty() && endpoint.need != Need::Required => Self::Skipped,
            Verdict::Pass | Verdict::Warn => Self::Passed,
        }
    }
}

fn fill(view: &View<'_>, suite: &mut Markup) {
    let report = view.report;
    suite.literal("\n").element("properties", &[], |all| {
        for (name, value) in properties(view) {
            let pair: Attributes<'_> = &[("name", name), ("value", &value)];
            all.literal("\n").empty("property", pair);
        }
        all.literal("\n");
    });
    for endpoint in &report.endpoints {
        suite.literal("\n");
        case(endpoint, suite);
    }
    suite.literal("\n").element("system-out", &[], |out| {
        out.lines(&whole(view));
    });
    suite.literal("\n");
}

fn properties(view: &View<'_>) -> [(&'static str, String); 10] {
    let report = view.report;
    [
        ("verdict", report.verdict.to_string()),
        ("conclusion", view.summary.conclusion.clone()),
        ("route", in_short(report)),
        ("inspection", sentence(report).unwrap_or_default()),
        ("machine", view.origin.machine.clone().unwrap_or_default()),
        ("started", report.run.started.clone()),
        ("clearway.version", report.tool.version.clone()),
        ("endpoints.dated", report.endpoints_file.dated.clone()),
        ("endpoints.sha256", report.endpoints_file.sha256.clone()),
        ("interrupted", report.run.interrupted.to_string()),
    ]
}

fn case(endpoint: &EndpointReport, suite: &mut Markup) {
    let name = format!("{} {}:{}", endpoint.id, endpoint.host, endpoint.port);
    let class = format!("clearway.{}", endpoint.need);
    let time = seconds(longest(endpoint).unwrap_or_default());
    let attributes: Attributes<'_> = &[("name", &name), ("classname", &class), ("time", &time)];
    suite.element("testcase", attributes, |case| {
        let said = remark(endpoint) + &findings(endpoint);
        match CaseOutcome::new(endpoint) {
            CaseOutcome::Passed if said.is_empty() => {}
            CaseOutcome::Passed => block(case, "system-out", &[], &said),
            CaseOutcome::Failed => trouble(case, "failure", endpoint, &said),
            CaseOutcome::Error => trouble(case, "error", endpoint, &said),
            CaseOutcome::Skipped => {
                block(case, "skipped", &[("message", "nothing was asked")], &said);
            }
        }
    });
}

/// What is not required passes as a test even where it is blocked; then this is said first.
fn remark(endpoint: &EndpointReport) -> String {
    let troubled = every_finding(endpoint).any(|finding| {
        finding.lowered_from.is_some() && finding.own_weight() >= Severity::Unproven
    });
    if troubled {
        let need = endpoint.need;
        format!(
            "not as it should be; a warning only, since this endpoint is {need} and not required\n"
        )
    } else {
        String::new()
    }
}

fn block(case: &mut Markup, element: &'static str, attributes: Attributes<'_>, said: &str) {
    case.literal("\n").element(element, attributes, |inside| {
        inside.lines(said);
    });
    case.literal("\n");
}

fn trouble(case: &mut Markup, element: &'static str, endpoint: &EndpointReport, said: &str) {
    let mut all: Vec<_> = every_finding(endpoint).collect();
    all.sort_by_key(|finding| {
        (
            finding.explained_by.is_some(),
            finding.severity < Severity::Unproven,
        )
    });
    let (kind, message) = match all.first() {
        Some(worst) => (
            worst.code().id(),
            format!("{}: {}", worst.code(), worst.conclusion()),
        ),
        None => (element, endpoint.verdict.to_string()),
    };
    block(
        case,
        element,
        &[("type", kind), ("message", &message)],
        said,
    );
}

fn every_finding(endpoint: &EndpointReport) -> impl Iterator<Item = &Finding> {
    let samples = endpoint.probes.iter().flat_map(|probe| &probe.findings);
    endpoint.findings.iter().chain(samples)
}

/// Each on a line, with the sample it is about. Untrusted text: escaped by the writer of lines, where
/// a line end in it has become none.
fn findings(endpoint: &EndpointReport) -> String {
    let own = endpoint.findings.iter().map(|finding| (None, finding));
    let samples = endpoint.probes.iter().flat_map(|probe| {
        let host = Some(probe.probe.host.as_str());
        probe.findings.iter().map(move |finding| (host, finding))
    });
    own.chain(samples)
        .map(|(host, finding)| line(host, finding))
        .collect()
}

fn line(host: Option<&str>, finding: &Finding) -> String {
    let host = host.map_or_else(String::new, |host| format!(" {host}"));
    let address = finding
        .address
        .map_or_else(String::new, |at| format!(" {at}"));
    let by = finding.explained_by;
    let by = by.map_or_else(String::new, |code| format!(" (explained by {code})"));
    let (severity, code, owner) = (finding.severity, finding.code(), finding.owner());
    let cause = finding.in_words();
    let remedy = finding.remedy();
    let line = format!("{severity} {code}{host}{address}: {cause}{by}; {owner}: {remedy}");
    crate::text::escape::escape(&line) + "\n"
}

/// The answer, what is about the whole run, what to do, and where and when this was seen.
fn whole(view: &View<'_>) -> String {
    let style = Style {
        width: 100,
        ..Style::default()
    };
    let summary = &view.summary;
    let word = headline(view.report.verdict);
    let mut text = format!("{word}: {}\n", summary.conclusion);
    for line in summary.scope.iter().chain(&summary.early_end) {
        text.push_str(line);
        text.push('\n');
    }
    let findings = view.report.findings.iter();
    text.extend(findings.map(|finding| line(None, finding)));
    todo::write(&view.tickets, &style, &mut text).expect("writing to a String cannot fail");
    text.push('\n');
    foot::write(view, &style, &mut text).expect("writing to a String cannot fail");
    text
}

/// With a point and three digits, as the schema wants it.
fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}
