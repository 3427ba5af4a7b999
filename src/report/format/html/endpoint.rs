//! One endpoint: a row that says why, and opens to its samples.

use super::anchors::sample_id;
use super::context::Context;
use super::page::{badge, link};
use super::said::Place;
use super::{certificates, names, raw, references, walks};
use crate::catalogue::{Endpoint, Key, Scheme};
use crate::finding::Verdict;
use crate::report::amounts::duration;
use crate::report::format::markup::Markup;
use crate::report::model::{EndpointReport, ProbeReport};
use crate::report::view::samples::{longest, passed};
use crate::report::view::times::took;

/// Writes the row.
pub(super) fn write(page: &mut Context<'_>, endpoint: &EndpointReport, to: &mut Markup) {
    let file = &page.view.report.endpoints_file;
    let row = file.endpoint(&endpoint.id);
    let keys: Vec<_> = row.into_iter().flat_map(|row| file.keys_of(row)).collect();
    let class = format!("endpoint {}", endpoint.verdict);
    to.literal("\n")
        .element("details", &[("class", &class)], |details| {
            summary(page, endpoint, details);
            details
                .literal("\n")
                .element("div", &[("class", "inside")], |inside| {
                    let here = place_of(page, endpoint);
                    if let Some(row) = row {
                        purpose(page, row, &here, inside);
                    }
                    references::write(page, &endpoint.findings, &here, inside);
                    for probe in &endpoint.probes {
                        sample(page, &keys, probe, inside);
                    }
                    left_out(endpoint, inside);
                });
            details.literal("\n");
        });
}

/// The row of a probe that belongs to no endpoint.
pub(super) fn without_endpoint(page: &mut Context<'_>, probe: &ProbeReport, to: &mut Markup) {
    let class = format!("endpoint {}", probe.verdict);
    to.literal("\n")
        .element("details", &[("class", &class)], |details| {
            let reasons = page.anchors.distinct(probe.findings.iter());
            let row = RowSummary {
                verdict: probe.verdict,
                id: None,
                target: authority(&probe.probe.host, probe.probe.port),
                reasons: &reasons,
                passed: String::new(),
                time: duration(took(probe)),
                nothing_asked: false,
            };
            row.write(page, details);
            details.element("div", &[("class", "inside")], |inside| {
                sample(page, &[], probe, inside);
            });
        });
}

fn authority(host: &str, port: u16) -> String {
    format!("{host}:{port}")
}

fn summary(page: &Context<'_>, endpoint: &EndpointReport, to: &mut Markup) {
    let row = RowSummary {
        verdict: endpoint.verdict,
        id: Some(&endpoint.id),
        target: authority(&endpoint.host.to_string(), endpoint.port),
        reasons: &page.anchors.groups_of(endpoint),
        passed: format!("{} of {}", passed(endpoint), endpoint.probes.len()),
        time: longest(endpoint).map_or_else(String::new, duration),
        nothing_asked: endpoint.probes.is_empty(),
    };
    row.write(page, to);
}

/// What is seen while the row is closed.
struct RowSummary<'a> {
    verdict: Verdict,
    id: Option<&'a str>,
    target: String,
    /// The groups of findings that speak for it.
    reasons: &'a [usize],
    passed: String,
    time: String,
    /// Was none of its samples asked?
    nothing_asked: bool,
}

impl RowSummary<'_> {
    fn write(&self, page: &Context<'_>, to: &mut Markup) {
        to.literal("\n").element("summary", &[], |row| {
            badge(self.verdict, row);
            row.literal(" ")
                .element("span", &[("class", "who")], |who| {
                    if let Some(id) = self.id {
                        who.text_element("b", &[], id).literal(" ");
                    }
                    who.text_element("code", &[], &self.target);
                });
            row.literal(" ")
                .element("span", &[("class", "reasons")], |list| {
                    references::reasons(page, self.reasons, list);
                    if self.nothing_asked {
                        list.literal(
                            "<span class=\"reason\">not asked: <a href=\"#run\">why</a></span>",
                        );
                    }
                });
            for count in [&self.passed, &self.time] {
                row.literal(" ")
                    .text_element("span", &[("class", "count")], count);
            }
        });
    }
}

/// What a link to an endpoint leads to: its first sample.
fn place_of(page: &Context<'_>, endpoint: &EndpointReport) -> Place {
    let first = endpoint.probes.first();
    let id = match first.and_then(|probe| page.anchors.sample(probe)) {
        Some(number) => sample_id(number),
        None => "endpoints".to_owned(),
    };
    Place::new(id, &endpoint.id)
}

fn purpose(page: &mut Context<'_>, row: &Endpoint, here: &Place, to: &mut Markup) {
    to.literal("\n")
        .element("p", &[("class", "purpose")], |line| {
            if let Some(place) = page.said.before(&row.purpose, here) {
                line.literal("Purpose: as for ");
                place.link(line);
            } else {
                line.text(&row.purpose);
            }
        });
    to.literal("\n")
        .element("p", &[("class", "source")], |line| {
            line.text(&row.source);
        });
}

fn sample(page: &mut Context<'_>, keys: &[&Key], probe: &ProbeReport, to: &mut Markup) {
    let number = page.anchors.sample(probe).unwrap_or_default();
    let id = sample_id(number);
    let here = Place::new(&*id, authority(&probe.probe.host, probe.probe.port));
    let attributes = [("class", "sample"), ("id", &*id)];
    to.literal("\n").element("section", &attributes, |section| {
        section.literal("\n").element("h4", &[], |line| {
            badge(probe.verdict, line);
            line.literal(" ").text_element("code", &[], &asked(probe));
        });
        route(probe, section);
        references::write(page, &probe.findings, &here, section);
        names::write(&probe.evidence, section);
        walks::write(&probe.evidence, section);
        certificates::write(keys, probe, section);
        raw::write(probe, section);
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

fn route(probe: &ProbeReport, to: &mut Markup) {
    if let Some(via) = &probe.route.via {
        to.literal("\n")
            .element("p", &[("class", "quiet")], |line| {
                line.literal("through ").text_element("code", &[], via);
            });
    }
}

/// The reasons stand in how the run was measured.
fn left_out(endpoint: &EndpointReport, to: &mut Markup) {
    for sample in &endpoint.left_out {
        to.literal("\n")
            .element("p", &[("class", "quiet")], |line| {
                line.literal("not asked: ")
                    .text_element("code", &[], &sample.host)
                    .literal(" (");
                link("run", "why", line);
                line.literal(")");
            });
    }
}
