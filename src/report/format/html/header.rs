//! The first screen, and the first page in print: the conclusion, and what it holds for.

use super::context::Context;
use super::page::{capital, fact, quoted};
use super::said::Place;
use crate::report::amounts::{counted, duration};
use crate::report::format::markup::Markup;
use crate::report::view::View;
use crate::report::view::data_file::review_date;
use crate::report::view::verdict::{headline, mark};

/// How many routes stand here; further ones stand in how the run was measured.
pub(super) const MOST_ROUTES: usize = 2;

/// The place of the sentence that comes first.
pub(super) fn conclusion() -> Place {
    Place::new("conclusion", "the conclusion")
}

/// Writes it.
pub(super) fn write(page: &mut Context<'_>, body: &mut Markup) {
    let view = page.view;
    let class = format!("verdict {}", view.report.verdict);
    body.element("header", &[("class", &class)], |header| {
        concluded(page, header);
        header
            .literal("\n")
            .element("dl", &[("class", "facts")], |list| facts(page, list));
        navigation(view, header);
        header.literal("\n");
    });
}

fn concluded(page: &mut Context<'_>, to: &mut Markup) {
    let (report, summary) = (page.view.report, &page.view.summary);
    to.literal("\n").element("p", &[("class", "word")], |line| {
        line.text_element("span", &[("aria-hidden", "true")], mark(report.verdict));
        line.literal(" ").text(&headline(report.verdict));
    });
    let here = conclusion();
    page.said.before(&summary.conclusion, &here);
    to.literal("\n")
        .element("h1", &[("id", "conclusion")], |line| {
            quoted(&capital(&summary.conclusion), line);
        });
    to.literal("\n").element("p", &[], |to| {
        quoted(&capital(&summary.scope.join(" · ")), to);
    });
    for line in &summary.early_end {
        page.said.before(line, &here);
        to.literal("\n").element("p", &[], |to| {
            quoted(&capital(line), to);
        });
    }
}

fn facts(page: &mut Context<'_>, list: &mut Markup) {
    let view = page.view;
    let (run, file, tool) = (
        &view.report.run,
        &view.report.endpoints_file,
        &view.report.tool,
    );
    let here = conclusion();
    let summary = &view.summary;
    if let Some(line) = summary.inspection.first() {
        page.said.before(line, &here);
        if !summary.conclusion.contains(line) {
            fact("TLS", list, |to| quoted(line, to));
        }
    }
    fact("route", list, |to| routes(view, to));
    let origin = view.origin.sentence();
    if !origin.is_empty() {
        fact("machine", list, |to| quoted(&origin, to));
    }
    let took = duration(run.took_ms);
    let time = format!(
        "{}, took {took}, by {} {}",
        run.started, tool.name, tool.version
    );
    fact("time", list, |to| {
        to.text(&time);
    });
    let data = [file.product.clone(), review_date(file, &run.started)];
    let data: Vec<_> = data.into_iter().filter(|text| !text.is_empty()).collect();
    if !data.is_empty() {
        fact("data", list, |to| {
            to.text(&data.join(", "));
        });
    }
}

/// A page in print has to say that no proxy was used, too.
fn routes(view: &View<'_>, to: &mut Markup) {
    let all = &view.summary.routes;
    let mut probes = view.report.endpoints.iter().flat_map(|one| &one.probes);
    let is_direct = all.len() == 1 && probes.any(|probe| probe.route.is_direct());
    for line in all.iter().take(MOST_ROUTES) {
        to.element("p", &[], |to| {
            quoted(line, to);
            if is_direct {
                to.literal(", without a proxy");
            }
        });
    }
    if all.len() > MOST_ROUTES {
        let more = all.len() - MOST_ROUTES;
        to.literal("<p>and <a href=\"#run\">")
            .text(&counted(more, "more", "more"))
            .literal("</a></p>");
    }
}

fn navigation(view: &View<'_>, to: &mut Markup) {
    to.literal("\n")
        .element("nav", &[("aria-label", "On this page")], |nav| {
            numbered("#todo", "What to do", view.tickets.all.len(), nav);
            numbered("#findings", "Findings", view.groups.len(), nav);
            numbered("#endpoints", "Endpoints", view.report.endpoints.len(), nav);
            nav.literal("<a href=\"#run\">How this was measured</a>");
        });
}

/// A link with how many there are; nothing where there are none.
fn numbered(to: &'static str, text: &str, number: usize, nav: &mut Markup) {
    if number == 0 {
        return;
    }
    nav.element("a", &[("href", to)], |link| {
        link.text(text)
            .literal(" ")
            .text_element("span", &[], &number.to_string());
    });
    nav.literal(" ");
}
