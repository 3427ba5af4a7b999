//! A report as one page that needs nothing else: no script, no picture, nothing from elsewhere. A
//! policy inside it says so to the browser; untrusted words are text and nothing more. No paragraph
//! stands in it twice: what is said again elsewhere is a link.

mod anchors; // the numbers of findings and samples
mod certificates; // what was shown, as a path
mod context; // what every part needs
mod endpoint; // one row, and all that opens below it
mod findings; // what was found, each once
mod header; // the first screen
mod names; // the chain of aliases
pub(in crate::report) mod page; // what every page is built of
mod raw; // what was seen, as JSON
mod references; // findings where they were made
mod run; // where, when and how this was measured
mod said; // what stands in the page already
mod todo; // the tickets
mod walks; // addresses, and when what was done there

use super::markup::Markup;
use crate::catalogue::Need;
use crate::finding::Verdict;
use crate::report::model::EndpointReport;
use crate::report::view::View;
use crate::report::view::verdict::headline;
use context::Context;
use page::{capital, document, section};

/// Up to this many endpoints that do not pass are printed with all that was seen of them; of more,
/// their rows and the findings are.
const MOST_PRINTED: usize = 4;

/// The page.
pub(super) fn write(view: &View<'_>) -> String {
    let word = headline(view.report.verdict);
    let conclusion = view.summary.conclusion.replace('`', "");
    let title = format!("{word} \u{2013} clearway: {conclusion}");
    document(&title, |body| fill_body(view, body))
}

fn fill_body(view: &View<'_>, body: &mut Markup) {
    let page = &mut Context::new(view);
    body.literal("\n<a class=\"skip\" href=\"#endpoints\">Skip to the endpoints</a>\n");
    header::write(page, body);
    body.literal("\n").element("main", &[], |main| {
        todo::write(page, main);
        findings::write(page, main);
        endpoints(page, main);
        revocation(page, main);
        section("run", "How this was measured", main, |to| {
            run::write(page, to);
        });
    });
    body.literal("\n");
}

fn endpoints(page: &mut Context<'_>, to: &mut Markup) {
    let all = &page.view.report.endpoints;
    section("endpoints", "Endpoints", to, |section| {
        walks::legend(section);
        for &need in Need::ALL {
            let mut own: Vec<_> = all.iter().filter(|e| e.need == need).collect();
            own.sort_by_key(|endpoint| std::cmp::Reverse(endpoint.verdict));
            if !own.is_empty() {
                let heading = format!("{} ({})", capital(need.word()), own.len());
                section.literal("\n").text_element("h3", &[], &heading);
                rows(page, &own, section);
            }
        }
    });
}

fn rows(page: &mut Context<'_>, endpoints: &[&EndpointReport], to: &mut Markup) {
    let bad = endpoints.iter().filter(|e| e.verdict > Verdict::Warn);
    let class = list_class(bad.count());
    to.literal("\n")
        .element("div", &[("class", class)], |list| {
            for &endpoint in endpoints {
                endpoint::write(page, endpoint, list);
            }
            list.literal("\n");
        });
}

/// The class of a list, by how many of its rows do not pass.
fn list_class(bad: usize) -> &'static str {
    if bad > MOST_PRINTED {
        "rows"
    } else {
        "rows printed"
    }
}

fn revocation(page: &mut Context<'_>, to: &mut Markup) {
    let all = &page.view.report.revocation;
    if all.is_empty() {
        return;
    }
    let bad = all.iter().filter(|probe| probe.verdict > Verdict::Warn);
    let class = list_class(bad.count());
    section(
        "revocation",
        "Addresses named by certificates",
        to,
        |section| {
            section
                .literal("\n")
                .element("div", &[("class", class)], |list| {
                    for probe in all {
                        endpoint::without_endpoint(page, probe, list);
                    }
                    list.literal("\n");
                });
        },
    );
}
