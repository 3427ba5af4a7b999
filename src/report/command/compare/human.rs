//! A comparison for people: how many reports pass, what differs, the reports, then the matrix with what differs
//! below its row.

use textwrap::core::display_width;

use super::column::Column;
use super::letters::{letter, letters};
use super::matrix::Matrix;
use super::table::{Comparison, EndpointRow, Said};
use crate::report::style::{Look, Style, wrapped};

/// Where the words begin below a row.
const INDENT: usize = 4;
/// How many conclusions stand below a row.
const MOST_CONCLUSIONS: usize = 6;
/// How many lines of keys stand below a row.
const MOST_KEYS: usize = 8;
/// How many causes of whole runs are told.
const MOST_CAUSES: usize = 20;
/// Names of reports that are wider stand on lines of their own.
const WIDEST_LETTERS: usize = 16;

pub(super) fn write(compared: &Comparison, style: &Style) -> String {
    let mut text = headline(compared, style);
    text.push_str(&differences(compared, style));
    text.push('\n');
    for (at, column) in compared.columns.iter().enumerate() {
        let said = style.escape(&report(column));
        text.push_str(&style.labelled(0, &letter(at), 4.max(letter(at).len() + 1), &said));
    }
    text.push_str(&run_wide(compared, style));
    text.push('\n');
    let matrix = Matrix::new(compared, style);
    text.push_str(&matrix.heading(style));
    for row in compared.ordered() {
        text.push_str(&matrix.line(row, style));
        text.push_str(&words(row, style));
    }
    text.push('\n');
    text.push_str(&style.labelled(0, "marks", 7, &matrix.legend(style)));
    text
}

/// How many reports pass.
pub(super) fn headline(compared: &Comparison, style: &Style) -> String {
    let look = if compared.passing() == compared.columns.len() {
        Look::Good
    } else {
        Look::Bad
    };
    style.paint((look, &compared.headline())) + "\n"
}

fn differences(compared: &Comparison, style: &Style) -> String {
    let (word, look) = if compared.differ() {
        ("DIFFERENT", Look::Warning)
    } else {
        ("SAME", Look::Good)
    };
    let column = word.len() + 2;
    let mut text = style.beside((look, word), 0, column, &compared.sentence());
    for more in compared.besides() {
        text.push_str(&style.labelled(0, "", column, &style.escape(&more)));
    }
    text
}

/// The verdict of a report, what it is called, and where it comes from.
fn report(column: &Column) -> String {
    let verdict = column.about.verdict.to_string();
    let label = column.label.iter().map(|label| format!("{label}  "));
    let label = label.collect::<String>();
    format!(
        "{verdict:8}  {label}{}  {}",
        column.file,
        column.about.sentence()
    )
}

fn run_wide(compared: &Comparison, style: &Style) -> String {
    let causes = compared.run_wide();
    if causes.is_empty() {
        return String::new();
    }
    let heading = style.paint((Look::Faint, "of the whole run"));
    format!("\n{heading}\n") + &lines(&causes, (MOST_CAUSES, "causes"), style)
}

fn words(row: &EndpointRow, style: &Style) -> String {
    if !row.has_words() {
        return String::new();
    }
    let verdicts = row.verdicts();
    let conclusions = lines(&row.conclusions(), (MOST_CONCLUSIONS, "causes"), style);
    let keys = lines(&row.issuers(), (MOST_KEYS, "keys"), style);
    lines(&verdicts, (verdicts.len(), "verdicts"), style) + &conclusions + &keys
}

/// The first ones, and how many more there are.
fn lines(all: &[Said], (most, what): (usize, &str), style: &Style) -> String {
    let some = all.iter().take(most);
    let mut text: String = some
        .map(|(said, by)| line(&letters(by), said, style))
        .collect();
    if all.len() > most {
        let more = format!("and {} more {what}", all.len() - most);
        text.push_str(&line("", &more, style));
    }
    text
}

/// What is said, beside the reports that say so; below them where they are many.
fn line(letters: &str, said: &str, style: &Style) -> String {
    let wide = display_width(letters);
    let said = style.escape(said);
    if wide <= WIDEST_LETTERS {
        let column = (INDENT + wide + 2).max(INDENT + 5);
        return style.labelled(INDENT, letters, column, &said);
    }
    let names = wrapped(letters, style.columns().saturating_sub(INDENT));
    let names = names.iter().map(|names| {
        let names = style.paint((Look::Faint, names));
        format!("{:INDENT$}{names}\n", "")
    });
    names.collect::<String>() + &style.labelled(INDENT, "", INDENT + 5, &said)
}
