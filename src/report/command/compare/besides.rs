//! What differs, in sentences: how many reports pass, how many endpoints differ in what, and reports of one
//! machine under two accounts, of which a firewall lets one through and not the other.

use super::cell::EndpointCell;
use super::column::Column;
use super::letters::letter;
use super::table::{Comparison, EndpointRow};
use crate::finding::Verdict;
use crate::report::amounts::counted;
use crate::report::view::account::is_same;

impl Comparison {
    /// How many reports pass: what comes first.
    pub(super) fn headline(&self) -> String {
        format!("{} of {} reports pass", self.passing(), self.columns.len())
    }

    /// What differs most, in a sentence.
    pub(super) fn sentence(&self) -> String {
        let tally = &self.tally;
        let endpoints = counted(self.rows.len(), "endpoint", "endpoints");
        match (tally.verdict, tally.presence) {
            (0, 0) => format!(
                "no verdict differs: {endpoints} in {}",
                counted(self.columns.len(), "report", "reports")
            ),
            (0, 1) => format!("1 of {endpoints} is not in every report"),
            (0, some) => format!("{some} of {endpoints} are not in every report"),
            (1, _) => format!("1 of {endpoints} differs in its verdict"),
            (some, _) => format!("{some} of {endpoints} differ in their verdict"),
        }
    }

    /// What else differs; no endpoint is counted in two of the sentences.
    pub(super) fn besides(&self) -> Vec<String> {
        let tally = &self.tally;
        let absent = if tally.verdict > 0 { tally.presence } else { 0 };
        let said = [
            (absent, "not in every report"),
            (tally.findings, "with the same verdict for other reasons"),
            (tally.causes, "with the same findings for other causes"),
            (
                tally.keys,
                "with the same findings under keys of other issuers",
            ),
        ];
        let said = said.into_iter().filter(|(number, _)| *number > 0);
        let said = said.map(|(number, what)| {
            if self.differ() {
                format!("{number} more {what}")
            } else {
                format!("{} {what}", counted(number, "endpoint", "endpoints"))
            }
        });
        by_user(self).into_iter().chain(said).collect()
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
                letter(passes),
                user(fails),
                letter(fails),
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
