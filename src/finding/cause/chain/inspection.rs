//! Facts of chains that lead to no known key: somebody else's certificates in place of the
//! service's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

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
    fn common(&self) -> Self {
        Self {
            issuer: self.issuer.clone(),
            issuer_name: self.issuer_name.clone(),
            attribution: self.attribution.clone(),
            trusted_root: self.trusted_root.clone(),
            ..Self::default()
        }
    }

    /// Software on this machine is its owner's; any other device the proxy team's.
    fn owner(&self) -> Owner {
        match self.attribution.as_ref().map(|found| found.kind) {
            Some(Kind::Endpoint) => Owner::Host,
            Some(Kind::Cloud | Kind::Gateway | Kind::Debug | Kind::Test) | None => Owner::Proxy,
        }
    }

    /// The exclusion that is asked for is the same whatever was presented.
    fn change(&self) -> Self {
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

/// `chain.intercepted`: neither an expected key nor a public root.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Intercepted {
    /// What is known of the issuer.
    pub signer: Signer,
    /// What was presented.
    pub presented: Presented,
    /// The key that several hosts have in common, where it is about the whole run.
    pub shared_key: Option<SharedKey>,
}

/// What is known of the issuer of a leaf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Signer {
    /// Its certificate was sent, and its key signed the leaf.
    Sent {
        /// SHA-256 of that key's `SubjectPublicKeyInfo`, in hex.
        sha256: String,
    },
    /// The leaf signed itself.
    Itself,
    /// No certificate of that name was sent.
    NotSent,
    /// Certificates of that name were sent, and none has the key that signed the leaf.
    OtherKeySent,
    /// The leaf cannot be read.
    Unreadable {
        /// Its length in bytes.
        bytes: usize,
        /// The library's words.
        detail: Untrusted,
    },
    /// A genuine certificate, shown by a device that does not have its key.
    WithoutKey,
}

impl Facts for Intercepted {
    const CODE: Code = Code::ChainIntercepted;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.presented.owner()
    }

    fn common(&self) -> Self {
        Self {
            presented: self.presented.common(),
            ..self.clone()
        }
    }

    fn change(&self) -> Self {
        Self {
            signer: Signer::Itself,
            presented: self.presented.change(),
            shared_key: None,
        }
    }
}

/// `chain.impostor`: a known CA's name, without its key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Impostor {
    /// The subject of the certificate that names the CA.
    pub certificate: Untrusted,
    /// The known CA that it names as its issuer.
    pub claimed: Untrusted,
    /// Why that is false.
    pub why: FalseClaim,
    /// What was presented.
    pub presented: Presented,
    /// The key that several hosts have in common, where it is about the whole run.
    pub shared_key: Option<SharedKey>,
}

/// Why a certificate is not from the CA that it names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum FalseClaim {
    /// Another key signed it.
    OtherKey {
        /// SHA-256 of that key's `SubjectPublicKeyInfo`, in hex.
        sha256: String,
    },
    /// The CA's key did not.
    NotSigned,
    /// The CA's key is neither sent nor known, so that nothing shows that it did.
    KeyUnknown,
}

impl Facts for Impostor {
    const CODE: Code = Code::ChainImpostor;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.presented.owner()
    }

    fn common(&self) -> Self {
        Self {
            certificate: Untrusted::default(),
            presented: self.presented.common(),
            ..self.clone()
        }
    }

    fn change(&self) -> Self {
        Self {
            claimed: Untrusted::default(),
            why: FalseClaim::NotSigned,
            presented: self.presented.change(),
            shared_key: None,
            ..self.common()
        }
    }
}

/// `chain.self-signed`: one certificate that signed itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SelfSigned {
    /// SHA-256 of its `SubjectPublicKeyInfo`, in hex.
    pub sha256: String,
    /// What was presented.
    pub presented: Presented,
}

impl Facts for SelfSigned {
    const CODE: Code = Code::ChainSelfSigned;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.presented.owner()
    }

    fn common(&self) -> Self {
        Self {
            presented: self.presented.common(),
            ..self.clone()
        }
    }

    fn change(&self) -> Self {
        Self {
            sha256: String::new(),
            presented: self.presented.change(),
        }
    }
}

/// `chain.intercepted-sometimes`: TLS is inspected in some handshakes and not in others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InterceptedSometimes {
    /// How many handshakes are compared.
    pub handshakes: usize,
    /// How many of them were inspected.
    pub inspected: usize,
    /// What sets these apart.
    pub when: Pattern,
    /// What was presented first of them; none where a genuine certificate was shown without its key.
    pub presented: Option<Presented>,
    /// The known CA in whose name it was signed, where that is false.
    pub claimed: Option<Untrusted>,
}

/// What sets inspected handshakes apart from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Pattern {
    /// All of these, and only then.
    Only {
        /// The conditions.
        conditions: Vec<Condition>,
    },
    /// The first ones at an address.
    First {
        /// How many.
        times: usize,
    },
    /// Nothing that is compared.
    NowAndThen,
}

/// What a handshake may differ in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Condition {
    /// The one TLS version that is offered.
    TlsVersion {
        /// `1.2` or `1.3`.
        version: String,
    },
    /// The host's own server name.
    OwnName,
    /// Another server name.
    OtherName {
        /// The name.
        name: String,
    },
    /// No server name.
    NoName,
    /// A client hello in one packet.
    SmallHello,
    /// A client hello with a post-quantum key share, in two packets.
    PostQuantumHello,
    /// Connections over IPv4.
    Ipv4,
    /// Connections over IPv6.
    Ipv6,
    /// The direct route.
    Direct,
    /// A proxy.
    Through {
        /// Its URL without credentials.
        proxy: String,
    },
}

impl Facts for InterceptedSometimes {
    const CODE: Code = Code::ChainInterceptedSometimes;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.presented
            .as_ref()
            .map_or(Owner::Proxy, Presented::owner)
    }

    fn common(&self) -> Self {
        Self {
            handshakes: 0,
            inspected: 0,
            presented: self.presented.as_ref().map(Presented::common),
            ..self.clone()
        }
    }

    fn change(&self) -> Self {
        Self {
            when: Pattern::NowAndThen,
            presented: self.presented.as_ref().map(Presented::change),
            claimed: None,
            ..self.common()
        }
    }
}
