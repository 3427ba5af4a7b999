//! Reports beside each other, endpoint by endpoint: what differs, and how the keys relate.

use std::collections::{BTreeMap, BTreeSet};

use super::cause::About;
use super::cell::EndpointCell;
use super::column::{Column, EndpointKey};
use super::difference::{Difference, Tally, common_facts};
use super::keys::KeyRelation;
use crate::finding::Verdict;

/// Reports, compared.
#[derive(Debug)]
pub struct Comparison {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<EndpointRow>,
    pub(super) tally: Tally,
}

/// One endpoint in every report.
#[derive(Debug)]
pub(super) struct EndpointRow {
    pub(super) key: EndpointKey,
    /// In the order of the columns; absent where the report does not hold it.
    pub(super) cells: Vec<Option<EndpointCell>>,
    pub(super) keys: KeyRelation,
    pub(super) difference: Difference,
}

/// What was found, and the places of the reports that say so.
pub(super) type Said = (String, Vec<usize>);

impl Comparison {
    /// Sets the reports beside each other, endpoints in the order of the first that has them.
    #[must_use]
    pub fn new(mut columns: Vec<Column>) -> Self {
        let mut known = BTreeSet::new();
        let all = columns.iter().flat_map(|column| &column.order);
        let keys: Vec<EndpointKey> = all.filter(|key| known.insert(*key)).cloned().collect();
        let row = |key: EndpointKey| {
            let columns = columns.iter_mut();
            EndpointRow::new(
                columns.map(|column| column.cells.remove(&key)).collect(),
                key,
            )
        };
        let rows: Vec<_> = keys.into_iter().map(row).collect();
        Self {
            columns,
            tally: rows.iter().map(|row| row.difference).collect(),
            rows,
        }
    }

    /// Has any endpoint another verdict in one report than in another, or is it missing in one?
    #[must_use]
    pub fn differ(&self) -> bool {
        self.rows.iter().any(|row| row.difference.counts())
    }

    /// How many reports pass, perhaps with warnings.
    pub(super) fn passing(&self) -> usize {
        self.columns
            .iter()
            .filter(|column| column.about.passes())
            .count()
    }

    /// The rows that need words first.
    pub(super) fn ordered(&self) -> Vec<&EndpointRow> {
        let mut rows: Vec<&EndpointRow> = self.rows.iter().collect();
        rows.sort_by_key(|row| !row.difference.counts());
        rows
    }

    /// What concerns whole runs: each cause once, with its code.
    pub(super) fn run_wide(&self) -> Vec<Said> {
        let columns = self.columns.iter().enumerate();
        let all = columns.flat_map(|(at, column)| {
            column.causes.iter().map(move |cause| {
                let conclusion = cause.conclusion.as_deref().unwrap_or_default();
                (at, format!("{}: {conclusion}", cause.words()))
            })
        });
        gathered(all)
    }
}

/// Each thing that is said once, in the order in which it is said first.
fn gathered(all: impl Iterator<Item = (usize, String)>) -> Vec<Said> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut said: Vec<Said> = Vec::new();
    for (at, what) in all {
        let place = *places.entry(what.clone()).or_insert(said.len());
        if place == said.len() {
            said.push((what, Vec::new()));
        }
        let reports = &mut said[place].1;
        if reports.last() != Some(&at) {
            reports.push(at);
        }
    }
    said
}

impl EndpointRow {
    fn new(cells: Vec<Option<EndpointCell>>, key: EndpointKey) -> Self {
        let keys = KeyRelation::new(&cells);
        Self {
            difference: Difference::new(&cells, keys),
            key,
            cells,
            keys,
        }
    }

    /// Is there more to say of it than its marks?
    pub(super) fn has_words(&self) -> bool {
        self.difference != Difference::Nothing
    }

    /// What was found, with the reports that say so; each thing once.
    pub(super) fn verdicts(&self) -> Vec<Said> {
        let common = common_facts(&self.cells);
        let words = |cell: &EndpointCell| match self.difference {
            Difference::Causes => cell.sentence(&common),
            _ => cell.words(),
        };
        let cells = self.cells.iter().enumerate();
        gathered(cells.map(|(at, cell)| {
            let cell = cell.as_ref();
            (
                at,
                cell.map_or_else(|| "not in this report".to_owned(), words),
            )
        }))
    }

    /// The conclusions of what its words name by code, each with its code once. What concerns whole runs is
    /// said in [`Comparison::run_wide`].
    pub(super) fn conclusions(&self) -> Vec<Said> {
        if self.difference == Difference::Causes {
            // There its words are conclusions.
            return Vec::new();
        }
        let cells = self.cells.iter().enumerate();
        gathered(cells.flat_map(|(at, cell)| {
            let causes = cell.iter().flat_map(|cell| &cell.causes);
            let own = causes.filter(|cause| cause.about != About::Run);
            own.filter_map(move |cause| {
                let conclusion = cause.conclusion.as_ref()?;
                Some((at, format!("{}: {conclusion}", cause.code)))
            })
        }))
    }

    /// The keys that were shown, with the reports that saw them; only where reports have none in common.
    pub(super) fn issuers(&self) -> Vec<Said> {
        if !matches!(self.keys, KeyRelation::Other | KeyRelation::SameIssuer) {
            return Vec::new();
        }
        let cells = self.cells.iter().enumerate();
        gathered(cells.flat_map(|(at, cell)| {
            let shown = cell.iter().flat_map(|cell| &cell.shown);
            shown.map(move |leaf| (at, leaf.words()))
        }))
    }

    /// The verdicts, each with the reports that have it; nothing for those without this endpoint.
    pub(super) fn by_verdict(&self) -> Vec<(Option<Verdict>, Vec<usize>)> {
        let mut all: Vec<(Option<Verdict>, Vec<usize>)> = Vec::new();
        for (at, cell) in self.cells.iter().enumerate() {
            let verdict = cell.as_ref().map(|cell| cell.verdict);
            match all.iter_mut().find(|(known, _)| *known == verdict) {
                Some((_, reports)) => reports.push(at),
                None => all.push((verdict, vec![at])),
            }
        }
        all
    }
}
