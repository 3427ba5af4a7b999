//! `clearway compare`: several saved reports beside each other.

use super::exit::{FAILS, PASSES};
use super::flags::{self, CompareForm};
use super::output::print;
use super::problem::Problem;
use super::saved::{judged_report, named};
use super::terminal::style;
use crate::report::command::compare::{Column, Compared};

pub(super) fn compare(flags: &flags::Compare) -> Result<u8, Problem> {
    let mut columns = Vec::new();
    for file in &flags.reports {
        // Of each report only what is compared is kept: a hundred of them have to fit.
        columns.push(Column::of(&named(file), &judged_report(file)?));
    }
    let compared = Compared::new(columns);
    let text = match flags.format {
        CompareForm::Human => compared.human(&style(flags.color)),
        CompareForm::Html => compared.html(),
        CompareForm::Json => compared.json(),
    };
    print(&text)?;
    Ok(if compared.differ() { FAILS } else { PASSES })
}
