//! Verdicts and severities for a terminal: their colours and marks.

use crate::finding::{Severity, Verdict};
use crate::report::style::{Look, Style};
use crate::report::view::verdict;

/// The colour of a verdict.
pub(in crate::report) fn look(verdict: Verdict) -> Look {
    match verdict {
        Verdict::Pass => Look::Good,
        Verdict::Warn | Verdict::Unproven => Look::Warning,
        Verdict::Fail => Look::Bad,
    }
}

/// A verdict as a mark; in ASCII as its word.
pub(in crate::report) fn mark(verdict: Verdict, style: &Style) -> String {
    if style.ascii {
        return verdict.to_string();
    }
    verdict::mark(verdict).to_owned()
}

/// A severity as a mark with its word; in ASCII the word alone.
pub(super) fn severity_mark(severity: Severity, style: &Style) -> String {
    let mark = match severity {
        _ if style.ascii => String::new(),
        Severity::Note => "· ".to_owned(),
        other => mark(other.into(), style) + " ",
    };
    format!("{mark}{severity}")
}
