//! Where, when and how this was measured, and what was not seen.

use super::page::{fact, quoted};
use crate::report::amounts::duration;
use crate::report::format::markup::Markup;
use crate::report::view::View;
use crate::report::view::data_file::{address_files, review_date};

/// Writes the list; only what is known.
pub(super) fn write(view: &View<'_>, to: &mut Markup) {
    to.literal("\n")
        .element("dl", &[("class", "facts")], |list| {
            for (name, value) in plain(view).filter(|(_, value)| !value.is_empty()) {
                fact(name, list, |to| {
                    to.text(&value);
                });
            }
            for (name, lines) in sentences(view).filter(|(_, lines)| !lines.is_empty()) {
                fact(name, list, |to| {
                    for line in lines {
                        to.element("p", &[], |to| quoted(line, to));
                    }
                });
            }
        });
}

/// Values as they stand.
fn plain(view: &View<'_>) -> impl Iterator<Item = (&'static str, String)> {
    let (run, file, tool) = (
        &view.report.run,
        &view.report.endpoints_file,
        &view.report.tool,
    );
    let origin = view.origin.clone();
    let files = address_files(file, run.selection.cloud);
    let facts = [
        ("began", run.started.clone()),
        ("took", duration(run.took_ms)),
        ("on", origin.machine.unwrap_or_default()),
        ("system", origin.system),
        ("as", origin.user.unwrap_or_default()),
        ("from", list(&origin.source_addresses)),
        ("bound to", origin.bound_to.unwrap_or_default()),
        ("name servers", list(&origin.name_servers)),
        (
            "data file",
            format!("{}, {}", file.product, review_date(file, &run.started)),
        ),
        ("its SHA-256", file.sha256.clone()),
        ("addresses by", files.join("; ")),
        ("cloud", run.selection.cloud.to_string()),
        ("only", run.selection.only.join(", ")),
        ("without", run.selection.skip.join(", ")),
        (
            "wildcards",
            view.summary.wildcards.clone().unwrap_or_default(),
        ),
        ("by", format!("{} {}", tool.name, tool.version)),
    ];
    facts.into_iter()
}

/// Sentences that quote between backticks.
fn sentences<'v>(view: &'v View<'_>) -> impl Iterator<Item = (&'static str, &'v [String])> {
    let summary = &view.summary;
    let facts = [
        ("TLS inspection", summary.inspection.as_slice()),
        ("matrix", summary.matrix.as_slice()),
        ("routes", &summary.routes),
        ("direct route", summary.direct_route.as_slice()),
        ("route of Windows itself", summary.system_route.as_slice()),
        ("idle connections", summary.held.as_slice()),
        ("account", summary.account.as_slice()),
        ("DNS", &summary.name_servers),
        ("checked", std::slice::from_ref(&summary.selection)),
        ("not asked", &summary.left_out),
        ("not measured", &summary.not_measured),
    ];
    facts.into_iter()
}

fn list<T: ToString>(all: &[T]) -> String {
    let all: Vec<_> = all.iter().map(ToString::to_string).collect();
    all.join(", ")
}
