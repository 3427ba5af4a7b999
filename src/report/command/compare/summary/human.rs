//! One line a report, for people. On a terminal what is long is shortened, so that it stays one line; in a pipe
//! nothing is.

use textwrap::core::display_width;

use crate::finding::Verdict;
use crate::report::command::compare::column::Column;
use crate::report::command::compare::human::headline;
use crate::report::command::compare::table::Comparison;
use crate::report::format::human::marks::look;
use crate::report::style::Style;

/// A cell that is wider does not widen its column.
const WIDEST: usize = 36;
/// Where less is left for the conclusion, proxies are not named.
const ENOUGH: usize = 32;
/// No conclusion is cut to less.
const LEAST: usize = 16;
/// Between two columns.
const GAP: &str = "  ";

/// What stands before the conclusion.
struct Row<'a> {
    /// Name, source, route and verdict.
    cells: [String; 4],
    verdict: Verdict,
    conclusion: &'a str,
}

pub(super) fn write(compared: &Comparison, style: &Style, width: Option<usize>) -> String {
    let reports = &compared.columns;
    let mut rows: Vec<_> = reports
        .iter()
        .map(|column| Row::new(column, style))
        .collect();
    let mut columns = widths(&rows);
    if width.is_some_and(|width| width < before(columns) + ENOUGH) {
        for (row, column) in rows.iter_mut().zip(reports) {
            column.about.route.word().clone_into(&mut row.cells[2]);
        }
        columns = widths(&rows);
    }
    let lines = rows.iter().map(|row| row.line(columns, width, style));
    headline(compared, style) + &lines.collect::<String>()
}

/// The width of each column.
fn widths(rows: &[Row<'_>]) -> [usize; 4] {
    [0, 1, 2, 3].map(|at| {
        let wide = rows.iter().map(|row| display_width(&row.cells[at]));
        wide.filter(|&wide| wide <= WIDEST)
            .max()
            .unwrap_or_default()
    })
}

/// Where the conclusions begin.
fn before(columns: [usize; 4]) -> usize {
    columns.iter().sum::<usize>() + 4 * GAP.len()
}

impl<'a> Row<'a> {
    fn new(column: &'a Column, style: &Style) -> Self {
        let about = &column.about;
        let source = match about.source_addresses.as_slice() {
            [] => "-".to_owned(),
            [only] => only.clone(),
            [first, more @ ..] => format!("{first} +{}", more.len()),
        };
        let verdict = about.verdict.to_string();
        let cells = [column.name(), &source, &about.route(), &verdict];
        let cells = cells.map(|cell| style.escape(cell));
        Self {
            cells,
            verdict: about.verdict,
            conclusion: &about.conclusion,
        }
    }

    fn line(&self, columns: [usize; 4], width: Option<usize>, style: &Style) -> String {
        let cells = self.cells.iter().zip(columns);
        let mut cells: Vec<_> = cells.map(|(cell, wide)| padded(cell, wide)).collect();
        let used: usize = cells.iter().map(|cell| display_width(cell)).sum();
        let verdict = &self.cells[3];
        cells[3] = cells[3].replace(verdict, &style.paint((look(self.verdict), verdict)));
        let conclusion = style.escape(self.conclusion);
        let conclusion = match width {
            Some(width) => cut(&conclusion, width.saturating_sub(used).max(LEAST), style),
            None => conclusion,
        };
        format!("{}{conclusion}", cells.concat())
            .trim_end()
            .to_owned()
            + "\n"
    }
}

fn padded(text: &str, wide: usize) -> String {
    let gap = wide.saturating_sub(display_width(text));
    format!("{text}{}{GAP}", " ".repeat(gap))
}

/// The beginning that fits, up to the end of a word, and a sign where more follows.
fn cut(text: &str, room: usize, style: &Style) -> String {
    if display_width(text) <= room {
        return text.to_owned();
    }
    let sign = if style.ascii { "..." } else { "…" };
    let room = room.saturating_sub(display_width(sign));
    let mut used = 0;
    let fits = text.char_indices().find(|(_, c)| {
        used += display_width(c.encode_utf8(&mut [0; 4]));
        used > room
    });
    let end = fits.map_or(text.len(), |(at, _)| at);
    let begin = &text[..end];
    let is_whole = text[end..].starts_with(' ');
    let word = begin.rfind(' ').filter(|at| !is_whole && *at > 0);
    begin[..word.unwrap_or(end)].trim_end().to_owned() + sign
}
