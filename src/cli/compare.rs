//! `clearway compare`: several saved reports beside each other.

use super::exit::{FAILS, PASSES};
use super::flags::{self, CompareForm};
use super::output::print;
use super::problem::Problem;
use super::saved::{judged_report, named};
use super::terminal::style;
use crate::report::command::compare::{Column, Comparison};

pub(super) fn compare(flags: &flags::Compare) -> Result<u8, Problem> {
    let mut columns = Vec::new();
    for file in &flags.reports {
        // Of each report only what is compared is kept: a hundred of them have to fit.
        columns.push(Column::new(&named(file), &judged_report(file)?));
    }
    let comparison = Comparison::new(columns);
    let text = match flags.format {
        CompareForm::Human => comparison.human(&style(flags.color)),
        CompareForm::Html => comparison.html(),
        CompareForm::Json => comparison.json(),
    };
    print(&text)?;
    Ok(if comparison.differ() { FAILS } else { PASSES })
}
