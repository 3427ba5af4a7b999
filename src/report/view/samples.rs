//! How many samples of an endpoint pass, and how long the longest took.

use super::times::took;
use crate::finding::Verdict;
use crate::report::model::EndpointReport;

/// How many samples pass, with or without warnings.
pub(in crate::report) fn passed(endpoint: &EndpointReport) -> usize {
    let probes = endpoint.probes.iter();
    probes.filter(|p| p.verdict <= Verdict::Warn).count()
}

/// How long the longest sample took, in milliseconds; nothing where none was asked.
pub(in crate::report) fn longest(endpoint: &EndpointReport) -> Option<u64> {
    endpoint.probes.iter().map(took).max()
}
