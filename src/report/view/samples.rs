//! How many samples of an endpoint were reached and are right, and how long the longest took.

use super::times::took;
use crate::finding::{Finding, Severity};
use crate::report::model::{EndpointReport, ProbeReport};

/// How many samples were reached and are right, with or without warnings. How much depends on the endpoint
/// does not count: what is blocked is not right because it is only advised.
pub(in crate::report) fn passed(endpoint: &EndpointReport) -> usize {
    endpoint
        .probes
        .iter()
        .filter(|probe| is_right(probe))
        .count()
}

fn is_right(probe: &ProbeReport) -> bool {
    let wrong = |finding: &Finding| finding.own_weight() >= Severity::Unproven;
    probe.seen && !probe.findings.iter().any(wrong)
}

/// How long the longest sample took, in milliseconds; nothing where none was asked.
pub(in crate::report) fn longest(endpoint: &EndpointReport) -> Option<u64> {
    endpoint.probes.iter().map(took).max()
}
