//! How the keys relate that the reports saw at one endpoint.

use serde::Serialize;

use super::cell::EndpointCell;

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

impl KeyRelation {
    pub(super) fn new(cells: &[Option<EndpointCell>]) -> Self {
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
