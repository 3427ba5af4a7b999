//! `clearway compare`: several saved reports beside each other.

use super::flags::{self, CompareForm};
use super::output::{self, Problem, style};
use super::{FAILS, PASSES};
use crate::report::command::compare::{Column, Compared};

pub(super) fn compare(flags: &flags::Compare) -> Result<u8, Problem> {
    let mut columns = Vec::new();
    for file in &flags.reports {
        // Of each report only what is compared is kept: a hundred of them have to fit.
        columns.push(Column::of(
            &output::named(file),
            &output::judged_report(file)?,
        ));
    }
    let compared = Compared::new(columns);
    let text = match flags.format {
        CompareForm::Human => compared.human(&style(flags.color)),
        CompareForm::Html => compared.html(),
        CompareForm::Json => compared.json(),
    };
    output::print(&text)?;
    Ok(if compared.differ() { FAILS } else { PASSES })
}
