//! A comparison for people: the answer, the reports, then the matrix with what differs below its row.

use textwrap::core::display_width;

use super::table::{Comparison, EndpointRow, label};
use crate::finding::Verdict;
use crate::report::format::human::marks::{look, mark};
use crate::report::style::{Look, Style};

/// Where the words begin below a row.
const INDENT: usize = 4;
/// How many lines of keys stand below a row.
const MOST_KEYS: usize = 8;

pub(super) fn write(compared: &Comparison, style: &Style) -> String {
    let mut text = String::new();
    let word = if compared.differ() {
        "DIFFERENT"
    } else {
        "SAME"
    };
    let tone = if compared.differ() {
        Look::Warning
    } else {
        Look::Good
    };
    let column = word.len() + 2;
    text.push_str(&style.beside((tone, word), 0, column, &compared.sentence()));
    for more in compared.besides() {
        text.push_str(&style.labelled(0, "", column, &more));
    }
    text.push('\n');
    for (at, column) in compared.columns.iter().enumerate() {
        let verdict = column.about.verdict;
        let said = format!("{verdict:8}  {}  {}", column.file, column.origin());
        text.push_str(&style.labelled(0, &label(at), 4, &style.escape(&said)));
    }
    text.push('\n');
    let columns = MatrixWidths::new(compared, style);
    text.push_str(&columns.heading(compared.columns.len(), style));
    for row in compared.ordered() {
        text.push_str(&columns.line(row, style));
        text.push_str(&words(row, style));
    }
    text.push('\n');
    text.push_str(&style.labelled(0, "marks", 7, &legend(style)));
    text
}

/// The widths of the matrix.
struct MatrixWidths {
    cell: usize,
    id: usize,
    /// What is left for a host; where there are many reports, the id alone tells the endpoint.
    host: Option<usize>,
}

/// An id over this width does not widen its column.
const WIDEST_ID: usize = 24;
/// In less room no host is named.
const NARROWEST_HOST: usize = 20;

impl MatrixWidths {
    fn new(compared: &Comparison, style: &Style) -> Self {
        let number = compared.columns.len();
        let cell = label(number.saturating_sub(1)).len() + 1;
        let ids = compared.rows.iter().map(|row| display_width(&row.key.id));
        let id = ids
            .filter(|&wide| wide <= WIDEST_ID)
            .max()
            .unwrap_or_default();
        let room = style.columns().saturating_sub(cell * number + 1 + id + 2);
        Self {
            cell,
            id,
            host: Some(room).filter(|&room| room >= NARROWEST_HOST),
        }
    }

    fn heading(&self, number: usize, style: &Style) -> String {
        let cell = self.cell;
        let labels: Vec<_> = (0..number)
            .map(|at| format!("{:cell$}", label(at)))
            .collect();
        let labels = labels.concat();
        style.paint((Look::Faint, &format!("{labels} endpoint"))) + "\n"
    }

    fn line(&self, row: &EndpointRow, style: &Style) -> String {
        let mut line = String::new();
        for cell in &row.cells {
            let verdict = cell.as_ref().map(|cell| cell.verdict);
            let painted = verdict.map_or(Look::Faint, look);
            let mark = verdict.map_or_else(|| "-".to_owned(), |verdict| sign(verdict, style));
            line.push_str(&style.paint((painted, &mark)));
            line.push_str(&" ".repeat(self.cell.saturating_sub(display_width(&mark))));
        }
        let id = style.escape(&row.key.id);
        let gap = " ".repeat(self.id.saturating_sub(display_width(&id)));
        let target = format!("{}:{}", row.key.host, row.key.port);
        let room = self
            .host
            .map(|room| (room + self.id).saturating_sub(display_width(&id).max(self.id)));
        match room {
            None => format!("{line} {id}\n"),
            Some(room) if target.len() <= room => format!("{line} {id}{gap}  {target}\n"),
            Some(_) => format!("{line} {id}\n{}{target}\n", " ".repeat(INDENT)),
        }
    }
}

/// A verdict in one character.
fn sign(verdict: Verdict, style: &Style) -> String {
    let letter = match verdict {
        _ if !style.ascii => return mark(verdict, style),
        Verdict::Pass => "p",
        Verdict::Warn => "w",
        Verdict::Unproven => "u",
        Verdict::Fail => "F",
    };
    letter.to_owned()
}

fn legend(style: &Style) -> String {
    let all = [
        Verdict::Pass,
        Verdict::Warn,
        Verdict::Unproven,
        Verdict::Fail,
    ];
    let all = all.map(|verdict| format!("{} {verdict}", sign(verdict, style)));
    format!("{}, - not in this report", all.join(", "))
}

fn words(row: &EndpointRow, style: &Style) -> String {
    if !row.has_words() {
        return String::new();
    }
    let mut text = String::new();
    let mut line = |labels: &[String], said: &str| {
        let labels = labels.join(" ");
        let column = (INDENT + display_width(&labels) + 2).max(INDENT + 5);
        text.push_str(&style.labelled(INDENT, &labels, column, &style.escape(said)));
    };
    for (said, labels) in row.verdicts() {
        line(&labels, &said);
    }
    let keys = row.issuers();
    for (said, labels) in keys.iter().take(MOST_KEYS) {
        line(labels, said);
    }
    if keys.len() > MOST_KEYS {
        line(&[], &format!("and {} more keys", keys.len() - MOST_KEYS));
    }
    text
}
