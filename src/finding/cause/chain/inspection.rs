//! Facts of chains that lead to no known key: the certificates of another party in place of the
//! service's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::presented::{Presented, SharedIssuer, SharedKey};
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `chain.intercepted`: neither an expected key nor a public root.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Intercepted {
    /// What is known of the issuer.
    pub signer: Signer,
    /// What was presented.
    pub presented: Presented,
    /// The key that several hosts have in common, where it is about the whole run.
    pub shared_key: Option<SharedKey>,
    /// The name that several hosts have in common without a key, where it is about the whole run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_issuer: Option<SharedIssuer>,
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
            shared_issuer: None,
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
    /// The name that several hosts have in common without a key, where it is about the whole run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_issuer: Option<SharedIssuer>,
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
            shared_issuer: None,
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
