//! A verdict as a word and as a mark, for eyes.

use crate::finding::Verdict;

/// The word in capitals, as it begins a report.
pub(in crate::report) fn headline(verdict: Verdict) -> String {
    verdict.to_string().to_uppercase()
}

/// One character; the word stands beside it.
pub(in crate::report) fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Warn => "!",
        Verdict::Unproven => "?",
        Verdict::Fail => "✗",
    }
}
