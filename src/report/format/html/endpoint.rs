//! One endpoint: a row that opens to its findings and samples.

use serde_json::Value;

use super::page::{badge, quoted};
use super::{certificates, findings, names, walks};
use crate::catalogue::{Endpoint, Key, Scheme};
use crate::finding::{Code, Finding, Verdict};
use crate::report::amounts::duration;
use crate::report::format::json;
use crate::report::format::markup::Markup;
use crate::report::model::{EndpointReport, ProbeReport, Report};
use crate::report::view::samples::{longest, passed};
use crate::report::view::times::took;

/// Longer texts of the evidence are cut here; whole they stand in the JSON report.
const LONGEST_TEXT: usize = 4_096;

/// Writes the row.
pub(super) fn write(report: &Report, endpoint: &EndpointReport, to: &mut Markup) {
    let class = format!("endpoint {}", endpoint.verdict);
    let row = report.endpoints_file.endpoint(&endpoint.id);
    let keys = row
        .into_iter()
        .flat_map(|row| report.endpoints_file.keys_of(row));
    let keys: Vec<_> = keys.collect();
    to.literal("\n")
        .element("details", &[("class", &class)], |details| {
            summary(endpoint, details);
            details
                .literal("\n")
                .element("div", &[("class", "inside")], |inside| {
                    if let Some(row) = row {
                        purpose(row, inside);
                    }
                    findings::write(&endpoint.findings, inside);
                    for probe in &endpoint.probes {
                        sample(&keys, probe, inside);
                    }
                    left_out(endpoint, inside);
                });
            details.literal("\n");
        });
}

/// The row of a probe that belongs to no endpoint.
pub(super) fn without_endpoint(probe: &ProbeReport, to: &mut Markup) {
    let class = format!("endpoint {}", probe.verdict);
    to.literal("\n")
        .element("details", &[("class", &class)], |details| {
            let asked = &probe.probe;
            let target = format!("{}:{}", asked.host, asked.port);
            let codes = codes(std::slice::from_ref(probe));
            let time = duration(took(probe));
            line(None, [&target, "", &time], probe.verdict, &codes, details);
            details.element("div", &[("class", "inside")], |inside| {
                sample(&[], probe, inside);
            });
        });
}

fn summary(endpoint: &EndpointReport, to: &mut Markup) {
    let probes = &endpoint.probes;
    let target = format!("{}:{}", endpoint.host, endpoint.port);
    let passed = format!("{} of {}", passed(endpoint), probes.len());
    let time = longest(endpoint).map_or_else(String::new, duration);
    let own = endpoint.findings.iter().map(|finding| finding.code().id());
    let mut all: Vec<_> = own.chain(codes(probes)).collect();
    all.dedup();
    line(
        Some(&endpoint.id),
        [&target, &passed, &time],
        endpoint.verdict,
        &all,
        to,
    );
}

/// What is seen while the row is closed.
fn line(
    id: Option<&str>,
    [target, passed, time]: [&str; 3],
    verdict: Verdict,
    codes: &[&str],
    to: &mut Markup,
) {
    to.literal("\n").element("summary", &[], |row| {
        badge(verdict, row);
        row.literal(" ")
            .element("span", &[("class", "who")], |who| {
                if let Some(id) = id {
                    who.text_element("b", &[], id).literal(" ");
                }
                who.text_element("code", &[], target);
            });
        row.literal(" ")
            .element("span", &[("class", "codes")], |list| {
                for code in codes {
                    list.text_element("code", &[("class", "code")], code)
                        .literal(" ");
                }
            });
        row.literal(" ")
            .text_element("span", &[("class", "count")], passed);
        row.literal(" ")
            .text_element("span", &[("class", "count")], time);
    });
}

/// The codes that nothing else explains, each once.
fn codes(probes: &[ProbeReport]) -> Vec<&'static str> {
    let all = probes.iter().flat_map(|probe| &probe.findings);
    let mut codes: Vec<_> = all
        .filter(|finding| finding.explained_by.is_none())
        .map(Finding::code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes.into_iter().map(Code::id).collect()
}

fn purpose(row: &Endpoint, to: &mut Markup) {
    to.literal("\n")
        .element("p", &[("class", "purpose")], |line| {
            line.text(&row.purpose);
            line.literal(" <span class=\"quiet\">(")
                .text(&row.source)
                .literal(")</span>");
        });
}

fn sample(keys: &[&Key], probe: &ProbeReport, to: &mut Markup) {
    to.literal("\n")
        .element("section", &[("class", "sample")], |section| {
            section.literal("\n").element("h4", &[], |line| {
                badge(probe.verdict, line);
                line.literal(" ").text_element("code", &[], &asked(probe));
            });
            way(probe, section);
            findings::write(&probe.findings, section);
            names::write(&probe.evidence, section);
            walks::write(&probe.evidence, section);
            certificates::write(keys, probe, section);
            raw(probe, section);
            section.literal("\n");
        });
}

fn asked(probe: &ProbeReport) -> String {
    let probe = &probe.probe;
    match probe.scheme {
        Scheme::Tls => format!("TLS {}:{}", probe.host, probe.port),
        scheme => format!("{} {scheme}://{}{}", probe.method, probe.host, probe.path),
    }
}

fn way(probe: &ProbeReport, to: &mut Markup) {
    if let Some(via) = &probe.route.via {
        to.literal("\n")
            .element("p", &[("class", "quiet")], |line| {
                line.literal("through ").text_element("code", &[], via);
            });
    }
}

fn left_out(endpoint: &EndpointReport, to: &mut Markup) {
    for sample in &endpoint.left_out {
        to.literal("\n")
            .element("p", &[("class", "quiet")], |line| {
                line.literal("not asked: ")
                    .text_element("code", &[], &sample.host)
                    .literal(", ");
                quoted(&sample.why, line);
            });
    }
}

/// What was seen, as it stands in the JSON report, long texts cut.
fn raw(probe: &ProbeReport, to: &mut Markup) {
    let mut value = serde_json::to_value(probe).expect("every key is a string");
    shorten(&mut value);
    to.literal("\n")
        .element("details", &[("class", "raw")], |details| {
            details.literal("<summary>Raw evidence</summary>\n");
            let label = format!("Raw evidence of {}", probe.probe.host);
            let attributes = [
                ("tabindex", "0"),
                ("role", "region"),
                ("aria-label", &*label),
            ];
            details.element("pre", &attributes, |pre| {
                pre.lines(&json::pretty(&value));
            });
        });
}

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT => {
            let cut: String = text.chars().take(64).collect();
            *text = format!(
                "{cut}… ({} characters in the JSON report)",
                text.chars().count()
            );
        }
        Value::Array(all) => all.iter_mut().for_each(shorten),
        Value::Object(all) => all.values_mut().for_each(shorten),
        _ => {}
    }
}
