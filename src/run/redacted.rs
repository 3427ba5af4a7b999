//! A report without the machine that made it.

use super::assemble::judge_again;
use crate::plan::Plan;
use crate::report::Report;
use crate::report::redact::redact;

/// A report without the machine that made it, judged by what is left: the findings and their teams stay the
/// same. `domains` are DNS domains of the machine that the report does not hold.
#[must_use]
pub fn redacted(report: Report, plan: &Plan, domains: &[String]) -> Report {
    let catalogue = report.endpoints_file.clone();
    judge_again(redact(report, domains), catalogue, plan)
}
