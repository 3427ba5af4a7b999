//! Reports that were saved, read back.

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use super::given::{called, open};
use super::problem::Problem;
use super::recognise;
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
    let name = named(path);
    Problem::new(match recognise::kind(text) {
        Some(kind) => format!(
            "{name}: this is {kind}; a report is what `clearway check --save FILE.json` wrote"
        ),
        None => format!("{name}: {why}"),
    })
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
        let head = &bytes[..bytes.len().min(64)];
        let kind = match why {
            NotText::NotUtf8 { .. } => recognise::kind(&String::from_utf8_lossy(head)),
            NotText::NoMark | NotText::NotUtf16 => None,
        };
        let kind = kind.unwrap_or("no text in UTF-8, nor in UTF-16 behind its byte order mark");
        Problem::new(format!(
            "{}: this is {kind}; a report is what `clearway check --save FILE.json` wrote",
            named(path)
        ))
    })
}
