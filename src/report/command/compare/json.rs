//! A comparison for programs.

use serde_json::{Value, json};

use super::column::Column;
use super::letters::letter;
use super::table::{Comparison, EndpointRow};
use crate::report::format::json::pretty;

pub(super) fn write(compared: &Comparison) -> String {
    let reports = compared.columns.iter().enumerate();
    pretty(&json!({
        "format": crate::report::model::FORMAT,
        "passing": compared.passing(),
        "total": compared.columns.len(),
        "verdicts_differ": compared.differ(),
        "differences": compared.tally,
        "remarks": compared.besides(),
        "reports": reports.map(|(at, column)| report(at, column)).collect::<Vec<_>>(),
        "endpoints": compared.rows.iter().map(row).collect::<Vec<_>>(),
    }))
}

fn report(at: usize, column: &Column) -> Value {
    json!({
        "letter": letter(at),
        "label": column.label,
        "file": column.file,
        "about": column.about,
        "causes": column.causes,
    })
}

fn row(row: &EndpointRow) -> Value {
    json!({
        "id": row.key.id,
        "host": row.key.host,
        "port": row.key.port,
        "verdicts_differ": row.difference.counts(),
        "difference": row.difference,
        "keys": row.keys,
        "in": row.cells,
    })
}
