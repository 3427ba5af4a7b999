//! A report for people: the answer first, then what to ask of whom, then what is wrong, then every
//! endpoint, then where and when this was seen.

mod bounds; // where text begins, how much of a list is named
mod finding; // one thing that is wrong
mod lines; // how many lines it may take
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
use finding::Block;
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
    for (at, group) in groups.iter().enumerate() {
        let block = Block {
            group,
            ticket: tickets.of_group.get(at).copied().flatten(),
            is_headline: view.headline == Some(at),
        };
        to.write_char('\n')?;
        finding::write(&block, style, to)?;
    }
    let first = view.headline.map(|at| &groups[at]).or(groups.first());
    if let Some(group) = first.filter(|group| group.severity > Severity::Note) {
        let whole = if style.whole {
            ""
        } else {
            "; with `-v` all evidence"
        };
        let hint = format!("`clearway explain {}`{whole}", group.code);
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
    let first = style.escape(&summary.conclusion);
    // Whoever reads one line, or cuts it with a script, has the whole conclusion.
    writeln!(to, "{}  {first}", style.paint((look(verdict), &word)))?;
    let scope = style.escape(&summary.scope.join("; "));
    for line in std::iter::once(&scope).chain(&summary.early_end) {
        to.write_str(&style.labelled(0, "", column, line))?;
    }
    Ok(())
}
