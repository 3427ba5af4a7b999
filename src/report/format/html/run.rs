//! How this was measured beyond what the header says, and what was not seen.

use std::net::IpAddr;

use super::context::Context;
use super::header::MOST_ROUTES;
use super::page::{fact, quoted};
use super::said::Place;
use crate::report::format::markup::Markup;
use crate::report::view::View;
use crate::report::view::data_file::address_files;

/// Writes the list; only what is known.
pub(super) fn write(page: &mut Context<'_>, to: &mut Markup) {
    let view = page.view;
    let here = Place::new("run", "how this was measured");
    to.literal("\n")
        .element("dl", &[("class", "facts")], |list| {
            for (name, value) in plain(view).filter(|(_, value)| !value.is_empty()) {
                fact(name, list, |to| {
                    to.text(&value);
                });
            }
            for (name, lines) in sentences(view) {
                let (new, _) = page.said.sort(lines.to_vec(), &here);
                if !new.is_empty() {
                    fact(name, list, |to| {
                        for line in &new {
                            to.element("p", &[], |to| quoted(line, to));
                        }
                    });
                }
            }
        });
}

/// Values as they stand.
fn plain(view: &View<'_>) -> impl Iterator<Item = (&'static str, String)> {
    let (run, file) = (&view.report.run, &view.report.endpoints_file);
    let origin = view.origin.clone();
    let files = address_files(file, run.selection.cloud);
    let facts = [
        ("label", origin.label.unwrap_or_default()),
        ("source addresses", further_addresses(view)),
        ("name servers", list(&origin.name_servers)),
        ("data SHA-256", file.sha256.clone()),
        ("addresses by", files.join("; ")),
        ("cloud", run.selection.cloud.to_string()),
        ("only", run.selection.only.join(", ")),
        ("without", run.selection.skip.join(", ")),
    ];
    facts.into_iter()
}

/// Sentences that quote between backticks.
fn sentences<'v>(view: &'v View<'_>) -> impl Iterator<Item = (&'static str, &'v [String])> {
    let summary = &view.summary;
    let further = summary.routes.iter().skip(MOST_ROUTES).count();
    let facts = [
        // The first one stands in the header.
        (
            "TLS inspection",
            summary.inspection.get(1..).unwrap_or_default(),
        ),
        ("matrix", summary.matrix.as_slice()),
        (
            "further routes",
            &summary.routes[summary.routes.len() - further..],
        ),
        ("direct route", summary.direct_route.as_slice()),
        ("route of Windows itself", summary.system_route.as_slice()),
        ("idle connections", summary.held.as_slice()),
        ("account", summary.account.as_slice()),
        ("DNS", &summary.name_servers),
        ("wildcards", summary.wildcards.as_slice()),
        ("checked", std::slice::from_ref(&summary.selection)),
        ("warning", summary.old_data.as_slice()),
        ("redacted", summary.redacted.as_slice()),
        ("not asked", &summary.left_out),
        ("not measured", &summary.not_measured),
    ];
    facts.into_iter()
}

/// The source addresses, where the header does not name them all.
fn further_addresses(view: &View<'_>) -> String {
    let header = view.origin.sentence();
    let all = &view.origin.source_addresses;
    let named = |ip: &IpAddr| header.contains(&ip.to_string());
    if all.iter().all(named) {
        return String::new();
    }
    list(all)
}

fn list<T: ToString>(all: &[T]) -> String {
    let all: Vec<_> = all.iter().map(ToString::to_string).collect();
    all.join(", ")
}
