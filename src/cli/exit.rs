//! Exit codes: what a script is told.

use super::flags::FailOn;
use crate::finding::Verdict;
use crate::report::Report;

/// Everything required passes; warnings are allowed.
pub(super) const PASSES: u8 = 0;

/// Something required fails or is unproven, or what `--fail-on` names was met.
pub(super) const FAILS: u8 = 1;

/// The tool could not do what was asked.
pub(super) const CANNOT: u8 = 2;

/// The user stopped the run.
pub(super) const STOPPED: u8 = 130;

/// What a report means for the script that asked.
pub(super) fn exit_code(report: &Report, fail_on: FailOn) -> u8 {
    if report.run.interrupted {
        return STOPPED;
    }
    match report.verdict {
        Verdict::Warn if fail_on == FailOn::Warn => FAILS,
        Verdict::Pass | Verdict::Warn => PASSES,
        Verdict::Unproven | Verdict::Fail => FAILS,
    }
}
