//! One signature, one key: valid, invalid, or not checkable here.
//!
//! Everything that cannot be computed here (algorithm, curve, size) is "not checkable": only a
//! signature that was computed and does not fit, or cannot fit by its kind, is invalid.

mod key;
mod scheme;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::ParsedPublicKey;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::x509::AlgorithmIdentifier;

use crate::evidence::content::Signed;
use crate::evidence::tls::Proof;

use key::{Key, verifier};
use scheme::{Hash, Scheme, pss_hash};

/// What came of checking one signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// This key made it over this message.
    Valid,
    /// This key did not make it over this message.
    Invalid,
    /// It could not be computed here; why not.
    NotCheckable(String),
}

/// Checks a signature as certificates and CRLs carry it (RFC 5280, 4.1.1.3 and 5.1.1.3): `key` is
/// the signer's `SubjectPublicKeyInfo`, DER, and `message` the signed part, DER.
#[must_use]
pub fn check(
    algorithm: &AlgorithmIdentifier<'_>,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Checked {
    let scheme = Scheme::of(algorithm);
    settle(scheme, key, signature, |key| {
        key.verify_sig(message, signature)
    })
}

/// Checks a server's signature over its handshake (RFC 8446, 4.4.3; RFC 8422, 5.4) with the key of
/// its leaf, DER. The curve is not tied to the scheme: TLS 1.2 does not tie it, and a signature
/// that fits the key is a proof either way.
#[must_use]
pub fn check_proof(proof: &Proof, leaf: &[u8]) -> Checked {
    let Ok((_, leaf)) = X509Certificate::from_der(leaf) else {
        return Checked::NotCheckable("the leaf cannot be read".to_owned());
    };
    let scheme = Scheme::of_tls(proof.scheme);
    settle(scheme, leaf.public_key().raw, &proof.signature, |key| {
        key.verify_sig(&proof.message, &proof.signature)
    })
}

/// Checks a signature of which only the digest of the signed part was kept; `key` is the signer's
/// `SubjectPublicKeyInfo`, DER.
#[must_use]
pub fn check_digest(signed: &Signed, key: &[u8]) -> Checked {
    let Ok((_, algorithm)) = AlgorithmIdentifier::from_der(&signed.algorithm) else {
        return Checked::NotCheckable("the signature algorithm cannot be read".to_owned());
    };
    let Some(hash) = digest_for(&algorithm) else {
        return Checked::NotCheckable(not_from_digest(&algorithm));
    };
    let Ok(digest) = Digest::import_less_safe(&signed.digest, hash) else {
        return Checked::NotCheckable("the digest that was kept has the wrong length".to_owned());
    };
    settle(Scheme::of(&algorithm), key, &signed.value, |key| {
        key.verify_digest_sig(&digest, &signed.value)
    })
}

/// The digest that a signature of this algorithm is made over, where a signature can be checked
/// from its digest alone; [`check_digest`] wants exactly this one.
#[must_use]
pub fn digest_for(algorithm: &AlgorithmIdentifier<'_>) -> Option<&'static digest::Algorithm> {
    match Scheme::of(algorithm).ok()? {
        Scheme::Pkcs1(hash) | Scheme::Pss(hash, _) | Scheme::Ecdsa(hash) => Some(hash.digest()),
        Scheme::Ed25519 | Scheme::MlDsa(_) => None,
    }
}

/// Is this signature made over SHA-1, or over something older still?
#[must_use]
pub fn is_over_sha1(algorithm: &AlgorithmIdentifier<'_>) -> bool {
    const OLDER: [&str; 3] = [
        "1.2.840.113549.1.1.2", // md2WithRSAEncryption
        "1.2.840.113549.1.1.4", // md5WithRSAEncryption
        "1.2.840.10040.4.3",    // dsa-with-sha1
    ];
    let id = algorithm.algorithm.to_id_string();
    let over_sha1 = match Scheme::of(algorithm) {
        Ok(scheme) => scheme.hash() == Some(Hash::Sha1),
        Err(_) => pss_hash(algorithm) == Some(Hash::Sha1),
    };
    over_sha1 || OLDER.contains(&id.as_str())
}

/// The size of an RSA key in bits; `key` is a `SubjectPublicKeyInfo`, DER.
#[must_use]
pub fn rsa_bits(key: &[u8]) -> Option<u32> {
    match Key::of(key) {
        Ok(Key::Rsa { bits, .. }) => Some(bits),
        _ => None,
    }
}

/// Can a signature of this algorithm and length come from this key at all? Costs no arithmetic.
#[must_use]
pub fn could_fit(algorithm: &AlgorithmIdentifier<'_>, key: &[u8], signature: &[u8]) -> bool {
    match (Scheme::of(algorithm), Key::of(key)) {
        (Ok(scheme), Ok(key)) => !scheme.is_foreign_to(&key, signature),
        _ => true,
    }
}

type Outcome = Result<(), aws_lc_rs::error::Unspecified>;

fn settle(
    scheme: Result<Scheme, String>,
    key: &[u8],
    signature: &[u8],
    verify: impl FnOnce(&ParsedPublicKey) -> Outcome,
) -> Checked {
    let (scheme, key) = match (scheme, Key::of(key)) {
        (Ok(scheme), Ok(key)) => (scheme, key),
        (Err(why), _) | (_, Err(why)) => return Checked::NotCheckable(why),
    };
    if scheme.is_foreign_to(&key, signature) {
        return Checked::Invalid;
    }
    let Some(verifier) = verifier(scheme, &key) else {
        return Checked::NotCheckable(format!("{} by {}", scheme.name(), key.name()));
    };
    match ParsedPublicKey::new(verifier, key.bytes()) {
        Err(_) => Checked::NotCheckable(format!("{} that is malformed", key.name())),
        Ok(key) if verify(&key).is_ok() => Checked::Valid,
        Ok(_) => Checked::Invalid,
    }
}

fn not_from_digest(algorithm: &AlgorithmIdentifier<'_>) -> String {
    match Scheme::of(algorithm) {
        Ok(scheme) => format!("{} cannot be checked from a digest", scheme.name()),
        Err(why) => why,
    }
}
