//! A report for programs, and back again.

mod tickets; // what to ask of whom

use std::fmt::Write;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::finding::{Finding, Target};
use crate::report::model::{FORMAT, Report};
use crate::report::view::{Summary, View};
use crate::text::escape::escape;
use tickets::TicketDocument;

/// No longer text is read: more than any run of the built-in endpoints can write.
pub const MOST_BYTES: usize = 256 << 20;

/// How much of a library's message is shown; it may quote the text it stumbled over.
const MOST_OF_A_MESSAGE: usize = 300;

/// Why a text is not a report that can be read here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// It holds nothing.
    #[error("it is empty; a report that `clearway check --save FILE.json` wrote was expected")]
    Empty,
    /// It is over [`MOST_BYTES`].
    #[error("it has {0} bytes; no report is longer than {MOST_BYTES}")]
    TooLong(usize),
    /// It is not JSON.
    #[error("line {line}, column {column}: this is not JSON: {what}")]
    NotJson {
        /// Counted from one.
        line: usize,
        /// Counted from one.
        column: usize,
        /// What the parser said, escaped.
        what: String,
    },
    /// It is JSON, and something else.
    #[error("this is JSON, but not a report of clearway: {0}")]
    NotAReport(&'static str),
    /// A later program wrote it.
    #[error(
        "it has report format {0}, and this program reads format {FORMAT}; \
         use the program that wrote it, or a newer one"
    )]
    UnknownFormat(String),
    /// A field is not as it must be.
    #[error("line {line}, column {column}: not as in a report of format {FORMAT}: {what}")]
    Content {
        /// Counted from one.
        line: usize,
        /// Counted from one.
        column: usize,
        /// What was expected and what was found, escaped.
        what: String,
    },
}

/// The report as JSON, with one newline at its end.
///
/// Nothing in it can steer a terminal: what [`escape`] would spell out is a `\u` escape here.
#[must_use]
pub fn write(report: &Report) -> String {
    let view = View::new(report);
    pretty(&ReportDocument {
        report,
        summary: &view.summary,
        tickets: tickets::documents(&view.tickets),
    })
}

/// A report with what the other formats say of it in sentences and as tickets. These are derived anew
/// by whoever writes, and passed over by [`read`].
#[derive(Serialize)]
struct ReportDocument<'a> {
    #[serde(flatten)]
    report: &'a Report,
    summary: &'a Summary,
    tickets: Vec<TicketDocument<'a>>,
}

/// A report from its JSON. Fields that are not known are passed over: later programs may add some.
pub fn read(text: &str) -> Result<Report, ReportError> {
    // Windows editors and shells put a byte order mark before the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MOST_BYTES {
        return Err(ReportError::TooLong(text.len()));
    }
    check_format(text)?;
    let mut report: Report = parse(text)?;
    name_endpoints(&mut report);
    aim_findings(&mut report);
    Ok(report)
}

/// A report whose findings are judged anew: where an earlier program wrote them, without their facts
/// or with others, they are left out.
pub fn read_to_judge(text: &str) -> Result<Report, ReportError> {
    read(text).or_else(|error| match error {
        ReportError::Content { .. } => without_findings(text).ok_or(error),
        other => Err(other),
    })
}

fn without_findings(text: &str) -> Option<Report> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut whole: Value = serde_json::from_str(text).ok()?;
    drop_findings(&mut whole);
    read(&whole.to_string()).ok()
}

/// Empties every list of findings. Evidence has no field of that name.
fn drop_findings(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if name == "findings" && field.is_array() {
                    *field = Value::Array(Vec::new());
                } else {
                    drop_findings(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(drop_findings),
        _ => {}
    }
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: Option<Value>,
}

fn check_format(text: &str) -> Result<(), ReportError> {
    match text.trim_start().chars().next() {
        None => return Err(ReportError::Empty),
        Some('[') => return Err(ReportError::NotAReport("it is a list and not an object")),
        Some(_) => {}
    }
    let head: Head = parse(text).map_err(|error| match error {
        ReportError::Content { .. } => ReportError::NotAReport("it is not an object"),
        other => other,
    })?;
    match head.format {
        None => Err(ReportError::NotAReport("it has no `format`")),
        Some(number) if number == FORMAT => Ok(()),
        Some(Value::Number(number)) => Err(ReportError::UnknownFormat(number.to_string())),
        Some(_) => Err(ReportError::NotAReport("its `format` is not a number")),
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ReportError> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let what = message(&error);
        if error.is_data() {
            ReportError::Content { line, column, what }
        } else {
            ReportError::NotJson { line, column, what }
        }
    })
}

/// The parser's words without the place, which is told apart.
fn message(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = escape(whole.strip_suffix(&place).unwrap_or(&whole));
    let mut short: String = text.chars().take(MOST_OF_A_MESSAGE).collect();
    if short.len() < text.len() {
        short.push_str(" and so on");
    }
    short
}

/// Probes and samples name their endpoint by where they stand, and not once more in JSON.
fn name_endpoints(report: &mut Report) {
    for endpoint in &mut report.endpoints {
        let row = Target {
            host: endpoint.host.to_string(),
            port: endpoint.port,
            via: None,
        };
        aim(&mut endpoint.findings, &row);
        for probe in &mut endpoint.probes {
            probe.probe.endpoint.clone_from(&endpoint.id);
        }
        for sample in &mut endpoint.left_out {
            sample.endpoint.clone_from(&endpoint.id);
        }
    }
}

/// Findings name their target by where they stand, too.
fn aim_findings(report: &mut Report) {
    let probes = report.endpoints.iter_mut().flat_map(|one| &mut one.probes);
    for probe in probes.chain(&mut report.revocation) {
        let target = probe.target();
        aim(&mut probe.findings, &target);
        if let Some(direct) = &mut probe.direct {
            let target = Target {
                via: None,
                ..target
            };
            aim(&mut direct.findings, &target);
        }
    }
}

fn aim(findings: &mut [Finding], target: &Target) {
    for finding in findings {
        finding.target = Some(target.clone());
    }
}

/// JSON for people's eyes too: indented, a newline at the end, nothing that steers a terminal.
pub(in crate::report) fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value);
    let mut text = escaped(&text.expect("every key is a string and no number is a fraction"));
    text.push('\n');
    text
}

/// JSON in one line, without its end, and as harmless.
pub(in crate::report) fn compact(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value);
    escaped(&text.expect("every key is a string and no number is a fraction"))
}

/// Outside ASCII, JSON has characters in strings only, so an escape fits everywhere.
fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if is_safe(c) {
            safe.push(c);
        } else {
            write_escaped(c, &mut safe);
        }
    }
    safe
}

fn write_escaped(c: char, to: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        write!(to, "\\u{unit:04x}").expect("writing to a String cannot fail");
    }
}

fn is_safe(c: char) -> bool {
    const DELETE: char = '\u{7f}';
    let mut buffer = [0; 4];
    let text = &*c.encode_utf8(&mut buffer);
    c.is_ascii() && c != DELETE || !c.is_ascii() && escape(text) == text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_text_that_is_not_json_is_told_with_its_place() {
        let said = error("{\n  \"format\": 1,\n  oops\n}");
        assert_eq!(
            said,
            "line 3, column 3: this is not JSON: key must be a string"
        );
    }

    #[test]
    fn another_json_is_told_from_a_report() {
        assert!(error("{}").ends_with("it has no `format`"));
        assert!(error("[1]").ends_with("it is a list and not an object"));
        assert!(error("7").ends_with("it is not an object"));
        assert!(error(r#"{"format":"1"}"#).ends_with("its `format` is not a number"));
        assert!(error(" \n").starts_with("it is empty"));
    }

    #[test]
    fn a_later_format_is_named_with_the_one_that_is_read() {
        let said = error(r#"{"format": 7}"#);
        assert!(said.starts_with("it has report format 7, and this program reads format 1;"));
    }

    #[test]
    fn a_missing_field_is_named() {
        let said = error(r#"{"format": 1}"#);
        let expected = "line 1, column 13: not as in a report of format 1: missing field `tool`";
        assert_eq!(said, expected);
    }

    #[test]
    fn a_message_is_short_and_cannot_steer_a_terminal() {
        let name = format!("\\u001b[2J{}", "x".repeat(10_000));
        let said = error(&format!(r#"{{"format": 1, "tool": "{name}"}}"#));
        assert!(said.len() < 500 && said.ends_with(" and so on"), "{said}");
        assert!(!said.contains('\u{1b}'));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "[".repeat(100_000);
        let said = error(&format!("{{\"format\": {deep}"));
        assert!(said.contains("recursion limit"), "{said}");
        let said = error(&format!("{{\"format\": 1, \"x\": {deep}"));
        assert!(said.contains("EOF"), "{said}");
    }

    #[test]
    fn characters_that_steer_are_escapes_and_stay_themselves() {
        let text = "a\u{202e}b\u{7f}\u{e0001}ü\u{1b}";
        let json = pretty(&text);
        assert_eq!(json, "\"a\\u202eb\\u007f\\udb40\\udc01ü\\u001b\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
