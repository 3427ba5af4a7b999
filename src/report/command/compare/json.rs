//! A comparison for programs.

use serde_json::{Value, json};

use super::column::Column;
use super::table::{Comparison, EndpointRow, label};
use crate::report::format::json::pretty;

pub(super) fn write(compared: &Comparison) -> String {
    let files = compared.columns.iter().enumerate();
    pretty(&json!({
        "format": crate::report::model::FORMAT,
        "verdicts_differ": compared.differ(),
        "remarks": compared.besides(),
        "reports": files.map(|(at, column)| file(at, column)).collect::<Vec<_>>(),
        "endpoints": compared.rows.iter().map(row).collect::<Vec<_>>(),
    }))
}

fn file(at: usize, column: &Column) -> Value {
    json!({
        "label": label(at),
        "file": column.file,
        "about": column.about,
    })
}

fn row(row: &EndpointRow) -> Value {
    json!({
        "id": row.key.id,
        "host": row.key.host,
        "port": row.key.port,
        "verdicts_differ": row.differs(),
        "codes_differ": row.codes_differ(),
        "causes_differ": row.codes_differ() || row.only_causes_differ(),
        "keys": row.keys,
        "in": row.cells,
    })
}
