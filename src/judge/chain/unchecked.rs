//! Is the only step that is missing to an expected key a signature that cannot be checked here?

use super::path::{Search, top};
use super::roots::Anchor;
use super::walk::Walk;
use crate::signature::{Checked, NotCheckable};

impl<'c> Search<'c> {
    /// The one step that is missing to an expected key is a signature that cannot be checked here: on which
    /// certificate, and why not.
    pub(super) fn unchecked_step(&mut self, walk: &Walk<'c>) -> Option<(usize, NotCheckable)> {
        let ends = walk.reached.iter().map(|links| top(links));
        for at in ends.collect::<Vec<_>>() {
            if let Some(why) = self
                .unchecked_by_anchor(at)
                .or_else(|| self.unchecked_by_sent(at))
            {
                return Some((at, why));
            }
        }
        None
    }

    fn unchecked_by_anchor(&mut self, at: usize) -> Option<NotCheckable> {
        let trust = self.trust;
        let child = &self.chain.certificates[at];
        let expected = trust.anchors.iter().filter(|one| one.expected.is_some());
        let near: Vec<&'c Anchor<'c>> =
            expected.filter(|one| one.is_named(&child.issuer)).collect();
        near.into_iter().find_map(|anchor| {
            let key = self.key_of(anchor)?;
            not_checkable(self.signed(at, &anchor.hash, key))
        })
    }

    fn unchecked_by_sent(&mut self, at: usize) -> Option<NotCheckable> {
        let chain = self.chain;
        self.named_issuers(at).into_iter().find_map(|above| {
            let issuer = &chain.certificates[above];
            let why = not_checkable(self.signed(at, &issuer.hash, issuer.key()))?;
            let known = self.trust.with_hash(&issuer.hash);
            let expected = known.is_some_and(|anchor| anchor.expected.is_some());
            (expected || self.walk(above).expected().next().is_some()).then_some(why)
        })
    }
}

/// Why a signature could not be checked here; nothing where that was a bound of the search.
fn not_checkable(checked: Checked) -> Option<NotCheckable> {
    match checked {
        Checked::NotCheckable(NotCheckable::TooMany(_)) | Checked::Valid | Checked::Invalid => None,
        Checked::NotCheckable(why) => Some(why),
    }
}
