//! The walk upwards from a certificate, signature by signature, to keys that are known.
//!
//! Names only say which signature to check first; dates and strength are not looked at. What a
//! stranger presents is bounded: certificates, steps and signature checks.

use std::collections::{HashMap, VecDeque};

use super::certificate::Certificate;
use super::presented::Chain;
use super::roots::{Anchor, Trust};
use super::walk::{Path, Walk};
use crate::signature::{Checked, NotCheckable};

/// No longer path than this is followed.
const LONGEST: usize = 10;
/// No more partial paths than this are followed.
pub(super) const MOST_STEPS: usize = 500;
/// No more signatures than this are checked for one chain.
const MOST_CHECKS: usize = 200;

/// Walks over one chain, remembering every signature.
pub(super) struct Search<'c> {
    pub(super) chain: &'c Chain<'c>,
    pub(super) trust: &'c Trust<'c>,
    checked: HashMap<(usize, &'c str), Checked>,
    /// What stands in the way although a signature is valid.
    pub(super) refused: Vec<String>,
    /// Signatures that could not be checked, and why.
    pub(super) unchecked: Vec<String>,
    /// Was a bound reached?
    pub(super) stopped: bool,
}

impl<'c> Search<'c> {
    pub(super) fn new(chain: &'c Chain<'c>, trust: &'c Trust<'c>) -> Self {
        Self {
            chain,
            trust,
            checked: HashMap::new(),
            refused: Vec::new(),
            unchecked: Vec::new(),
            stopped: chain.cut,
        }
    }

    /// Everything that signatures lead to from one certificate.
    pub(super) fn walk(&mut self, from: usize) -> Walk<'c> {
        let mut walk = Walk::default();
        if let Some(why) = self.chain.certificates[from].unfit_as_server() {
            add_once(&mut self.refused, why);
            walk.longest = vec![from];
            return walk;
        }
        walk.paths.extend(self.own_key(from));
        let mut open = VecDeque::from([vec![from]]);
        let mut steps = 0;
        while let Some(links) = open.pop_front() {
            steps += 1;
            if steps > MOST_STEPS {
                self.stopped = true;
                break;
            }
            walk.paths.extend(self.near_anchors(&links));
            if walk.reached.iter().all(|way| top(way) != top(&links)) {
                walk.reached.push(links.clone());
            }
            for next in self.issuers(&links) {
                open.push_back([links.as_slice(), &[next]].concat());
            }
            walk.longest = links;
        }
        self.try_far_anchors(&mut walk);
        walk
    }

    /// Did this key sign that certificate? Each signature is checked once.
    pub(super) fn signed(&mut self, child: usize, hash: &'c str, key: &[u8]) -> Checked {
        if let Some(known) = self.checked.get(&(child, hash)) {
            return known.clone();
        }
        let certificate = &self.chain.certificates[child];
        if !certificate.could_be_signed_by(key) {
            return Checked::Invalid;
        }
        if self.checked.len() >= MOST_CHECKS {
            self.stopped = true;
            return Checked::NotCheckable(NotCheckable::TooMany(MOST_CHECKS));
        }
        let outcome = certificate.check_signature(key, self.trust.signatures);
        if let Checked::NotCheckable(why) = &outcome {
            let who = &certificate.subject.text;
            add_once(
                &mut self.unchecked,
                format!("the signature on `{who}` ({why})"),
            );
        }
        self.checked.insert((child, hash), outcome.clone());
        outcome
    }

    /// Did its own key sign it?
    pub(super) fn self_signature(&mut self, at: usize) -> Checked {
        let certificate = &self.chain.certificates[at];
        self.signed(at, &certificate.hash, certificate.key())
    }

    /// The key of a known owner: from the file, from the public roots, or carried by a presented
    /// certificate.
    pub(super) fn key_of(&self, anchor: &'c Anchor<'c>) -> Option<&'c [u8]> {
        let mut all = self.chain.certificates.iter();
        let carried = || all.find(|c| c.hash == anchor.hash).map(Certificate::key);
        anchor.key.or_else(carried)
    }

    /// The presented certificates that a certificate names as its issuer, the likeliest first.
    pub(super) fn named_issuers(&self, child: usize) -> Vec<usize> {
        let all = &self.chain.certificates;
        let name = &all[child].issuer.folded;
        let named = |&at: &usize| at != child && all[at].subject.folded == *name;
        let mut found: Vec<_> = (0..all.len()).filter(named).collect();
        found.sort_by_key(|&at| !all[at].is_pointed_at_by(&all[child]));
        found
    }

    /// The presented certificate whose key signed this one, fit to or not, if there is one.
    pub(super) fn signer(&mut self, child: usize) -> Option<usize> {
        let chain = self.chain;
        self.named_issuers(child).into_iter().find(|&at| {
            let issuer = &chain.certificates[at];
            self.signed(child, &issuer.hash, issuer.key()) == Checked::Valid
        })
    }

    pub(super) fn own_key(&self, from: usize) -> Option<Path<'c>> {
        let anchor = self.trust.with_hash(&self.chain.certificates[from].hash)?;
        // A CA's key in a leaf is no server's key; the handshake's proof will not fit it.
        let listed = anchor.expected.is_some() || anchor.elsewhere.is_some() || anchor.local;
        listed.then(|| Path {
            links: vec![from],
            anchor,
            own: true,
            unfit: Vec::new(),
        })
    }

    /// The known keys that the top of a path points at and that signed it. A key that the path
    /// itself carries was found one step earlier.
    pub(super) fn near_anchors(&mut self, links: &[usize]) -> Vec<Path<'c>> {
        let chain = self.chain;
        let child = &chain.certificates[top(links)];
        let carried = |hash: &str| links.iter().any(|&at| chain.certificates[at].hash == hash);
        let near: Vec<&'c Anchor<'c>> = self
            .trust
            .anchors
            .iter()
            .filter(|anchor| anchor.is_near(child) || self.is_carried_above(anchor, child))
            .filter(|anchor| !carried(&anchor.hash))
            .collect();
        near.into_iter()
            .filter_map(|anchor| self.anchored(links, anchor))
            .collect()
    }

    fn is_carried_above(&self, anchor: &Anchor<'_>, child: &Certificate<'_>) -> bool {
        let carries =
            |c: &Certificate<'_>| c.hash == anchor.hash && c.subject.folded == child.issuer.folded;
        self.chain.certificates.iter().any(carries)
    }

    fn anchored(&mut self, links: &[usize], anchor: &'c Anchor<'c>) -> Option<Path<'c>> {
        let key = self.key_of(anchor)?;
        let valid = self.signed(top(links), &anchor.hash, key) == Checked::Valid;
        valid.then(|| Path {
            links: links.to_vec(),
            anchor,
            own: false,
            unfit: Vec::new(),
        })
    }

    /// The presented certificates that signed the top of a path and may stand above it.
    fn issuers(&mut self, links: &[usize]) -> Vec<usize> {
        let signers = self.signers(links).into_iter();
        let mut fit = Vec::new();
        for at in signers {
            match self.unfit_above(links, at) {
                None => fit.push(at),
                Some(why) => add_once(&mut self.refused, why),
            }
        }
        fit
    }

    /// The presented certificates that signed the top of a path.
    pub(super) fn signers(&mut self, links: &[usize]) -> Vec<usize> {
        let chain = self.chain;
        if links.len() >= LONGEST {
            self.stopped = true;
            return Vec::new();
        }
        let fresh = |&at: &usize| {
            let hash = &chain.certificates[at].hash;
            links
                .iter()
                .all(|&below| chain.certificates[below].hash != *hash)
        };
        let named = self.named_issuers(top(links));
        let fresh: Vec<_> = named.into_iter().filter(fresh).collect();
        let signed = |&at: &usize| {
            let issuer = &chain.certificates[at];
            self.signed(top(links), &issuer.hash, issuer.key()) == Checked::Valid
        };
        fresh.into_iter().filter(signed).collect()
    }

    /// Why a certificate may not stand above a path, if it may not.
    pub(super) fn unfit_above(&self, links: &[usize], at: usize) -> Option<String> {
        let certificates = &self.chain.certificates;
        let counted = |&&below: &&usize| !certificates[below].is_self_issued();
        let between = links[1..].iter().filter(counted).count();
        certificates[at].unfit_as_issuer(between, &certificates[links[0]])
    }

    /// A known key anchors whatever it signed, whatever the names say: the endpoint's own keys
    /// first, and those of other issuer sets where nothing else was found.
    fn try_far_anchors(&mut self, walk: &mut Walk<'c>) {
        let trust = self.trust;
        if walk.expected().next().is_none() {
            let own = trust
                .anchors
                .iter()
                .filter(|anchor| anchor.expected.is_some());
            self.try_all(&own.collect::<Vec<_>>(), walk);
        }
        if !walk.paths.iter().any(|path| path.anchor.is_known()) {
            let other = trust
                .anchors
                .iter()
                .filter(|anchor| anchor.elsewhere.is_some());
            self.try_all(&other.collect::<Vec<_>>(), walk);
        }
    }

    fn try_all(&mut self, anchors: &[&'c Anchor<'c>], walk: &mut Walk<'c>) {
        for links in &walk.reached {
            for anchor in anchors {
                walk.paths.extend(self.anchored(links, anchor));
            }
        }
    }
}

/// The last certificate of a path.
pub(super) fn top(links: &[usize]) -> usize {
    *links.last().expect("a path begins with its leaf")
}

fn add_once(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}
