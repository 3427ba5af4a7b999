//! One row a report. No cell can become a formula or a further row.

use crate::report::command::compare::column::Column;
use crate::report::command::compare::table::Comparison;
use crate::report::format::csv::row;

/// The first row. What a reader looks for comes first.
const HEAD: [&str; 9] = [
    "report",
    "source addresses",
    "route",
    "verdict",
    "conclusion",
    "started",
    "host",
    "user",
    "file",
];

/// Excel takes a file without it for the system's own code page.
const BYTE_ORDER_MARK: char = '\u{feff}';

pub(super) fn write(compared: &Comparison) -> String {
    let head = row(&HEAD.map(str::to_owned));
    let reports = compared.columns.iter().map(|column| row(&cells(column)));
    format!("{BYTE_ORDER_MARK}{head}") + &reports.collect::<String>()
}

fn cells(column: &Column) -> [String; 9] {
    let about = &column.about;
    [
        column.name().to_owned(),
        about.source_addresses.join(" "),
        about.route(),
        about.verdict.to_string(),
        about.conclusion.clone(),
        about.started.clone(),
        about.host.clone().unwrap_or_default(),
        about.user.clone().unwrap_or_default(),
        column.file.clone(),
    ]
}
