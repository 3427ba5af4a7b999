//! What parts of the page link to: each group of findings and each sample has a number.

use std::collections::HashMap;
use std::ptr::from_ref;

use crate::finding::Finding;
use crate::report::model::{EndpointReport, ProbeReport};
use crate::report::view::View;

/// The numbers, counted from one in the order of the page.
pub(super) struct Anchors {
    groups: HashMap<*const Finding, usize>,
    samples: HashMap<*const ProbeReport, usize>,
}

impl Anchors {
    pub(super) fn new(view: &View<'_>) -> Self {
        let groups = (1..).zip(&view.groups);
        let members = groups.flat_map(|(number, group)| {
            let members = group.members.iter();
            members.map(move |&finding| (from_ref(finding), number))
        });
        let own = view.report.endpoints.iter().flat_map(|one| &one.probes);
        let samples = own.chain(&view.report.revocation).map(from_ref);
        Self {
            groups: members.collect(),
            samples: samples.zip(1..).collect(),
        }
    }

    /// The group that speaks for a finding.
    pub(super) fn group(&self, finding: &Finding) -> Option<usize> {
        self.groups.get(&from_ref(finding)).copied()
    }

    /// The groups that speak for an endpoint and its samples, in their order.
    pub(super) fn groups_of(&self, endpoint: &EndpointReport) -> Vec<usize> {
        let samples = endpoint.probes.iter().flat_map(|probe| &probe.findings);
        self.distinct(endpoint.findings.iter().chain(samples))
    }

    /// The groups that speak for these findings, each once, in their order.
    pub(super) fn distinct<'a>(&self, all: impl Iterator<Item = &'a Finding>) -> Vec<usize> {
        let mut numbers: Vec<_> = all.filter_map(|finding| self.group(finding)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The number of a sample.
    pub(super) fn sample(&self, probe: &ProbeReport) -> Option<usize> {
        self.samples.get(&from_ref(probe)).copied()
    }
}

/// What a link to a group of findings leads to.
pub(super) fn finding_id(number: usize) -> String {
    format!("finding-{number}")
}

/// What a link to a sample leads to.
pub(super) fn sample_id(number: usize) -> String {
    format!("sample-{number}")
}

/// What a link to a ticket leads to.
pub(super) fn ticket_id(number: usize) -> String {
    format!("ticket-{number}")
}
