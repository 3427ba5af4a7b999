//! A report as one page that needs nothing else: no script, no picture, nothing from elsewhere. A
//! policy inside it says so to the browser; foreign words are text and nothing more.

mod certificates; // what was shown, as a path
mod endpoint; // one row, and all that opens below it
mod findings; // what is not as it should be
mod names;
pub(in crate::report) mod parts; // the chain of aliases
mod todo; // the tickets
mod walks; // addresses, and when what was done there

use self::parts::{capital, fact, mark, section, word};
use crate::catalogue::Need;
use crate::report::markup::Markup;
use crate::report::style::duration;
use crate::report::view::data_file::{address_files, dated};
use crate::report::view::groups::groups;
use crate::report::view::tickets::{Tickets, tickets};
use crate::report::view::{answer, wildcards};
use crate::report::{EndpointReport, Report};
use crate::text::bytes::sha256_base64;

const STYLE: &str = include_str!("page.css");

/// Writes it.
pub(in crate::report) fn write(report: &Report) -> String {
    let groups = groups(report);
    let tickets = tickets(report, &groups);
    let title = format!(
        "{} \u{2013} clearway: {}",
        word(report.verdict),
        answer::sentence(report)
    );
    document(&title, |body| fill_body(report, &tickets, body))
}

/// A page of this kind, with something in it.
pub(in crate::report) fn document(title: &str, fill: impl FnOnce(&mut Markup)) -> String {
    let mut page = Markup::default();
    page.literal("<!DOCTYPE html>\n");
    page.element("html", &[("lang", "en")], |html| {
        html.literal("\n")
            .element("head", &[], |head| fill_head(title, head));
        html.literal("\n").element("body", &[], fill);
        html.literal("\n");
    });
    page.literal("\n");
    page.finished()
}

fn fill_head(title: &str, head: &mut Markup) {
    // Styles only by their digest: nothing that slipped in could even look different.
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        sha256_base64(STYLE.as_bytes())
    );
    let named = |name, content| [("name", name), ("content", content)];
    let metas = [
        [
            ("http-equiv", "Content-Security-Policy"),
            ("content", &*policy),
        ],
        named("viewport", "width=device-width, initial-scale=1"),
        named("color-scheme", "light dark"),
        named("referrer", "no-referrer"),
    ];
    head.literal("\n").empty("meta", &[("charset", "utf-8")]);
    for meta in metas {
        head.literal("\n").empty("meta", &meta);
    }
    head.literal("\n").worded("title", &[], title);
    head.literal("\n<style>")
        .literal(STYLE)
        .literal("</style>\n");
}

fn fill_body(report: &Report, tickets: &Tickets<'_>, body: &mut Markup) {
    body.literal("\n<a class=\"skip\" href=\"#endpoints\">Skip to the endpoints</a>\n");
    let class = format!("verdict {}", report.verdict);
    body.element("header", &[("class", &class)], |header| {
        answered(report, tickets, header);
    });
    body.literal("\n").element("main", &[], |main| {
        todo::write(tickets, main);
        about_the_run(report, main);
        endpoints(report, main);
        revocation(report, main);
        measured(report, main);
    });
    body.literal("\n");
}

fn answered(report: &Report, tickets: &Tickets<'_>, to: &mut Markup) {
    to.literal("\n").element("p", &[("class", "word")], |line| {
        line.worded("span", &[("aria-hidden", "true")], mark(report.verdict));
        line.literal(" ").text(&word(report.verdict));
    });
    let sentence = answer::sentence(report);
    to.literal("\n").worded("h1", &[], &capital(&sentence));
    for rest in answer::rest(report) {
        to.literal("\n").worded("p", &[], &capital(&rest));
    }
    if report.run.interrupted {
        let took = duration(report.run.took_ms);
        let text = format!("Interrupted after {took}: what had not been seen by then is unproven");
        to.literal("\n").worded("p", &[], &text);
    }
    let about = format!("{}, {}", report.endpoints_file.product, report.run.started);
    to.literal("\n")
        .worded("p", &[("class", "quiet")], about.trim_start_matches(", "));
    to.literal("\n")
        .element("nav", &[("aria-label", "On this page")], |nav| {
            if !tickets.all.is_empty() {
                link("#todo", "What to do", tickets.all.len(), nav);
            }
            link("#endpoints", "Endpoints", report.endpoints.len(), nav);
            nav.literal("<a href=\"#run\">How this was measured</a>");
        });
    to.literal("\n");
}

fn link(to: &'static str, text: &str, number: usize, nav: &mut Markup) {
    nav.element("a", &[("href", to)], |link| {
        link.text(text)
            .literal(" ")
            .worded("span", &[], &number.to_string());
    });
    nav.literal(" ");
}

fn about_the_run(report: &Report, to: &mut Markup) {
    if !report.findings.is_empty() {
        section("whole", "About the whole run", to, |section| {
            findings::write(&report.findings, section);
        });
    }
}

fn endpoints(report: &Report, to: &mut Markup) {
    section("endpoints", "Endpoints", to, |section| {
        walks::legend(section);
        for &need in Need::ALL {
            let mut own: Vec<_> = report.endpoints.iter().filter(|e| e.need == need).collect();
            own.sort_by_key(|endpoint| std::cmp::Reverse(endpoint.verdict));
            if !own.is_empty() {
                let heading = format!("{} ({})", capital(need.word()), own.len());
                section.literal("\n").worded("h3", &[], &heading);
                rows(report, &own, section);
            }
        }
    });
}

fn rows(report: &Report, endpoints: &[&EndpointReport], to: &mut Markup) {
    for &endpoint in endpoints {
        endpoint::write(report, endpoint, to);
    }
}

fn revocation(report: &Report, to: &mut Markup) {
    if report.revocation.is_empty() {
        return;
    }
    section(
        "revocation",
        "Addresses named by certificates",
        to,
        |section| {
            for probe in &report.revocation {
                endpoint::alone(probe, section);
            }
        },
    );
}

fn measured(report: &Report, to: &mut Markup) {
    section("run", "How this was measured", to, |section| {
        section
            .literal("\n")
            .element("dl", &[("class", "facts")], |list| {
                for (name, value) in facts(report) {
                    fact(name, list, |to| {
                        to.text(&value);
                    });
                }
            });
    });
}

/// Only what is known.
fn facts(report: &Report) -> impl Iterator<Item = (&'static str, String)> {
    let (run, file, host) = (&report.run, &report.endpoints_file, &report.run.host);
    let user = host.user.as_ref().map(|user| user.name.clone());
    let facts = [
        ("began", run.started.clone()),
        ("took", duration(run.took_ms)),
        ("on", host.name.clone().unwrap_or_default()),
        ("system", host.os.clone()),
        ("as", user.unwrap_or_default()),
        ("from", list(&host.source_addresses)),
        ("name servers", list(&host.resolvers)),
        (
            "data file",
            format!("{}, {}", file.product, dated(file, &run.started)),
        ),
        ("its SHA-256", file.sha256.clone()),
        (
            "addresses by",
            address_files(file, run.selection.cloud).join("; "),
        ),
        ("cloud", run.selection.cloud.to_string()),
        ("only", run.selection.only.join(", ")),
        ("without", run.selection.skip.join(", ")),
        ("wildcards", wildcards::line(report).unwrap_or_default()),
        (
            "by",
            format!("{} {}", report.tool.name, report.tool.version),
        ),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty())
}

fn list<T: ToString>(all: &[T]) -> String {
    let all: Vec<_> = all.iter().map(ToString::to_string).collect();
    all.join(", ")
}
