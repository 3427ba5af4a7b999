//! `clearway compare`: several saved reports beside each other.

use std::io::{self, IsTerminal as _, Write as _};

use super::exit::{FAILS, PASSES};
use super::flags::{self, CompareForm};
use super::output::print;
use super::problem::Problem;
use super::report_files::ReportFiles;
use super::saved::{judged_report, named};
use super::terminal::{style, terminal_width};
use crate::report::command::compare::{Column, Comparison};

pub(super) fn compare(flags: &flags::Compare) -> Result<u8, Problem> {
    let write = writer(flags)?;
    let files = ReportFiles::find(&flags.reports)?;
    if let [only] = files.paths.as_slice()
        && !flags.summary
    {
        return Err(alone(&named(only), &files));
    }
    if let Some(repeated) = files.repeated() {
        let _ = writeln!(io::stderr(), "{repeated}");
    }
    let mut columns = Vec::new();
    for file in &files.paths {
        // Of each report only what is compared is kept: hundreds of them have to fit.
        columns.push(Column::new(&named(file), &judged_report(file)?));
    }
    let comparison = Comparison::new(columns);
    print(&write(&comparison, flags))?;
    Ok(if comparison.differ() { FAILS } else { PASSES })
}

type Writer = fn(&Comparison, &flags::Compare) -> String;

/// How to write what was asked for, if it can be.
fn writer(flags: &flags::Compare) -> Result<Writer, Problem> {
    Ok(match (flags.format, flags.summary) {
        (CompareForm::Human, false) => |all, flags| all.human(&style(flags.color)),
        (CompareForm::Html, false) => |all, _| all.html(),
        (CompareForm::Json, false) => |all, _| all.json(),
        (CompareForm::Human, true) => |all, flags| {
            // In a pipe nothing is cut.
            let width = io::stdout().is_terminal().then(terminal_width);
            all.summary(&style(flags.color), width)
        },
        (CompareForm::Json, true) => |all, _| all.summary_json(),
        (CompareForm::Csv, true) => |all, _| all.summary_csv(),
        (CompareForm::Jsonl, true) => |all, _| all.summary_json_lines(),
        (CompareForm::Html, true) => {
            return Err(Problem::new(
                "`--format html` is a whole comparison: leave out `--summary`, or choose human, csv, json or jsonl",
            ));
        }
        (CompareForm::Csv | CompareForm::Jsonl, false) => {
            return Err(Problem::new(
                "`--format csv` and `--format jsonl` hold one line a report: give `--summary` as well",
            ));
        }
    })
}

fn alone(name: &str, files: &ReportFiles) -> Problem {
    Problem::new(match files.repeated() {
        Some(repeated) => format!("{repeated}; name another one to compare it with"),
        None => format!(
            "`{name}` is one report; name another one to compare it with, or give `--summary`"
        ),
    })
}
