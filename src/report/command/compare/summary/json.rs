//! One object a report.

use serde_json::{Value, json};

use crate::report::command::compare::column::Column;
use crate::report::command::compare::table::Comparison;
use crate::report::format::json::{compact, pretty};

pub(super) fn document(compared: &Comparison) -> String {
    let reports: Vec<_> = compared.columns.iter().map(report).collect();
    pretty(&json!({
        "format": crate::report::model::FORMAT,
        "passing": compared.passing(),
        "total": compared.columns.len(),
        "reports": reports,
    }))
}

pub(super) fn lines(compared: &Comparison) -> String {
    let reports = compared.columns.iter();
    reports
        .map(|column| compact(&report(column)) + "\n")
        .collect()
}

fn report(column: &Column) -> Value {
    let about = &column.about;
    json!({
        "report": column.name(),
        "source_addresses": about.source_addresses,
        "route": about.route,
        "proxies": about.proxies,
        "verdict": about.verdict,
        "conclusion": about.conclusion,
        "started": about.started,
        "interrupted": about.interrupted,
        "label": column.label,
        "host": about.host,
        "user": about.user,
        "file": column.file,
    })
}
