//! Columns, marks and bounds of the text for people.

use crate::finding::{Severity, Verdict};
use crate::report::style::{Look, Style};

/// Where the text of a finding begins.
pub(in crate::report) const COLUMN: usize = 13;

/// Where the text of the last lines begins.
pub(in crate::report) const FOOT: usize = 11;

/// How many hosts one finding names.
pub(in crate::report) const MOST_PLACES: usize = 6;

/// How many addresses or names it names for each.
pub(in crate::report) const MOST_ADDRESSES: usize = 4;

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
    let mark = match verdict {
        Verdict::Pass => "✓",
        Verdict::Warn => "!",
        Verdict::Unproven => "?",
        Verdict::Fail => "✗",
    };
    mark.to_owned()
}

/// A severity as a mark with its word; in ASCII the word alone.
pub(in crate::report) fn marked(severity: Severity, style: &Style) -> String {
    let mark = match severity {
        _ if style.ascii => String::new(),
        Severity::Note => "· ".to_owned(),
        other => mark(other.into(), style) + " ",
    };
    format!("{mark}{severity}")
}

/// Whether what is said of one host stands for others.
pub(in crate::report) fn likewise(differ: bool) -> &'static str {
    if differ { " (the others likewise)" } else { "" }
}
