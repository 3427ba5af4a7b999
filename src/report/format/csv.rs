//! The tickets as a table for spreadsheets and change systems (RFC 4180): a row for each change and
//! destination, which says by itself when, where and on which route it was found. Where nothing is to be
//! done there is only the first row. No cell can become a formula or a further row.

use crate::report::view::View;
use crate::report::view::inspection::sentence;
use crate::report::view::routes::in_short;
use crate::report::view::tickets::{Destination, Reason, Ticket, exemption};
use crate::text::escape::escape;

/// Without it Excel takes UTF-8 for the letters of an older encoding.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// How many cells a row has.
const WIDTH: usize = 24;

/// How many of them are about the change, and not about the run.
const CHANGE: usize = 19;

/// The first row. New columns come last.
const HEAD: [&str; WIDTH] = [
    "ticket",
    "team",
    "change",
    "source",
    "destination",
    "port",
    "transport",
    "protocol",
    "aliases",
    "addresses",
    "proxy",
    "exempt from TLS inspection",
    "asked for",
    "purpose",
    "source document",
    "evidence",
    "endpoint",
    "need",
    "not to do",
    "run",
    "machine",
    "route",
    "TLS inspection",
    "label",
];

/// Writes it, with the line ends that RFC 4180 wants.
pub(super) fn write(view: &View<'_>) -> String {
    let mut text = String::from(BYTE_ORDER_MARK);
    text.push_str(&row(&HEAD.map(str::to_owned)));
    let run = run(view);
    for (number, ticket) in (1..).zip(&view.tickets.all) {
        let mut add = |change: [String; CHANGE]| {
            text.push_str(&row(&[&change[..], &run[..]].concat()));
        };
        // What is only advised stands behind what is required.
        let mut destinations: Vec<_> = ticket.destinations.iter().collect();
        destinations.sort_by_key(|destination| destination.need);
        for destination in destinations {
            add(cells(number, ticket, destination));
        }
        if ticket.destinations.is_empty() {
            add(about_the_run(number, ticket));
        }
    }
    text
}

/// When, where and how it was measured: the same in every row.
fn run(view: &View<'_>) -> [String; WIDTH - CHANGE] {
    [
        view.report.run.started.clone(),
        view.origin.machine.clone().unwrap_or_default(),
        in_short(view.report),
        sentence(view.report).unwrap_or_default(),
        view.origin.label.clone().unwrap_or_default(),
    ]
}

fn cells(number: usize, ticket: &Ticket<'_>, to: &Destination<'_>) -> [String; CHANGE] {
    [
        number.to_string(),
        ticket.owner.to_string(),
        ticket.change.clone(),
        words(&ticket.sources),
        to.host.clone(),
        to.port.to_string(),
        to.opening.transport().to_owned(),
        to.opening.speaks().to_owned(),
        words(&to.aliases),
        words(&to.addresses),
        words(&to.via),
        exemption(to.exempt).to_owned(),
        to.asked.join("; "),
        to.purposes.join("; "),
        to.documents.join("; "),
        evidence(ticket.why.iter().chain(&to.why)),
        words(&to.ids),
        to.need.to_string(),
        ticket.caution.unwrap_or_default().to_owned(),
    ]
}

fn about_the_run(number: usize, ticket: &Ticket<'_>) -> [String; CHANGE] {
    let mut cells = [const { String::new() }; CHANGE];
    cells[0] = number.to_string();
    cells[1] = ticket.owner.to_string();
    ticket.change.clone_into(&mut cells[2]);
    cells[3] = words(&ticket.sources);
    "the whole run".clone_into(&mut cells[4]);
    cells[15] = evidence(ticket.why.iter());
    ticket
        .caution
        .unwrap_or_default()
        .clone_into(&mut cells[18]);
    cells
}

fn words<T: ToString>(all: &[T]) -> String {
    let all: Vec<_> = all.iter().map(ToString::to_string).collect();
    all.join(" ")
}

fn evidence<'a>(why: impl Iterator<Item = &'a Reason>) -> String {
    let all = why.map(|why| {
        let more = why
            .more()
            .map_or_else(String::new, |more| format!(" {more}"));
        format!("{}{more}: {}", why.code, why.cause)
    });
    all.collect::<Vec<_>>().join("; ")
}

/// Every cell is quoted, so that nothing in it ends it.
pub(in crate::report) fn row(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\r\n"
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", harmless(&escape(text)).replace('"', "\"\""))
}

/// Text that no spreadsheet takes for a formula: not at the beginning, and not behind a sign that
/// the spreadsheet may take for the end of a cell, since some cut at semicolons.
fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    let mut begins = true;
    for c in text.chars() {
        if begins && is_formula(c) {
            safe.push('\'');
        }
        safe.push(c);
        begins = match c {
            ';' | ',' | '|' => true,
            ' ' | '"' | '\u{a0}' | '\u{3000}' => begins,
            _ => false,
        };
    }
    safe
}

/// What begins a formula; the wide forms count too where such letters are typed.
fn is_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_become_a_formula() {
        for text in ["=1+1", "+1", "-1", "@a", " =1", "＝1"] {
            let cell = quoted(text);
            assert!(cell.contains('\''), "{cell}");
        }
        assert_eq!(quoted("a;=1"), "\"a;'=1\"");
        assert_eq!(quoted("a-b=c@d"), "\"a-b=c@d\"");
    }

    #[test]
    fn a_cell_cannot_end_early() {
        assert_eq!(quoted("a\",\"b\r\nc"), "\"a\"\",\"\"b\\u{d}\\u{a}c\"");
    }
}
