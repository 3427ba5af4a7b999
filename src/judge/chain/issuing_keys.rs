//! Whose keys were shown, and in whose name, for comparing hosts with each other.

use std::net::SocketAddr;

use super::issuers::IssuerName;
use super::names::bounded;
use super::presented::Chain;
use super::walk::Walk;

/// What one address of a probe showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressOrigin {
    /// The address that was connected to.
    pub address: SocketAddr,
    /// Whose certificates it showed.
    pub origin: Origin,
    /// The roots that a genuine chain leads to, as far as they are known.
    pub roots: Vec<ReachedRoot>,
}

/// A root that signatures lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachedRoot {
    /// Its owner, for people.
    pub name: String,
    /// SHA-256 of its `SubjectPublicKeyInfo`, hex.
    pub hash: String,
    /// Is it one of this machine's own, and no public one?
    pub local: bool,
}

impl ReachedRoot {
    /// The roots that this walk reached, each once: keys that are known as a root's, or that signed a
    /// certificate of their own in the chain.
    pub(super) fn all(chain: &Chain<'_>, walk: &Walk<'_>) -> Vec<Self> {
        let own = chain.certificates.iter().filter(|one| one.is_self_issued());
        let own: Vec<&str> = own.map(|one| &*one.hash).collect();
        let mut roots: Vec<Self> = Vec::new();
        for anchor in walk.paths.iter().map(|path| path.anchor) {
            let known = roots.iter().any(|root| root.hash == anchor.hash);
            let is_root = anchor.is_root() || own.contains(&&*anchor.hash);
            if is_root && !known {
                roots.push(Self {
                    name: bounded(&anchor.name),
                    hash: anchor.hash.to_string(),
                    local: anchor.local,
                });
            }
        }
        roots
    }
}

/// Whose certificates a chain is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The service's own.
    Expected,
    /// Those of a public authority, or of another issuer set.
    Known,
    /// Those of a device on the path.
    Foreign {
        /// Keys that signed them, the nearest to the leaf first, and the leaf's own last.
        keys: Vec<IssuingKey>,
        /// Whose names they were issued in, the nearest to the leaf first.
        issuers: Vec<IssuerName>,
    },
}

impl Origin {
    /// Is this key behind a foreign chain?
    #[must_use]
    pub fn rests_on(&self, hash: &str) -> bool {
        matches!(self, Self::Foreign { keys, .. } if keys.iter().any(|key| key.hash == hash))
    }

    /// The names that a device is recognised by; none where it is no device's.
    #[must_use]
    pub fn issuers(&self) -> &[IssuerName] {
        match self {
            Self::Foreign { issuers, .. } => issuers,
            Self::Expected | Self::Known => &[],
        }
    }
}

/// A key that several hosts may have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuingKey {
    /// SHA-256 of its `SubjectPublicKeyInfo`, hex.
    pub hash: String,
    /// Its owner, by the certificate that carries it.
    pub name: String,
    /// Its common name, or its whole name where it has none.
    pub label: String,
    /// Is it a leaf's own?
    pub leaf: bool,
}

/// The keys behind a foreign chain: those that signed, the nearest to the leaf first, then the
/// leaf's own.
pub(super) fn issuing_keys(chain: &Chain<'_>, walk: &Walk<'_>) -> Vec<IssuingKey> {
    let key = |at: &usize, leaf| IssuingKey {
        hash: chain.certificates[*at].hash.clone(),
        name: chain.certificates[*at].subject.text.clone(),
        label: chain.certificates[*at].subject.label.clone(),
        leaf,
    };
    let above = walk.longest.iter().skip(1);
    let mut keys: Vec<IssuingKey> = above.map(|at| key(at, false)).collect();
    keys.extend(local_root(chain, walk));
    keys.push(key(&0, true));
    keys
}

/// The root of this machine that signed without being sent.
fn local_root(chain: &Chain<'_>, walk: &Walk<'_>) -> Option<IssuingKey> {
    let root = walk.local()?;
    let below = walk.longest.last().map(|&at| &chain.certificates[at]);
    Some(IssuingKey {
        hash: root.hash.clone().into_owned(),
        name: bounded(&root.name),
        label: below.map_or_else(|| bounded(&root.name), |below| below.issuer.label.clone()),
        leaf: false,
    })
}
