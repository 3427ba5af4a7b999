//! Reports that were saved, read back.

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use super::given::{called, open};
use super::problem::Problem;
use super::recognise::{Kind, instead_of};
use crate::report::Report;
use crate::report::format::json;
use crate::text::escape::escape;
use crate::text::file::{NotText, text};

/// A saved report whose evidence is judged anew or whose rows are asked again: its own findings do not
/// count.
pub(super) fn report(path: &Path) -> Result<Report, Problem> {
    let text = read(path)?;
    json::read_to_judge(&text).map_err(|why| unreadable(path, &text, &why))
}

/// A saved report with its own findings.
pub(super) fn judged_report(path: &Path) -> Result<Report, Problem> {
    let text = read(path)?;
    json::read(&text).map_err(|why| match json::read_to_judge(&text) {
        Ok(_) => Problem::new(format!(
            "{0}: an earlier version wrote its findings; run `clearway judge {0} --format json` and \
             compare what that writes",
            named(path)
        )),
        Err(_) => unreadable(path, &text, &why),
    })
}

fn unreadable(path: &Path, text: &str, why: &json::ReportError) -> Problem {
    let problem = Problem::new(format!("{}: {why}", named(path)));
    instead_of(text.as_bytes(), path, Kind::Report, problem)
}

/// A file, as it may stand in a message.
pub(super) fn named(path: &Path) -> String {
    escape(&called(path).display().to_string())
}

/// Reads a report's text.
fn read(path: &Path) -> Result<String, Problem> {
    let file = open(path)
        .map_err(|why| Problem::new(format!("{}: cannot be read: {why}", named(path))))?;
    let mut bytes = Vec::new();
    // One byte more than is read as a report tells that there is more.
    file.take(json::MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|why| Problem::new(format!("{}: cannot be read: {why}", named(path))))?;
    let text = text(&bytes).map(Cow::into_owned);
    text.map_err(|why| {
        let why = match why {
            NotText::NotUtf8 { .. } => "no text in UTF-8, nor in UTF-16 behind its byte order mark",
            NotText::NoMark => "UTF-16 without a byte order mark; save it as UTF-8",
            NotText::NotUtf16 => "UTF-16 that is damaged",
        };
        let problem = Problem::new(format!("{}: this is {why}", named(path)));
        instead_of(&bytes, path, Kind::Report, problem)
    })
}
