//! The matrix of a comparison on a terminal: a row for each endpoint, with a mark for each report where there
//! is room for them, else one for all.

use textwrap::core::display_width;

use super::letters::letter;
use super::table::{Comparison, EndpointRow};
use crate::finding::Verdict;
use crate::report::format::human::marks::{look, mark};
use crate::report::style::{Look, Style};

/// Where a host stands that has no room in its row.
const INDENT: usize = 4;
/// An id over this width does not widen its column.
const WIDEST_ID: usize = 24;
/// In less room no host is named.
const NARROWEST_HOST: usize = 20;
/// What stands in place of the marks of many reports that differ.
const DIFFERS: &str = "~";

/// The widths of the matrix.
pub(super) struct Matrix {
    /// How many reports have a mark of their own; none where they are too many.
    reports: usize,
    cell: usize,
    id: usize,
    /// What is left for a host; where there are many reports, the id alone tells the endpoint.
    host: Option<usize>,
}

impl Matrix {
    pub(super) fn new(compared: &Comparison, style: &Style) -> Self {
        let all = compared.columns.len();
        let cell = letter(all.saturating_sub(1)).len() + 1;
        let fits = cell * all <= style.columns() / 2;
        let (reports, cell) = if fits { (all, cell) } else { (0, 2) };
        let ids = compared.rows.iter().map(|row| display_width(&row.key.id));
        let id = ids
            .filter(|&wide| wide <= WIDEST_ID)
            .max()
            .unwrap_or_default();
        let room = style
            .columns()
            .saturating_sub(cell * reports.max(1) + 1 + id + 2);
        Self {
            reports,
            cell,
            id,
            host: Some(room).filter(|&room| room >= NARROWEST_HOST),
        }
    }

    pub(super) fn heading(&self, style: &Style) -> String {
        let cell = self.cell;
        let letters = (0..self.reports).map(|at| format!("{:cell$}", letter(at)));
        let letters: String = match self.reports {
            0 => " ".repeat(cell),
            _ => letters.collect(),
        };
        style.paint((Look::Faint, &format!("{letters} endpoint"))) + "\n"
    }

    pub(super) fn line(&self, row: &EndpointRow, style: &Style) -> String {
        let line = self.marks(row, style);
        let id = style.escape(&row.key.id);
        let gap = " ".repeat(self.id.saturating_sub(display_width(&id)));
        let target = format!("{}:{}", row.key.host, row.key.port);
        let wider = display_width(&id).saturating_sub(self.id);
        match self.host.map(|room| room.saturating_sub(wider)) {
            None => format!("{line} {id}\n"),
            Some(room) if target.len() <= room => format!("{line} {id}{gap}  {target}\n"),
            Some(_) => format!("{line} {id}\n{:INDENT$}{target}\n", ""),
        }
    }

    fn marks(&self, row: &EndpointRow, style: &Style) -> String {
        if self.reports == 0 {
            return match row.by_verdict().as_slice() {
                [(verdict, _)] => self.padded(*verdict, style),
                _ => style.paint((Look::Warning, DIFFERS)) + " ",
            };
        }
        let verdicts = row
            .cells
            .iter()
            .map(|cell| cell.as_ref().map(|cell| cell.verdict));
        verdicts
            .map(|verdict| self.padded(verdict, style))
            .collect()
    }

    fn padded(&self, verdict: Option<Verdict>, style: &Style) -> String {
        let painted = verdict.map_or(Look::Faint, look);
        let mark = verdict.map_or_else(|| "-".to_owned(), |verdict| sign(verdict, style));
        let gap = self.cell.saturating_sub(display_width(&mark));
        style.paint((painted, &mark)) + &" ".repeat(gap)
    }

    pub(super) fn legend(&self, style: &Style) -> String {
        let all = [
            Verdict::Pass,
            Verdict::Warn,
            Verdict::Unproven,
            Verdict::Fail,
        ];
        let all = all.map(|verdict| format!("{} {verdict}", sign(verdict, style)));
        let last = match self.reports {
            0 => format!("{DIFFERS} differs from report to report"),
            _ => "- not in this report".to_owned(),
        };
        format!("{}, {last}", all.join(", "))
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
