//! What a finding means: rows of the table of codes, as text and as JSON.

use serde::Serialize;

use crate::finding::{Code, Owner, Severity};
use crate::report::format::json::pretty;
use crate::report::style::Style;

/// Where the text of a row begins.
const COLUMN: usize = 10;

/// One code: its weight, what it means, what usually causes it, and what to do.
#[must_use]
pub fn code(code: Code, width: usize) -> String {
    let style = Style {
        width,
        ..Style::default()
    };
    let line = |label, text: &str| style.labelled(2, label, 2 + COLUMN, text);
    let parts = [
        format!("{code}\n"),
        line("severity", &severity(code.severity())),
        line(
            "stage",
            &format!("{} ({})", code.stage().id(), code.stage().about()),
        ),
        line("means", code.meaning()),
        line("causes", code.causes()),
        line("remedy", &format!("{}: {}", code.owner(), code.remedy())),
    ];
    parts.concat()
}

/// Codes in their order, each with its meaning, by stage.
#[must_use]
pub fn codes(codes: &[Code], width: usize) -> String {
    let style = Style {
        width,
        ..Style::default()
    };
    let rows = |codes: &[Code]| {
        codes
            .iter()
            .map(|&code| row(code, &style))
            .collect::<String>()
    };
    let stages = codes.chunk_by(|one, next| one.stage() == next.stage());
    let parts = stages.map(|codes| {
        let stage = codes[0].stage();
        format!("{}: {}\n{}", stage.id(), stage.about(), rows(codes))
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// One line of the list: weight, code and meaning, the meaning below where it has no room.
fn row(code: Code, style: &Style) -> String {
    let first = format!("  {:<8}  {:<26}", code.severity().to_string(), code.id());
    if style.columns() >= 100 {
        return style.labelled(0, &first, first.len() + 1, code.meaning());
    }
    let meaning = style.labelled(12, "", 12, code.meaning());
    format!("{}\n{meaning}", first.trim_end())
}

fn severity(severity: Severity) -> String {
    let said = match severity {
        Severity::Note => "worth knowing, nothing to do",
        Severity::Warn => "works, and may cause trouble later",
        Severity::Unproven => "could not be measured, and so does not pass",
        Severity::Fail => "a requirement is not met",
    };
    format!("{severity} ({said})")
}

/// One code, as JSON.
#[must_use]
pub fn code_json(code: Code) -> String {
    pretty(&CodeRow::new(code))
}

/// Codes as a JSON list.
#[must_use]
pub fn codes_json(codes: &[Code]) -> String {
    let rows: Vec<_> = codes.iter().copied().map(CodeRow::new).collect();
    pretty(&rows)
}

/// A row of the table of codes.
#[derive(Serialize)]
struct CodeRow {
    code: Code,
    severity: Severity,
    stage: &'static str,
    owner: Owner,
    meaning: &'static str,
    causes: &'static str,
    remedy: &'static str,
}

impl CodeRow {
    fn new(code: Code) -> Self {
        Self {
            code,
            severity: code.severity(),
            stage: code.stage().id(),
            owner: code.owner(),
            meaning: code.meaning(),
            causes: code.causes(),
            remedy: code.remedy(),
        }
    }
}
