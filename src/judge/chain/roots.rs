//! The keys that are known: of the data file, of the public roots, of this machine.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use super::certificate::Certificate;
use super::names::{Name, fold};
use crate::catalogue::{Endpoint, Key, Status, WEB_PKI};
use crate::judge::Policy;
use crate::signature::Signatures;
use crate::text::bytes::{Blob, sha256_hex};

/// A root of Mozilla's programme: what "a public CA" means here.
struct PublicRoot {
    key: &'static [u8],
    hash: String,
    subject: Name,
    key_id: Option<Vec<u8>>,
}

static PUBLIC_ROOTS: LazyLock<Vec<PublicRoot>> = LazyLock::new(|| {
    let all = TLS_SERVER_ROOT_CERTS.iter();
    all.filter_map(|der| Certificate::read(der))
        .map(|root| PublicRoot {
            key: root.key(),
            key_id: root.key_id().map(<[u8]>::to_vec),
            hash: root.hash,
            subject: root.subject,
        })
        .collect()
});

fn is_public(root: &[u8]) -> bool {
    Certificate::read(root).is_some_and(|root| PUBLIC_ROOTS.iter().any(|p| p.hash == root.hash))
}

/// A known key, and in which ways it is known.
#[derive(Debug, Default)]
pub(super) struct Anchor<'a> {
    /// SHA-256 of its `SubjectPublicKeyInfo`, hex.
    pub(super) hash: Cow<'a, str>,
    /// The key itself, where more than its hash is known.
    pub(super) key: Option<&'a [u8]>,
    /// Its owner, for people.
    pub(super) name: Cow<'a, str>,
    /// Its owner, for comparing: folded subjects.
    subjects: Vec<Cow<'a, str>>,
    /// Its owner, for comparing: folded names of the data file, where that has no subject.
    called: Vec<String>,
    key_id: Option<&'a [u8]>,
    /// The endpoint's issuer sets have it.
    pub(super) expected: Option<Status>,
    /// Another issuer set of the data file has it: that set's id.
    pub(super) elsewhere: Option<&'a str>,
    /// The public roots have it.
    pub(super) public: bool,
    /// This machine's own roots have it.
    pub(super) local: bool,
    /// The data file has it as a root's.
    listed_root: bool,
}

impl Anchor<'_> {
    /// Is its key known, apart from what this machine trusts?
    pub(super) fn is_known(&self) -> bool {
        self.expected.is_some() || self.elsewhere.is_some() || self.public
    }

    /// Is it the key of a root that clients bring along, so that no server need send it?
    pub(super) fn is_root(&self) -> bool {
        self.public || self.local || self.listed_root
    }

    /// Is its owner called that?
    pub(super) fn is_named(&self, name: &Name) -> bool {
        self.subjects.iter().any(|own| *own == name.folded)
            || self.called.iter().any(|called| name.is_called(called))
    }

    /// Does a certificate point at it, by its issuer's name or key identifier?
    pub(super) fn is_near(&self, child: &Certificate<'_>) -> bool {
        let same_id = self.key_id.is_some() && self.key_id == child.issuer_key_id();
        same_id || self.is_named(&child.issuer)
    }
}

/// All known keys, each once.
#[derive(Debug)]
pub(super) struct Trust<'a> {
    pub(super) signatures: &'a Signatures,
    pub(super) anchors: Vec<Anchor<'a>>,
    by_hash: HashMap<Cow<'a, str>, usize>,
}

impl<'a> Trust<'a> {
    /// For one endpoint of a data file, on one machine.
    pub(super) fn of(policy: &Policy<'a>, endpoint: &Endpoint) -> Self {
        let (catalogue, local) = (policy.catalogue, policy.local_roots);
        let mut trust = Self::with_room(policy, local.len());
        for set in &catalogue.issuers {
            let own = endpoint.issuers.contains(&set.id);
            for key in &set.keys {
                let anchor = trust.add_key(key);
                if own {
                    // `Accepted` comes first: one set that accepts a key is enough.
                    let known = anchor.expected.unwrap_or(key.status);
                    anchor.expected = Some(known.min(key.status));
                } else {
                    anchor.elsewhere.get_or_insert(&set.id);
                }
            }
        }
        let web_pki = endpoint.issuers.iter().any(|set| set == WEB_PKI);
        for root in PUBLIC_ROOTS.iter() {
            let anchor = trust.add_public(root);
            if web_pki {
                anchor.expected.get_or_insert(Status::Accepted);
            }
        }
        for root in local {
            trust.add_local(root);
        }
        trust
    }

    /// For no endpoint in particular: whoever the data file or the public roots know.
    pub(super) fn of_everybody(policy: &Policy<'a>) -> Self {
        let mut trust = Self::with_room(policy, 0);
        for key in policy.catalogue.issuers.iter().flat_map(|set| &set.keys) {
            trust.add_key(key);
        }
        for root in PUBLIC_ROOTS.iter() {
            trust.add_public(root);
        }
        trust
    }

    /// Only of the public roots.
    pub(super) fn of_public_roots(signatures: &'a Signatures) -> Self {
        let mut trust = Self::with_capacity(signatures, 0);
        for root in PUBLIC_ROOTS.iter() {
            trust.add_public(root);
        }
        trust
    }

    /// Only of a machine's roots, without those that are public.
    pub(super) fn of_machine(roots: &'a [Blob], signatures: &'a Signatures) -> Self {
        let mut trust = Self::with_capacity(signatures, 0);
        for root in roots.iter().filter(|root| !is_public(root)) {
            trust.add_local(root);
        }
        trust
    }

    /// Empty; it is made for every probe, and growing would cost more than filling it.
    fn with_room(policy: &Policy<'a>, local: usize) -> Self {
        let listed: usize = policy
            .catalogue
            .issuers
            .iter()
            .map(|set| set.keys.len())
            .sum();
        Self::with_capacity(policy.signatures, listed + PUBLIC_ROOTS.len() + local)
    }

    fn with_capacity(signatures: &'a Signatures, most: usize) -> Self {
        Self {
            signatures,
            anchors: Vec::with_capacity(most),
            by_hash: HashMap::with_capacity(most),
        }
    }

    /// The known key with this hash.
    pub(super) fn with_hash(&self, hash: &str) -> Option<&Anchor<'a>> {
        let at = self.by_hash.get(hash)?;
        self.anchors.get(*at)
    }

    fn entry(&mut self, hash: Cow<'a, str>, name: Cow<'a, str>) -> &mut Anchor<'a> {
        let next = self.anchors.len();
        let at = *self.by_hash.entry(hash.clone()).or_insert(next);
        if at == next {
            self.anchors.push(Anchor {
                hash,
                name,
                ..Anchor::default()
            });
        }
        &mut self.anchors[at]
    }

    fn add_key(&mut self, key: &'a Key) -> &mut Anchor<'a> {
        let anchor = self.entry((&*key.spki_sha256).into(), (&*key.name).into());
        // A saved report brings its own file: its keys are not taken on trust.
        let fits = |given: &&'a Blob| sha256_hex(given) == key.spki_sha256;
        if let Some(key) = key.public_key.as_ref().filter(fits) {
            anchor.key.get_or_insert(key);
        }
        anchor.listed_root |= key.root;
        match key.subject.as_deref().and_then(Name::of_der) {
            Some(subject) => anchor.subjects.push(subject.folded.into()),
            None => anchor.called.push(fold(&key.name)),
        }
        anchor
    }

    fn add_public(&mut self, root: &'static PublicRoot) -> &mut Anchor<'a> {
        let anchor = self.entry((&*root.hash).into(), (&*root.subject.text).into());
        anchor.key.get_or_insert(root.key);
        anchor.key_id = root.key_id.as_deref();
        anchor.subjects.push((&*root.subject.folded).into());
        anchor.public = true;
        anchor
    }

    fn add_local(&mut self, der: &'a Blob) {
        let Some(root) = Certificate::read(der) else {
            return;
        };
        let key = root.key();
        let anchor = self.entry(root.hash.into(), root.subject.text.into());
        anchor.key.get_or_insert(key);
        anchor.subjects.push(root.subject.folded.into());
        anchor.local = true;
    }
}
