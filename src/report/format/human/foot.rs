//! The last lines: what was not asked, where and when this was seen, and by which data.

use std::fmt;

use super::bounds::FOOT;
use crate::report::amounts::duration;
use crate::report::style::Style;
use crate::report::view::View;
use crate::report::view::data_file::{address_files, review_date};

/// Writes them.
pub(in crate::report::format) fn write(
    view: &View<'_>,
    style: &Style,
    to: &mut impl fmt::Write,
) -> fmt::Result {
    let summary = &view.summary;
    let mut lines = |label, texts: &[String]| {
        for (at, text) in texts.iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            to.write_str(&style.labelled(0, label, FOOT, &style.escape(text)))?;
        }
        Ok(())
    };
    lines("not asked", &summary.left_out)?;
    lines("not seen", &summary.not_measured)?;
    lines("TLS", &unsaid(&summary.inspection, &summary.conclusion))?;
    lines("wildcards", summary.wildcards.as_slice())?;
    lines("label", view.origin.label.as_slice())?;
    lines("run", &[run(view)])?;
    lines("from", &[view.origin.sentence()])?;
    lines("redacted", summary.redacted.as_slice())?;
    lines("account", summary.account.as_slice())?;
    lines("data", &data(view))?;
    lines("warning", summary.old_data.as_slice())?;
    lines("route", &summary.routes)?;
    lines("direct", summary.direct_route.as_slice())?;
    lines("system", summary.system_route.as_slice())?;
    lines("matrix", summary.matrix.as_slice())?;
    lines("idle", summary.held.as_slice())?;
    lines("DNS", &[name_servers(view)])
}

/// What the first line has not said.
fn unsaid(lines: &[String], conclusion: &str) -> Vec<String> {
    let new = lines
        .iter()
        .filter(|line| !conclusion.contains(line.as_str()));
    new.cloned().collect()
}

fn run(view: &View<'_>) -> String {
    let (run, tool) = (&view.report.run, &view.report.tool);
    let took = duration(run.took_ms);
    format!(
        "{}, took {took}, by {} {}",
        run.started, tool.name, tool.version
    )
}

/// The data file and what was chosen of it, then each address file.
fn data(view: &View<'_>) -> Vec<String> {
    let (run, file) = (&view.report.run, &view.report.endpoints_file);
    let digest: String = file.sha256.chars().take(12).collect();
    let about = [file.product.clone(), review_date(file, &run.started)];
    let about = about.into_iter().filter(|text| !text.is_empty());
    let about: String = about.map(|text| text + ", ").collect();
    let first = format!("{about}sha256 {digest}; {}", view.summary.selection);
    let files = address_files(file, run.selection.cloud);
    std::iter::once(first).chain(files).collect()
}

fn name_servers(view: &View<'_>) -> String {
    let asked = view.origin.name_servers.iter().map(ToString::to_string);
    let asked: Vec<_> = asked.collect();
    let asked = match asked.as_slice() {
        [] => "no name server was asked".to_owned(),
        some => format!("asked {}", some.join(", ")),
    };
    let remarks = view.summary.name_servers.iter().cloned();
    let all: Vec<_> = std::iter::once(asked).chain(remarks).collect();
    all.join("; ")
}
