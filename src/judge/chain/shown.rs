//! Whose keys were shown, for comparing hosts with each other.

use std::net::SocketAddr;

use super::chain_of;
use super::judged::completed;
use super::names::bounded;
use super::path::{Search, Walk};
use super::presented::{Chain, Fetched};
use super::roots::Trust;
use crate::evidence::Attempt;
use crate::judge::{Case, Policy};
use crate::text::bytes::Blob;

/// What one address of a probe showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which.
    pub address: SocketAddr,
    /// Whose certificates these are.
    pub whose: Whose,
}

/// Whose certificates a chain is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The service's own.
    Expected,
    /// Those of a public authority, or of another issuer set.
    Known,
    /// Somebody's on the way. Keys that signed them, the nearest to the leaf first, and the leaf's own
    /// last.
    Foreign(Vec<Shared>),
}

impl Whose {
    /// Is this key behind a foreign chain?
    #[must_use]
    pub fn rests_on(&self, hash: &str) -> bool {
        matches!(self, Self::Foreign(keys) if keys.iter().any(|key| key.hash == hash))
    }
}

/// A key that several hosts may have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// SHA-256 of its `SubjectPublicKeyInfo`, hex.
    pub hash: String,
    /// Its owner, by the certificate that carries it.
    pub name: String,
    /// Its common name, or its whole name where it has none.
    pub label: String,
    /// Is it a leaf's own?
    pub leaf: bool,
}

/// What each address of a probe showed.
#[must_use]
pub fn shown(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Shown> {
    let trust = Trust::of(policy.catalogue, case.endpoint, policy.local_roots);
    let fetched = Fetched::all(case.evidence);
    let mut known: Vec<(&[Blob], Whose)> = Vec::new();
    let mut all = Vec::new();
    for attempt in &case.evidence.attempts {
        let Some(chain) = chain_of(case, attempt) else {
            continue;
        };
        let at = known.iter().position(|(seen, _)| *seen == chain);
        let at = at.unwrap_or_else(|| {
            known.push((chain, whose(chain, &fetched, &trust)));
            known.len() - 1
        });
        all.push(Shown {
            address: attempt.to,
            whose: known[at].1.clone(),
        });
    }
    all
}

/// Do the certificates that this attempt was shown belong to somebody on the way?
#[must_use]
pub fn is_foreign(case: &Case<'_>, policy: &Policy<'_>, attempt: &Attempt) -> bool {
    let trust = Trust::of(policy.catalogue, case.endpoint, policy.local_roots);
    let chain = chain_of(case, attempt);
    let whose = chain.map(|chain| whose(chain, &Fetched::all(case.evidence), &trust));
    matches!(whose, Some(Whose::Foreign(_)))
}

fn whose(chain: &[Blob], fetched: &[Fetched], trust: &Trust<'_>) -> Whose {
    let Some(chain) = completed(chain, fetched, trust) else {
        return Whose::Foreign(Vec::new());
    };
    let walk = Search::new(&chain, trust).walk(0);
    if walk.expected().next().is_some() {
        return Whose::Expected;
    }
    if walk.unexpected().next().is_some() {
        return Whose::Known;
    }
    let shared = |at: &usize, leaf| Shared {
        hash: chain.certificates[*at].hash.clone(),
        name: chain.certificates[*at].subject.text.clone(),
        label: chain.certificates[*at].subject.label.clone(),
        leaf,
    };
    let mut keys: Vec<Shared> = walk
        .longest
        .iter()
        .skip(1)
        .map(|at| shared(at, false))
        .collect();
    keys.extend(trusted_here(&chain, &walk));
    keys.push(shared(&0, true));
    Whose::Foreign(keys)
}

/// The root of this machine that signed without being sent.
fn trusted_here(chain: &Chain<'_>, walk: &Walk<'_>) -> Option<Shared> {
    let root = walk.local()?;
    let below = walk.longest.last().map(|&at| &chain.certificates[at]);
    Some(Shared {
        hash: root.hash.clone().into_owned(),
        name: bounded(&root.name),
        label: below.map_or_else(|| bounded(&root.name), |below| below.issuer.label.clone()),
        leaf: false,
    })
}
