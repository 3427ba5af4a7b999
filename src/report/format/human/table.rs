//! Every endpoint on a line of its own, required ones first.

use std::fmt;

use textwrap::core::display_width;

use super::marks::{look, mark};
use crate::catalogue::Need;
use crate::finding::{Code, Severity, Verdict};
use crate::report::amounts::duration;
use crate::report::model::EndpointReport;
use crate::report::style::{Look, Style};
use crate::report::view::View;
use crate::report::view::samples::{longest, passed};

/// One line, before its columns are known.
struct TableRow {
    verdict: Verdict,
    mark: String,
    id: String,
    target: String,
    passed: String,
    took: String,
}

/// The widths of the columns.
struct Widths {
    mark: usize,
    id: usize,
    target: usize,
    passed: usize,
    took: usize,
}

/// Endpoints that one cause keeps from passing, above which they are counted and not listed.
const MOST_ALIKE: usize = 12;

/// Writes the table, with a heading for each need. Where one cause of the whole run is all that is wrong, the
/// endpoints that it keeps from passing are one line.
pub(super) fn write(view: &View<'_>, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    let mut endpoints: Vec<_> = view.report.endpoints.iter().collect();
    endpoints.sort_by_key(|endpoint| endpoint.need);
    if let Some(code) = only_cause(view) {
        write_alike(&mut endpoints, code, style, to)?;
    }
    let rows: Vec<_> = endpoints.iter().map(|e| TableRow::new(e, style)).collect();
    let widths = Widths::new(&rows, style);
    let mut need = None;
    for (endpoint, row) in endpoints.iter().zip(&rows) {
        if need != Some(endpoint.need) {
            need = Some(endpoint.need);
            to.write_char('\n')?;
            to.write_str(&heading(endpoint.need, &widths, style))?;
        }
        to.write_str(&line(row, &widths, style))?;
    }
    Ok(())
}

/// The one cause of the whole run, where nothing else is wrong.
fn only_cause(view: &View<'_>) -> Option<Code> {
    let mut wrong = view
        .groups
        .iter()
        .filter(|group| group.severity > Severity::Note);
    let first = wrong.next().filter(|group| group.places.is_empty())?;
    wrong.next().is_none().then_some(first.code)
}

/// Takes the endpoints that do not pass out of the list and counts them by need, if they are many.
fn write_alike(
    endpoints: &mut Vec<&EndpointReport>,
    code: Code,
    style: &Style,
    to: &mut impl fmt::Write,
) -> fmt::Result {
    let alike = |endpoint: &&EndpointReport| endpoint.verdict != Verdict::Pass;
    if endpoints.iter().filter(|one| alike(one)).count() <= MOST_ALIKE {
        return Ok(());
    }
    let (alike, rest): (Vec<&EndpointReport>, Vec<&EndpointReport>) =
        endpoints.iter().partition(|one| alike(one));
    *endpoints = rest;
    to.write_char('\n')?;
    for own in alike.chunk_by(|one, next| one.need == next.need) {
        let verdict = own
            .iter()
            .map(|one| one.verdict)
            .max()
            .unwrap_or(Verdict::Fail);
        let (need, number) = (own[0].need, own.len());
        let mark = style.paint((look(verdict), &mark(verdict, style)));
        writeln!(to, "{mark}  {number} {need} endpoints, all for {code}")?;
    }
    Ok(())
}

impl TableRow {
    fn new(endpoint: &EndpointReport, style: &Style) -> Self {
        Self {
            verdict: endpoint.verdict,
            mark: mark(endpoint.verdict, style),
            id: style.escape(&endpoint.id),
            target: format!("{}:{}", endpoint.host, endpoint.port),
            passed: format!("{}/{}", passed(endpoint), endpoint.probes.len()),
            took: longest(endpoint).map_or("-".to_owned(), duration),
        }
    }
}

/// An id over this width does not widen its column.
const WIDEST_ID: usize = 24;
/// Between two columns.
const GAP: usize = 2;

impl Widths {
    fn new(rows: &[TableRow], style: &Style) -> Self {
        let widest = |of: fn(&TableRow) -> &str, most: usize| {
            let all = rows.iter().map(|row| display_width(of(row)));
            all.filter(|&wide| wide <= most).max().unwrap_or_default()
        };
        let mut widths = Self {
            mark: widest(|row| &row.mark, usize::MAX),
            id: widest(|row| &row.id, WIDEST_ID),
            target: 0,
            passed: widest(|row| &row.passed, usize::MAX).max("ok".len()),
            took: widest(|row| &row.took, usize::MAX).max("time".len()),
        };
        let room = style.columns().saturating_sub(widths.total());
        widths.target = widest(|row| &row.target, room);
        widths
    }

    fn total(&self) -> usize {
        self.mark + self.id + self.target + self.passed + self.took + 4 * GAP
    }
}

fn heading(need: Need, widths: &Widths, style: &Style) -> String {
    let before = widths.total() - widths.passed - widths.took - 2 * GAP;
    let (p, t) = (widths.passed, widths.took);
    let line = format!("{need:<before$}  {:>p$}  {:>t$}", "ok", "time");
    style.paint((Look::Faint, &line)) + "\n"
}

/// An id or a host that its column has no room for goes on a line of its own: neither is cut.
fn line(row: &TableRow, widths: &Widths, style: &Style) -> String {
    let margin = " ".repeat(widths.mark + GAP);
    let id_fits = display_width(&row.id) <= widths.id;
    let target_fits = display_width(&row.target) <= widths.target;
    let gap = " ".repeat(widths.mark - display_width(&row.mark) + GAP);
    let mut text = style.paint((look(row.verdict), &row.mark)) + &gap;
    if !id_fits {
        text = text + &row.id + "\n" + &margin;
    }
    text.push_str(&padded(if id_fits { &row.id } else { "" }, widths.id + GAP));
    let target = if target_fits { &row.target } else { "" };
    text.push_str(&padded(target, widths.target + GAP));
    let (p, t) = (widths.passed, widths.took);
    let tail = format!("{:>p$}  {:>t$}\n", row.passed, row.took);
    let below = format!("{margin}  {}\n", row.target);
    text + &tail + if target_fits { "" } else { &below }
}

fn padded(text: &str, width: usize) -> String {
    let gap = width.saturating_sub(display_width(text));
    text.to_owned() + &" ".repeat(gap)
}
