//! Reports beside each other, endpoint by endpoint: what differs, and how the keys relate.

use std::collections::BTreeSet;

use serde::Serialize;

use super::column::{Column, EndpointCell, EndpointKey};
use crate::report::amounts::counted;

/// Reports, compared.
#[derive(Debug)]
pub struct Comparison {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<EndpointRow>,
}

/// One endpoint in every report.
#[derive(Debug)]
pub(super) struct EndpointRow {
    pub(super) key: EndpointKey,
    /// In the order of the columns; absent where the report does not hold it.
    pub(super) cells: Vec<Option<EndpointCell>>,
    pub(super) keys: KeyRelation,
}

/// How the keys that the reports saw at one endpoint relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KeyRelation {
    /// Fewer than two reports saw any.
    Unseen,
    /// Each report has a key in common with the first.
    Same,
    /// Not so, but each has an issuer's key in common with the first.
    SameIssuer,
    /// Some report has neither.
    Other,
}

impl Comparison {
    /// Sets the reports beside each other, endpoints in the order of the first that has them.
    #[must_use]
    pub fn new(columns: Vec<Column>) -> Self {
        let mut known = BTreeSet::new();
        let all = columns.iter().flat_map(|column| &column.order);
        let keys: Vec<EndpointKey> = all.filter(|key| known.insert(*key)).cloned().collect();
        let row = |key: EndpointKey| {
            let cells: Vec<_> = columns
                .iter()
                .map(|column| column.cells.get(&key).cloned())
                .collect();
            EndpointRow {
                keys: KeyRelation::new(&cells),
                key,
                cells,
            }
        };
        let rows = keys.into_iter().map(row).collect();
        Self { columns, rows }
    }

    /// Has any endpoint another verdict in one report than in another, or is it missing in one?
    #[must_use]
    pub fn differ(&self) -> bool {
        self.rows.iter().any(EndpointRow::differs)
    }

    /// What differs, in a sentence.
    pub(super) fn sentence(&self) -> String {
        let differ = self.rows.iter().filter(|row| row.differs()).count();
        let endpoints = counted(self.rows.len(), "endpoint", "endpoints");
        match differ {
            0 => format!(
                "no verdict differs: {endpoints} in {} reports",
                self.columns.len()
            ),
            1 => format!("1 of {endpoints} differs in its verdict"),
            some => format!("{some} of {endpoints} differ in their verdict"),
        }
    }

    /// The rows that need words first.
    pub(super) fn ordered(&self) -> Vec<&EndpointRow> {
        let mut rows: Vec<&EndpointRow> = self.rows.iter().collect();
        rows.sort_by_key(|row| !row.differs());
        rows
    }
}

impl EndpointRow {
    pub(super) fn differs(&self) -> bool {
        let verdict = |cell: &Option<EndpointCell>| cell.as_ref().map(|cell| cell.verdict);
        self.cells
            .windows(2)
            .any(|two| verdict(&two[0]) != verdict(&two[1]))
    }

    pub(super) fn codes_differ(&self) -> bool {
        let mut codes = self.cells.iter().flatten().map(|cell| &cell.codes);
        let first = codes.next();
        codes.any(|codes| Some(codes) != first)
    }

    /// Have the reports the same codes for different causes, such as two issuing CAs?
    pub(super) fn only_causes_differ(&self) -> bool {
        let mut facts = self.cells.iter().flatten().map(EndpointCell::facts);
        let first = facts.next();
        !self.codes_differ() && facts.any(|facts| Some(facts) != first)
    }

    /// Is there more to say of it than its marks?
    pub(super) fn has_words(&self) -> bool {
        self.differs()
            || self.codes_differ()
            || self.only_causes_differ()
            || self.keys == KeyRelation::Other
    }

    /// What was found, with the labels of the reports that say so; each thing once.
    pub(super) fn verdicts(&self) -> Vec<(String, Vec<String>)> {
        let words = if self.only_causes_differ() {
            EndpointCell::sentence
        } else {
            EndpointCell::words
        };
        let mut said: Vec<(String, Vec<String>)> = Vec::new();
        for (at, cell) in self.cells.iter().enumerate() {
            let what = cell
                .as_ref()
                .map_or_else(|| "not in this report".to_owned(), words);
            match said.iter_mut().find(|(known, _)| *known == what) {
                Some((_, labels)) => labels.push(label(at)),
                None => said.push((what, vec![label(at)])),
            }
        }
        said
    }

    /// The keys that were shown, with the labels of the reports that saw them; only where reports
    /// have none in common.
    pub(super) fn issuers(&self) -> Vec<(String, Vec<String>)> {
        let mut said: Vec<(String, Vec<String>)> = Vec::new();
        if !matches!(self.keys, KeyRelation::Other | KeyRelation::SameIssuer) {
            return said;
        }
        for (at, cell) in self.cells.iter().enumerate() {
            for shown in cell.iter().flat_map(|cell| &cell.shown) {
                let what = shown.words();
                match said.iter_mut().find(|(known, _)| *known == what) {
                    Some((_, labels)) => labels.push(label(at)),
                    None => said.push((what, vec![label(at)])),
                }
            }
        }
        said
    }
}

impl KeyRelation {
    fn new(cells: &[Option<EndpointCell>]) -> Self {
        let seen = cells.iter().flatten().filter(|cell| !cell.shown.is_empty());
        let seen: Vec<_> = seen.collect();
        let Some((first, others)) = seen.split_first().filter(|(_, others)| !others.is_empty())
        else {
            return Self::Unseen;
        };
        if others.iter().all(|cell| first.shares_key(cell)) {
            Self::Same
        } else if others.iter().all(|cell| first.shares_issuer(cell)) {
            Self::SameIssuer
        } else {
            Self::Other
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Unseen => "not seen twice",
            Self::Same => "same key",
            Self::SameIssuer => "another key of the same issuer",
            Self::Other => "keys of other issuers",
        }
    }
}

/// `A`, `B`, … `Z`, `AA`: what a report is called in a matrix.
pub(super) fn label(at: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    match at / 26 {
        0 => letter.to_string(),
        more => label(more - 1) + &letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn there_is_a_label_for_any_number_of_reports() {
        let labels = [0, 25, 26, 27, 701, 702].map(label);
        assert_eq!(labels, ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
