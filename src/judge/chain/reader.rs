//! The chains of one probe: each that was shown is walked once, whoever asks.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::issuing_keys::{AddressOrigin, Origin};
use super::judgement::ChainJudgement;
use super::presented::{Fetched, chain_of};
use super::roots::Trust;
use crate::evidence::Attempt;
use crate::judge::{Case, Policy};
use crate::text::bytes::Blob;

/// Reads the chains of one probe, and remembers what each comes to. Many addresses and one
/// certificate are the usual case.
pub struct ChainReader<'a> {
    pub(in crate::judge) case: Case<'a>,
    pub(in crate::judge) policy: &'a Policy<'a>,
    /// What may complete a chain: a probe that was shown none needs no trust store.
    sources: OnceCell<(Trust<'a>, Vec<Fetched>)>,
    judged: RefCell<Vec<(&'a [Blob], Rc<ChainJudgement>)>>,
}

impl<'a> ChainReader<'a> {
    /// For the chains of this probe.
    #[must_use]
    pub fn new(case: Case<'a>, policy: &'a Policy<'a>) -> Self {
        Self {
            case,
            policy,
            sources: OnceCell::new(),
            judged: RefCell::default(),
        }
    }

    /// The chain that an attempt was shown, if it was shown one.
    pub(super) fn chain_of(&self, attempt: &'a Attempt) -> Option<&'a [Blob]> {
        chain_of(&self.case, attempt)
    }

    /// What a chain comes to, apart from where and when it was seen.
    pub(super) fn judged(&self, chain: &'a [Blob]) -> Rc<ChainJudgement> {
        let mut judged = self.judged.borrow_mut();
        if let Some((_, known)) = judged.iter().find(|(seen, _)| *seen == chain) {
            return Rc::clone(known);
        }
        let (trust, fetched) = self.sources.get_or_init(|| self.read_sources());
        let new = Rc::new(ChainJudgement::new(self.case, trust, chain, fetched));
        judged.push((chain, Rc::clone(&new)));
        new
    }

    fn read_sources(&self) -> (Trust<'a>, Vec<Fetched>) {
        let trust = Trust::of(self.policy, self.case.endpoint);
        (trust, Fetched::all(self.case.evidence))
    }

    /// Do signatures lead from what this attempt was shown to an expected key? Name, time and strength
    /// are not asked here, and neither is whether the server has the leaf's key: that is its proof.
    #[must_use]
    pub fn is_genuine(&self, attempt: &'a Attempt) -> bool {
        self.origin_of(attempt) == Some(Origin::Expected)
    }

    /// Do the certificates that this attempt was shown belong to a device on the path?
    pub(in crate::judge) fn is_foreign(&self, attempt: &'a Attempt) -> bool {
        matches!(self.origin_of(attempt), Some(Origin::Foreign { .. }))
    }

    /// Are these certificates those of a device on the path?
    pub(in crate::judge) fn is_foreign_chain(&self, chain: &'a [Blob]) -> bool {
        matches!(self.judged(chain).origin, Origin::Foreign { .. })
    }

    /// Whose certificates each address showed.
    pub(in crate::judge) fn origins(&self) -> Vec<AddressOrigin> {
        let attempts = self.case.evidence.attempts.iter();
        let shown = attempts.filter_map(|attempt| {
            let judged = self.judged(self.chain_of(attempt)?);
            Some(AddressOrigin {
                address: attempt.to,
                origin: judged.origin.clone(),
                roots: judged.roots.clone(),
            })
        });
        shown.collect()
    }

    fn origin_of(&self, attempt: &'a Attempt) -> Option<Origin> {
        let chain = self.chain_of(attempt)?;
        Some(self.judged(chain).origin.clone())
    }
}
