//! Every fact of the view in every format that is read by people or programs as a whole.

use clearway::evidence::BySystem;
use clearway::evidence::hold::{Held, HoldEnd};
use clearway::finding::cause::run::{GaveUp, Unmeasured};
use clearway::finding::{Directly, Finding, Inspected, Verdict};
use clearway::report::{Format, Origin, Report, Style, Summary, write};
use clearway::route::Route;
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;

use crate::rich::{good, rich};

/// Formats that leave the facts of the view out, and why.
fn leaves_out(format: Format) -> bool {
    match format {
        Format::Human | Format::Json | Format::Junit | Format::Html | Format::Markdown => false,
        // Metrics are numbers: a sentence as a label would be a new series for every wording. A row of
        // the table is a change and its destination, for import; a line about the run is none. Both have
        // the route and the sentence on inspection, see below.
        Format::Prometheus | Format::Csv => true,
    }
}

/// A report in which every fact of the view has something to say.
fn telling() -> Report {
    let mut report = rich();
    report.run.redacted = true;
    report.run.label = Some("before <the> change".to_owned());
    "2026-01-02".clone_into(&mut report.endpoints_file.dated);
    report.run.host.resolvers_problem = Some("no `nameserver` in <resolv.conf>".to_owned());
    report.endpoints_file.not_measured = vec!["the way to the <files>".to_owned()];
    let probe = &mut report.endpoints[0].probes[0];
    probe.evidence.by_system = Some(Box::new(BySystem {
        route: Route::default(),
        assumed: true,
        evidence: None,
    }));
    probe.evidence.held = vec![Held {
        to: "20.190.128.5:443".parse().expect("an address"),
        idle_s: 30,
        idled_ms: 30_000,
        asked: true,
        end: HoldEnd::Spoke { status: Some(101) },
        chain: Vec::new(),
    }];
    probe.direct = Some(Directly {
        open: true,
        verdict: Verdict::Pass,
        findings: Vec::new(),
    });
    probe.inspected = Some(Inspected {
        handshakes: 12,
        shown: 11,
        inspected: 3,
    });
    probe.findings.push(Finding::new(GaveUp {
        why: Unmeasured::Deadline {
            unfinished: Vec::new(),
        },
        on_direct_route: false,
    }));
    report
}

/// Every fact with its name.
fn facts(report: &Report) -> Vec<(String, String)> {
    let summary = serde_json::to_value(Summary::new(report)).expect("every key is a string");
    let fields = summary.as_object().expect("it is an object");
    let sentences = fields.iter().flat_map(|(name, value)| {
        let strings = strings(value).into_iter();
        strings.map(|text| (name.clone(), text.to_owned()))
    });
    let Origin {
        label,
        machine,
        system,
        user,
        source_addresses,
        bound_to,
        name_servers,
    } = Origin::new(report);
    let named = |name: &str, text: String| (name.to_owned(), text);
    let sources = source_addresses.iter().map(ToString::to_string);
    let servers = name_servers.iter().map(ToString::to_string);
    let mut facts: Vec<_> = sentences.collect();
    facts.extend(label.map(|text| named("label", text)));
    facts.extend(machine.map(|text| named("machine", text)));
    facts.push(named("system", system));
    facts.extend(user.map(|text| named("user", text)));
    facts.extend(sources.map(|text| named("source address", text)));
    facts.extend(bound_to.map(|text| named("--source", text)));
    facts.extend(servers.map(|text| named("name server", text)));
    facts
}

/// The strings in a value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// The words of a report without its markup.
fn words(report: &Report, format: Format) -> String {
    let style = Style {
        width: 10_000,
        ..Style::default()
    };
    let text = write(report, format, &style);
    let words = match format {
        Format::Json => {
            let value: Value = serde_json::from_str(&text).expect("it is JSON");
            strings(&value).join("\n")
        }
        Format::Html | Format::Junit => {
            let options = ParsingOptions {
                allow_dtd: true,
                ..ParsingOptions::default()
            };
            let document = Document::parse_with_options(&text, options).expect("it is XML");
            let nodes = document.descendants().filter(Node::is_text);
            nodes.filter_map(|node| node.text()).collect()
        }
        Format::Markdown => crate::formats::markdown::rendered(&text),
        _ => text,
    };
    plain(&words)
}

/// Without what formats lay out in their own way: line ends, code spans, a first letter in capitals.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|&c| !c.is_whitespace() && c != '`');
    letters.flat_map(char::to_lowercase).collect()
}

#[test]
fn every_format_holds_every_fact() {
    for report in [telling(), rich(), good()] {
        let facts = facts(&report);
        let formats = Format::ALL.iter().copied();
        for format in formats.filter(|&format| !leaves_out(format)) {
            let words = words(&report, format);
            let missing = facts
                .iter()
                .filter(|(_, text)| !words.contains(&plain(text)));
            let missing: Vec<_> = missing.collect();
            assert!(missing.is_empty(), "{format}: {missing:#?}");
        }
    }
}

#[test]
fn every_format_holds_the_route_and_the_sentence_on_inspection() {
    for report in [telling(), rich()] {
        let summary = Summary::new(&report);
        let route = summary.scope.iter().find(|part| part.contains("direct"));
        let route = route.expect("the second line has the route");
        let inspection = summary.inspection.first().expect("there is TLS");
        // Metrics go without a device's name, which is from a certificate.
        let counted = inspection.split(" by ").next().unwrap_or_default();
        for &format in Format::ALL {
            let words = words(&report, format);
            let inspection = match format {
                Format::Prometheus => counted,
                _ => inspection,
            };
            for text in [route, inspection] {
                assert!(words.contains(&plain(text)), "{format}: {text}");
            }
        }
    }
}

/// Otherwise the test above could look for nothing.
#[test]
fn a_telling_report_has_every_fact() {
    let summary = serde_json::to_value(Summary::new(&telling())).expect("every key is a string");
    for (name, value) in summary.as_object().expect("it is an object") {
        let strings = strings(value);
        assert!(strings.iter().any(|text| !text.is_empty()), "{name}");
    }
    let origin = Origin::new(&telling());
    assert!(origin.machine.is_some() && origin.user.is_some() && origin.bound_to.is_some());
    assert!(!origin.source_addresses.is_empty() && !origin.name_servers.is_empty());
}

/// Fields that follow from others.
fn is_derived(name: &str) -> bool {
    matches!(
        name,
        "summary"
            | "tickets"
            | "version_name"
            | "suite_name"
            | "group_name"
            | "scheme_name"
            | "alert_name"
            | "rcode_name"
            | "code_name"
    )
}

fn without_derived(value: &mut Value, left_out: &mut usize) {
    match value {
        Value::Object(fields) => {
            let before = fields.len();
            fields.retain(|name, _| !is_derived(name));
            *left_out += before - fields.len();
            for below in fields.values_mut() {
                without_derived(below, left_out);
            }
        }
        Value::Array(items) => {
            for below in items {
                without_derived(below, left_out);
            }
        }
        _ => {}
    }
}

#[test]
fn a_report_without_what_is_derived_reads_as_with_it() {
    let whole = clearway::report::json::write(&telling());
    let mut value: Value = serde_json::from_str(&whole).expect("JSON");
    let mut left_out = 0;
    without_derived(&mut value, &mut left_out);
    assert!(left_out > 10, "{left_out}");
    let with = clearway::report::json::read(&whole);
    assert_eq!(clearway::report::json::read(&value.to_string()), with);
}
