//! A report as one page that needs nothing else: no script, no picture, nothing from elsewhere. A
//! policy inside it says so to the browser; untrusted words are text and nothing more.

mod certificates; // what was shown, as a path
mod endpoint; // one row, and all that opens below it
mod findings; // what is not as it should be
mod names; // the chain of aliases
pub(in crate::report) mod page; // what every page is built of
mod run; // where, when and how this was measured
mod todo; // the tickets
mod walks; // addresses, and when what was done there

use super::markup::Markup;
use crate::catalogue::Need;
use crate::report::model::{EndpointReport, Report};
use crate::report::view::View;
use crate::report::view::verdict::{headline, mark};
use page::{capital, document, section};

/// The page.
pub(super) fn write(view: &View<'_>) -> String {
    let word = headline(view.report.verdict);
    let title = format!("{word} \u{2013} clearway: {}", view.summary.conclusion);
    document(&title, |body| fill_body(view, body))
}

fn fill_body(view: &View<'_>, body: &mut Markup) {
    let report = view.report;
    body.literal("\n<a class=\"skip\" href=\"#endpoints\">Skip to the endpoints</a>\n");
    let class = format!("verdict {}", report.verdict);
    body.element("header", &[("class", &class)], |header| {
        answered(view, header);
    });
    body.literal("\n").element("main", &[], |main| {
        todo::write(&view.tickets, main);
        about_the_run(report, main);
        endpoints(report, main);
        revocation(report, main);
        section("run", "How this was measured", main, |to| {
            run::write(view, to);
        });
    });
    body.literal("\n");
}

fn answered(view: &View<'_>, to: &mut Markup) {
    let (report, summary) = (view.report, &view.summary);
    to.literal("\n").element("p", &[("class", "word")], |line| {
        line.text_element("span", &[("aria-hidden", "true")], mark(report.verdict));
        line.literal(" ").text(&headline(report.verdict));
    });
    to.literal("\n")
        .text_element("h1", &[], &capital(&summary.conclusion));
    for line in summary.scope.iter().chain(&summary.early_end) {
        to.literal("\n").text_element("p", &[], &capital(line));
    }
    let about = format!("{}, {}", report.endpoints_file.product, report.run.started);
    to.literal("\n")
        .text_element("p", &[("class", "quiet")], about.trim_start_matches(", "));
    to.literal("\n")
        .element("nav", &[("aria-label", "On this page")], |nav| {
            let tickets = view.tickets.all.len();
            if tickets > 0 {
                link("#todo", "What to do", tickets, nav);
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
            .text_element("span", &[], &number.to_string());
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
                section.literal("\n").text_element("h3", &[], &heading);
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
                endpoint::without_endpoint(probe, section);
            }
        },
    );
}
