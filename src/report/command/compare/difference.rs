//! In what an endpoint differs from report to report. Each endpoint differs in one way, the first that holds
//! of it, so that nothing is counted twice.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cell::EndpointCell;
use super::keys::KeyRelation;

/// In what an endpoint differs. The heaviest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Difference {
    /// Two reports have another verdict.
    Verdict,
    /// One has no such endpoint.
    Presence,
    /// The verdict is the same, the codes of what was found are not.
    Findings,
    /// The same codes for different causes, such as two issuing CAs.
    Causes,
    /// All this is the same, under keys of other issuers.
    Keys,
    /// None of these.
    Nothing,
}

/// How many endpoints differ in what; all of them together are all endpoints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Tally {
    pub(super) verdict: usize,
    pub(super) presence: usize,
    pub(super) findings: usize,
    pub(super) causes: usize,
    pub(super) keys: usize,
    pub(super) nothing: usize,
}

impl Difference {
    pub(super) fn new(cells: &[Option<EndpointCell>], keys: KeyRelation) -> Self {
        let there: Vec<_> = cells.iter().flatten().collect();
        if differ(there.iter().map(|cell| cell.verdict)) {
            Self::Verdict
        } else if there.len() < cells.len() {
            Self::Presence
        } else if differ(there.iter().map(|cell| &cell.codes)) {
            Self::Findings
        } else if differ(there.iter().map(|cell| cell.facts())) {
            Self::Causes
        } else if keys == KeyRelation::Other {
            Self::Keys
        } else {
            Self::Nothing
        }
    }

    /// Does it make the reports different, and not only the reasons in them?
    pub(super) fn counts(self) -> bool {
        matches!(self, Self::Verdict | Self::Presence)
    }
}

fn differ<T: PartialEq>(mut all: impl Iterator<Item = T>) -> bool {
    let first = all.next();
    all.any(|one| Some(one) != first)
}

impl FromIterator<Difference> for Tally {
    fn from_iter<T: IntoIterator<Item = Difference>>(differences: T) -> Self {
        let mut tally = Self::default();
        for difference in differences {
            *match difference {
                Difference::Verdict => &mut tally.verdict,
                Difference::Presence => &mut tally.presence,
                Difference::Findings => &mut tally.findings,
                Difference::Causes => &mut tally.causes,
                Difference::Keys => &mut tally.keys,
                Difference::Nothing => &mut tally.nothing,
            } += 1;
        }
        tally
    }
}

/// The facts that every report has of an endpoint.
pub(super) fn common_facts(cells: &[Option<EndpointCell>]) -> BTreeSet<&str> {
    let mut all = cells.iter().flatten().map(EndpointCell::facts);
    let first = all.next().unwrap_or_default();
    all.fold(first, |common, own| &common & &own)
}
