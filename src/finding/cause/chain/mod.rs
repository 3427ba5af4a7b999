//! Facts of certificate chains that lead to a known key. Those that lead to none: [`inspection`].

pub mod inspection;
pub mod presented;
pub mod sometimes;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::presented::Timestamps;
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Severity, Untrusted};

/// `chain.unexpected-issuer`: a public root, or a key of another issuer set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnexpectedIssuer {
    /// The issuer that the leaf names.
    pub issuer: Untrusted,
    /// What signatures lead to.
    pub leads_to: Authority,
    /// The issuer sets that are expected.
    pub expected_sets: Vec<String>,
    /// The SCTs in the leaf.
    pub timestamps: Timestamps,
    /// Was more presented than is looked at?
    pub search_ended_early: bool,
    /// Was it seen in handshakes of the inspection matrix only?
    pub only_in_matrix: bool,
}

/// A CA that signatures lead to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Authority {
    /// A root that Mozilla trusts.
    PublicRoot {
        /// Its name.
        name: Untrusted,
    },
    /// A key of another issuer set of the data file.
    IssuerSet {
        /// The set's id.
        set: String,
        /// The key's name.
        name: Untrusted,
    },
}

impl Facts for UnexpectedIssuer {
    const CODE: Code = Code::ChainUnexpectedIssuer;

    fn common(&self) -> Self {
        Self {
            timestamps: Timestamps::default(),
            expected_sets: Vec::new(),
            ..self.clone()
        }
    }
}

/// `chain.unfit`: signatures lead to an expected key over certificates that clients refuse, or that are odd.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unfit {
    /// Why clients refuse them: what a certificate may not be used for.
    pub refused: Vec<Untrusted>,
    /// What is odd about their form, which some clients refuse.
    pub odd: Vec<Untrusted>,
}

impl Facts for Unfit {
    const CODE: Code = Code::ChainUnfit;

    fn severity(&self) -> Severity {
        if self.refused.is_empty() {
            Severity::Warn
        } else {
            Severity::Fail
        }
    }
}

/// `chain.unchecked`: the only step missing to an expected key is a signature that cannot be checked here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unchecked {
    /// The certificate that carries the signature.
    pub certificate: Untrusted,
    /// The issuer that it names.
    pub issuer: Untrusted,
    /// What cannot be checked.
    pub detail: Untrusted,
}

impl Facts for Unchecked {
    const CODE: Code = Code::ChainUnchecked;
}

/// `chain.untrusted-here`: genuine chains lead to roots that this machine's own store lacks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UntrustedHere {
    /// The roots that it lacks.
    pub roots: Vec<Untrusted>,
    /// How many certificates its store has.
    pub certificates: usize,
    /// Why Windows will not add them when it needs them; absent where nothing shows that, and elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_new_roots: Option<NoNewRoots>,
}

/// Why Windows does not add roots by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoNewRoots {
    /// A policy says so (`DisableRootAutoUpdate`).
    UpdatesOff,
    /// The list of roots could not be fetched in this run.
    NoList {
        /// The host that has it.
        host: String,
    },
}

impl Facts for UntrustedHere {
    const CODE: Code = Code::ChainUntrustedHere;
}

/// `chain.revoked`: the issuer says that a certificate is revoked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revoked {
    /// The certificate's subject.
    pub subject: Untrusted,
    /// When it was revoked, in seconds since 1970.
    pub revoked_unix: i64,
    /// The reason (RFC 5280, 5.3.1), where one is given.
    pub reason: Option<String>,
    /// Where the issuer says so.
    pub source: Statement,
}

/// Where an issuer says that a certificate is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Statement {
    /// The OCSP response in the handshake (RFC 6066, 8).
    StapledOcsp,
    /// An OCSP response that was fetched.
    Ocsp,
    /// A revocation list that was fetched.
    Crl,
}

impl Facts for Revoked {
    const CODE: Code = Code::ChainRevoked;
}

/// `chain.incomplete`: a certificate was not sent and had to be supplied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Incomplete {
    /// The subject of the certificate that is missing.
    pub missing: Untrusted,
    /// The address it was fetched from, which the certificate below it names; none where its key is
    /// in the data file.
    pub fetched_from: Option<Untrusted>,
}

impl Facts for Incomplete {
    const CODE: Code = Code::ChainIncomplete;
}

/// `chain.legacy`: the only path ends at a legacy key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Legacy {
    /// The key's name.
    pub key: Untrusted,
}

impl Facts for Legacy {
    const CODE: Code = Code::ChainLegacy;
}

/// `chain.weak`: weak signatures and keys on the path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weak {
    /// Each of them.
    pub weaknesses: Vec<Weakness>,
}

/// What is weak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Weakness {
    /// A signature over SHA-1 or an older digest.
    Sha1Signature {
        /// The subject of the certificate that carries it.
        subject: Untrusted,
    },
    /// An RSA key under 2048 bits.
    ShortKey {
        /// The subject of the certificate that holds it.
        subject: Untrusted,
        /// Its length in bits.
        bits: u32,
    },
}

impl Facts for Weak {
    const CODE: Code = Code::ChainWeak;
}

/// `chain.wrong-name`: the leaf is for other names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WrongName {
    /// The leaf's subject.
    pub subject: Untrusted,
    /// The names it is for, at most 10.
    pub names: Vec<Untrusted>,
    /// How many names more.
    pub more_names: usize,
}

impl Facts for WrongName {
    const CODE: Code = Code::ChainWrongName;
}

/// The dates of a certificate (RFC 5280, 4.1.2.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dates {
    /// Its subject.
    pub subject: Untrusted,
    /// Valid from, in seconds since 1970.
    pub from_unix: i64,
    /// Valid until, in seconds since 1970.
    pub until_unix: i64,
}

/// Certificates outside of their dates, and both clocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutOfTime {
    /// The certificates.
    pub certificates: Vec<Dates>,
    /// This machine's clock, in seconds since 1970.
    pub now_unix: i64,
    /// The header `Date` that the server sent (RFC 9110, 6.6.1).
    pub server_date: Option<Untrusted>,
    /// Are they all valid by the server's clock? None where it sent no date that can be read.
    pub valid_by_server: Option<bool>,
}

impl OutOfTime {
    /// By the one mark there is: the server's own clock.
    fn owner(&self, without: Owner) -> Owner {
        match self.valid_by_server {
            Some(true) => Owner::Host,
            Some(false) => Owner::Service,
            None => without,
        }
    }

    fn common(&self) -> Self {
        Self {
            now_unix: 0,
            server_date: None,
            ..self.clone()
        }
    }
}

/// A certificate of the path is past its end date (RFC 5280, 4.1.2.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expired {
    /// The certificates and the clocks.
    #[serde(flatten)]
    pub dates: OutOfTime,
}

impl Facts for Expired {
    const CODE: Code = Code::ChainExpired;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.dates.owner(Owner::Service)
    }

    fn common(&self) -> Self {
        Self {
            dates: self.dates.common(),
        }
    }
}

/// A certificate of the path is before its start date (RFC 5280, 4.1.2.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotYetValid {
    /// The certificates and the clocks.
    #[serde(flatten)]
    pub dates: OutOfTime,
}

impl Facts for NotYetValid {
    const CODE: Code = Code::ChainNotYetValid;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.dates.owner(Owner::Host)
    }

    fn common(&self) -> Self {
        Self {
            dates: self.dates.common(),
        }
    }
}
