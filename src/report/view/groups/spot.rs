//! Where in the report a finding stands, and what it was raised for.

use crate::finding::Finding;
use crate::report::model::{EndpointReport, ProbeReport};

/// Where in the report a finding stands: at the run, an endpoint, one of its samples, or at an
/// address that the run added by itself.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Spot<'a> {
    pub(in crate::report) endpoint: Option<&'a EndpointReport>,
    pub(in crate::report) probe: Option<&'a ProbeReport>,
}

impl Spot<'_> {
    pub(super) const RUN: Self = Self {
        endpoint: None,
        probe: None,
    };

    pub(super) fn about(self) -> About {
        match (self.endpoint, self.probe) {
            (None, None) => About::Run,
            (Some(_), _) => About::Endpoint,
            (None, Some(_)) => About::Revocation,
        }
    }

    /// Host and port; absent for the whole run.
    pub(super) fn target(self) -> Option<(String, u16)> {
        let sample = self.probe.map(|p| (p.probe.host.clone(), p.probe.port));
        sample.or_else(|| self.endpoint.map(|e| (e.host.to_string(), e.port)))
    }
}

/// What a finding was raised for. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::report) enum About {
    /// The whole run.
    Run,
    /// An endpoint or one of its samples.
    Endpoint,
    /// An address that the run took from a certificate.
    Revocation,
}

/// One finding where it stands in the report.
pub(super) struct PlacedFinding<'a> {
    pub(super) finding: &'a Finding,
    pub(super) spot: Spot<'a>,
    /// The lists it may be explained from, nearest first.
    pub(super) within: [usize; 3],
}
