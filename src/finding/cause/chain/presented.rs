//! What was presented in place of the expected chain, and whom its marks suggest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Owner, Untrusted};

/// What was presented, and what is known of who presented it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Presented {
    /// The leaf's subject; none where it cannot be read.
    pub leaf: Option<Untrusted>,
    /// The issuer that the leaf names.
    pub issuer: Option<Untrusted>,
    /// The issuer's common name, or its whole name where it has none.
    pub issuer_name: Option<Untrusted>,
    /// The highest certificate of the chain, where there is one above the issuer's.
    pub top: Option<Untrusted>,
    /// The issuer sets that are expected.
    pub expected_sets: Vec<String>,
    /// The product that the names point to.
    pub attribution: Option<Attribution>,
    /// The root of this machine's own store that the chain leads to: it trusts the chain.
    pub trusted_root: Option<Untrusted>,
    /// The SCTs in the leaf.
    pub timestamps: Timestamps,
    /// Why certificates do not count though their signatures are valid; at most 3.
    pub refused: Vec<Untrusted>,
    /// Signatures that cannot be checked here; at most 3.
    pub uncheckable: Vec<Untrusted>,
    /// Was more presented than is looked at?
    pub search_ended_early: bool,
    /// What else points to a device on the path.
    pub hints: Hints,
}

impl Presented {
    /// Without what differs from one host to the next.
    pub(super) fn common(&self) -> Self {
        Self {
            issuer: self.issuer.clone(),
            issuer_name: self.issuer_name.clone(),
            attribution: self.attribution.clone(),
            trusted_root: self.trusted_root.clone(),
            ..Self::default()
        }
    }

    /// The product whose marks the chain carries, where such a product is a program on this machine.
    #[must_use]
    pub fn program_here(&self) -> Option<&str> {
        let found = self.attribution.as_ref();
        let here = found.filter(|found| found.kind == Kind::Endpoint);
        here.map(|found| &*found.product)
    }

    /// A program on this machine is its owner's; any other device the proxy team's.
    pub(super) fn owner(&self) -> Owner {
        match self.program_here() {
            Some(_) => Owner::Host,
            None => Owner::Proxy,
        }
    }

    /// The exclusion that is asked for is the same whatever was presented.
    pub(super) fn change(&self) -> Self {
        let own = self.owner() == Owner::Host;
        Self {
            attribution: self.attribution.clone().filter(|_| own),
            ..Self::default()
        }
    }
}

/// A product whose marks the names of a chain carry. A name is a label: this is a reason, and no proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Attribution {
    /// The product.
    pub product: String,
    /// Where such a product stands.
    pub kind: Kind,
    /// How much the marks say.
    pub confidence: Confidence,
    /// Are they marks of the issuer's name in the leaf, or else of a certificate above it?
    pub in_issuer: bool,
    /// The marks.
    pub marks: Vec<Mark>,
}

/// Where an inspecting product stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A proxy in the cloud.
    Cloud,
    /// A proxy or firewall in the network.
    Gateway,
    /// Software on this machine.
    Endpoint,
    /// A tool for debugging, on this machine or another.
    Debug,
    /// A test authority.
    Test,
}

/// How much marks say.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A keyword, or a name that an administrator chooses.
    Low,
    /// Seen in one place.
    Medium,
    /// A default that was seen in several places.
    High,
}

/// A mark of a product in a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mark {
    /// The attribute: `common name`, `organisation` or `organisational unit`.
    pub attribute: String,
    /// Its value.
    pub value: Untrusted,
    /// The pattern that it matches.
    pub pattern: String,
}

/// SCTs in a leaf (RFC 6962, 3.1), not verified: a leaf that was made on the spot has none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Timestamps {
    /// How many.
    pub number: usize,
    /// The first of them, at most 5.
    pub first: Vec<Timestamp>,
}

/// One SCT.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Timestamp {
    /// The first 4 bytes of the log's id, in hex.
    pub log: String,
    /// Its time, in seconds since 1970.
    pub at_unix: i64,
}

/// What else points to a device on the path. Words and times, and no proof.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hints {
    /// Headers that proxies add, as `name: value`, and titles of pages; at most 4.
    pub own_words: Vec<Untrusted>,
    /// How long TCP and TLS took, in ms, where TCP was answered much sooner than TLS.
    pub answered_nearer_ms: Option<(u32, u32)>,
}

/// A name that the certificates of several hosts were issued in, by keys that they do not have in common.
/// It shows that one device made them, not that it inspects: that is shown by the keys of each host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SharedIssuer {
    /// The whole name; `…` stands for each host's own.
    pub issuer: Untrusted,
    /// Its common name, or the whole name where it has none.
    pub name: Untrusted,
    /// What is the same in the names.
    pub recognised: Recognised,
    /// The issuer sets of the hosts: several make one common name the less likely.
    pub issuer_sets: Vec<String>,
}

/// What is the same in the names of issuers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Recognised {
    /// All of it.
    Name,
    /// All of it but the name of the host that was asked.
    NameButHost,
    /// The common name, which is one of a known product.
    Mark {
        /// The product.
        product: String,
    },
}

/// A key that several hosts of the run have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SharedKey {
    /// SHA-256 of its `SubjectPublicKeyInfo`, in hex.
    pub sha256: String,
    /// The subject of the certificate that carries it.
    pub subject: Untrusted,
    /// Its common name, or its whole name where it has none.
    pub name: Untrusted,
    /// Is it the key of one leaf that is shown for all of them?
    pub leaf: bool,
    /// The issuer sets of the hosts: several make one common key the less likely.
    pub issuer_sets: Vec<String>,
}
