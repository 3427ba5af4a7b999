//! One report, cut down to what is compared. Texts in it are foreign.

use std::collections::BTreeMap;

use super::cause::{About, ComparedCause};
use super::cell::EndpointCell;
use super::origin::ReportOrigin;
use crate::finding::Severity;
use crate::report::model::{EndpointReport, Report};

/// One report. It is small, however large the report is.
#[derive(Debug)]
pub struct Column {
    /// The file it came from.
    pub(super) file: String,
    /// What the user called the run.
    pub(super) label: Option<String>,
    pub(super) about: ReportOrigin,
    /// What concerns the whole run, and weighs or explains something at an endpoint.
    pub(super) causes: Vec<ComparedCause>,
    /// The endpoints, in the order of the report.
    pub(super) order: Vec<EndpointKey>,
    pub(super) cells: BTreeMap<EndpointKey, EndpointCell>,
}

/// What tells one endpoint from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EndpointKey {
    pub(super) id: String,
    pub(super) host: String,
    pub(super) port: u16,
}

impl Column {
    /// What of a report is compared.
    #[must_use]
    pub fn new(file: &str, report: &Report) -> Self {
        let cell = |one| (EndpointKey::new(one), EndpointCell::new(report, one));
        let cells: BTreeMap<_, _> = report.endpoints.iter().map(cell).collect();
        Self {
            file: file.to_owned(),
            label: report
                .run
                .label
                .clone()
                .filter(|label| !label.trim().is_empty()),
            about: ReportOrigin::new(report),
            causes: run_wide(report, &cells),
            order: report.endpoints.iter().map(EndpointKey::new).collect(),
            cells,
        }
    }

    /// What a reader calls it: its label, else the machine, else the file.
    pub(super) fn name(&self) -> &str {
        let label = self.label.as_ref().or(self.about.host.as_ref());
        label.unwrap_or(&self.file)
    }
}

impl EndpointKey {
    fn new(endpoint: &EndpointReport) -> Self {
        Self {
            id: endpoint.id.clone(),
            host: endpoint.host.to_string(),
            port: endpoint.port,
        }
    }
}

fn run_wide(report: &Report, cells: &BTreeMap<EndpointKey, EndpointCell>) -> Vec<ComparedCause> {
    let weighs = report.findings.iter();
    let weighs = weighs
        .filter(|finding| finding.severity > Severity::Note && finding.explained_by.is_none())
        .map(|finding| ComparedCause::new(finding, About::Run));
    let explains = cells.values().flat_map(|cell| &cell.causes);
    let explains = explains.filter(|cause| cause.about == About::Run).cloned();
    let mut by_facts: BTreeMap<String, ComparedCause> = BTreeMap::new();
    for cause in weighs.chain(explains) {
        let known = by_facts.entry(cause.facts.clone());
        let known = known.or_insert_with(|| ComparedCause {
            explains: std::collections::BTreeSet::new(),
            ..cause.clone()
        });
        known.explains.extend(cause.explains);
    }
    let mut all: Vec<_> = by_facts.into_values().collect();
    all.sort_by_key(|cause| cause.code);
    all
}
