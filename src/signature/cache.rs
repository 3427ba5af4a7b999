//! Checks that were made, so that none is made twice: one CA's certificate stands in many chains, and
//! judging comes back to a leaf and to its proof.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest::{Context, SHA256};

/// Outcomes that are kept: those of some thousand hosts. Beyond that all are forgotten.
const MOST: usize = 16_384;

/// Checks signatures, each once. It belongs to whoever judges: for as long as that takes.
#[derive(Debug, Default)]
pub struct Signatures {
    /// By the digest of all that goes into a check.
    known: Mutex<HashMap<Vec<u8>, Option<bool>>>,
}

impl Signatures {
    /// What comes of a check of these parts, nothing where it cannot be made; it is made only where
    /// that is not known.
    pub(super) fn remembered(
        &self,
        parts: &[&[u8]],
        check: impl FnOnce() -> Option<bool>,
    ) -> Option<bool> {
        let question = question(parts);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outcome) = known().get(&question) {
            return *outcome;
        }
        let outcome = check();
        let mut known = known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(question, outcome);
        outcome
    }
}

/// A digest of the parts and of where each ends.
fn question(parts: &[&[u8]]) -> Vec<u8> {
    let mut all = Context::new(&SHA256);
    for part in parts {
        all.update(&part.len().to_be_bytes());
        all.update(part);
    }
    all.finish().as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_made_once() {
        let parts: &[&[u8]] = &[b"a check", b"is made once"];
        let signatures = Signatures::default();
        assert_eq!(signatures.remembered(parts, || Some(true)), Some(true));
        assert_eq!(signatures.remembered(parts, || unreachable!()), Some(true));
    }

    #[test]
    fn parts_that_only_look_the_same_in_a_row_are_another_question() {
        let ends: [&[&[u8]]; 3] = [&[b"ab", b"c"], &[b"a", b"bc"], &[b"abc"]];
        let questions = ends.map(question);
        assert!(questions[0] != questions[1] && questions[1] != questions[2]);
        assert_ne!(questions[0], questions[2]);
    }
}
