//! What else there is to say of a comparison: differences under one verdict, and reports of one machine under
//! two accounts, of which a firewall lets one through and not the other.

use super::column::{Column, EndpointCell};
use super::table::{Comparison, EndpointRow, KeyRelation, label};
use crate::finding::Verdict;
use crate::report::amounts::counted;
use crate::report::view::account::is_same;

impl Comparison {
    /// What else differs, where verdicts do not.
    pub(super) fn besides(&self) -> Vec<String> {
        let same = || self.rows.iter().filter(|row| !row.differs());
        let codes = same()
            .filter(|row| row.codes_differ() || row.only_causes_differ())
            .count();
        let keys = same().filter(|row| row.keys == KeyRelation::Other).count();
        let by_user = by_user(self).into_iter();
        let said = [
            (codes, "with the same verdict for other reasons"),
            (keys, "with the same verdict under keys of other issuers"),
        ];
        let said = said.into_iter().filter(|(number, _)| *number > 0);
        let said = said.map(|(number, what)| format!("{number} more {what}"));
        by_user.chain(said).collect()
    }
}

/// The first two reports of which that is so, in a sentence.
fn by_user(compared: &Comparison) -> Option<String> {
    let columns = &compared.columns;
    let places = 0..columns.len();
    let pairs = places
        .clone()
        .flat_map(|one| places.clone().map(move |other| (one, other)));
    let pairs = pairs.filter(|&(one, other)| is_one_machine(&columns[one], &columns[other]));
    pairs
        .map(|(passes, fails)| (passes, fails, blocked(&compared.rows, passes, fails)))
        .find(|(.., blocked)| *blocked > 0)
        .map(|(passes, fails, blocked)| {
            let endpoints = counted(blocked, "endpoint", "endpoints");
            let user = |at: usize| columns[at].about.user.as_deref().unwrap_or_default();
            format!(
                "the firewall filters by user: on one machine {endpoints} passed as {} ({}) and failed as {} \
                 ({})",
                user(passes),
                label(passes),
                user(fails),
                label(fails),
            )
        })
}

/// One machine, the same data file, and two accounts.
fn is_one_machine(one: &Column, other: &Column) -> bool {
    let (one, other) = (&one.about, &other.about);
    let accounts = (one.user.as_deref(), other.user.as_deref());
    let two = matches!(accounts, (Some(one), Some(other)) if !is_same(one, other));
    let same = one.host.is_some() && one.host == other.host;
    same && two && one.endpoints_sha256 == other.endpoints_sha256
}

/// Endpoints that one report passes and the other fails.
fn blocked(rows: &[EndpointRow], passes: usize, fails: usize) -> usize {
    let verdict = |row: &EndpointRow, at: usize| {
        let cell: Option<&EndpointCell> = row.cells[at].as_ref();
        cell.map(|cell| cell.verdict)
    };
    let blocked = rows.iter().filter(|row| {
        let passed = matches!(verdict(row, passes), Some(Verdict::Pass | Verdict::Warn));
        passed && verdict(row, fails) == Some(Verdict::Fail)
    });
    blocked.count()
}
