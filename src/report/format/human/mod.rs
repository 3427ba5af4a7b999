//! A report for people: the answer first, then what to ask of whom, then what is wrong, then every
//! endpoint, then where and when this was seen.

mod bounds; // where text begins, how much of a list is named
mod finding; // one thing that is wrong
pub(super) mod foot; // what was not seen, where and when this was measured
pub(in crate::report) mod marks; // verdicts by colour and mark
mod table; // every endpoint
pub(super) mod todo; // what to ask of whom

use std::fmt;

use crate::finding::Severity;
use crate::report::style::Style;
use crate::report::view::View;
use crate::report::view::verdict::headline;
use bounds::FOOT;
use marks::look;

/// Writes the report.
pub(super) fn write(view: &View<'_>, style: &Style) -> String {
    let mut text = String::new();
    whole(view, style, &mut text).expect("writing to a String cannot fail");
    text
}

fn whole(view: &View<'_>, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    answer(view, style, to)?;
    let (groups, tickets) = (&view.groups, &view.tickets);
    todo::write(tickets, style, to)?;
    for (group, ticket) in groups.iter().zip(&tickets.of_group) {
        to.write_char('\n')?;
        finding::write(group, *ticket, style, to)?;
    }
    if let Some(group) = groups.first().filter(|g| g.severity > Severity::Note) {
        let hint = format!("`clearway explain {}`", group.code);
        to.write_char('\n')?;
        to.write_str(&style.labelled(0, "more", FOOT, &hint))?;
    }
    table::write(view, style, to)?;
    to.write_char('\n')?;
    foot::write(view, style, to)
}

fn answer(view: &View<'_>, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    let (summary, verdict) = (&view.summary, view.report.verdict);
    let word = headline(verdict);
    let column = word.len() + 2;
    let label = (look(verdict), word.as_str());
    to.write_str(&style.beside(label, 0, column, &summary.answer))?;
    for line in summary.details.iter().chain(&summary.early_end) {
        to.write_str(&style.labelled(0, "", column, line))?;
    }
    Ok(())
}
