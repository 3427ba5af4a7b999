//! One signature, one key: valid, invalid, or not checkable here.
//!
//! Everything that cannot be computed here (algorithm, curve, size) is "not checkable": only a
//! signature that was computed and does not fit, or cannot fit by its kind, is invalid.

mod key;
mod cache;
mod not_checkable;
mod scheme;
mod verifier;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::ParsedPublicKey;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::x509::AlgorithmIdentifier;

use crate::evidence::content::Signed;
use crate::evidence::tls::Proof;

pub use cache::Signatures;
use key::Key;
pub use not_checkable::NotCheckable;
use scheme::{Hash, Scheme, pss_hash};
use verifier::{is_foreign, verifier};

/// What came of checking one signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// This key made it over this message.
    Valid,
    /// This key did not make it over this message.
    Invalid,
    /// It could not be computed here; why not.
    NotCheckable(NotCheckable),
}

impl Signatures {
    /// Checks a signature as certificates and CRLs carry it (RFC 5280, 4.1.1.3 and 5.1.1.3): `key` is
    /// the signer's `SubjectPublicKeyInfo`, DER, and `message` the signed part, DER.
    #[must_use]
    pub fn check(
        &self,
        algorithm: &AlgorithmIdentifier<'_>,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Checked {
        let scheme = Scheme::of(algorithm);
        self.settle(scheme, key, &Over::Message(message), signature)
    }

    /// Checks a server's signature over its handshake (RFC 8446, 4.4.3; RFC 8422, 5.4) with the key of
    /// its leaf, DER. The curve is not tied to the scheme: TLS 1.2 does not tie it, and a signature
    /// that fits the key is a proof either way.
    #[must_use]
    pub fn check_proof(&self, proof: &Proof, leaf: &[u8]) -> Checked {
        let Ok((_, leaf)) = X509Certificate::from_der(leaf) else {
            return Checked::NotCheckable(NotCheckable::Leaf);
        };
        let scheme = Scheme::of_tls(proof.scheme);
        let key = leaf.public_key().raw;
        self.settle(
            scheme,
            key,
            &Over::Message(&proof.message),
            &proof.signature,
        )
    }

    /// Checks a signature of which only the digest of the signed part was kept; `key` is the signer's
    /// `SubjectPublicKeyInfo`, DER.
    #[must_use]
    pub fn check_digest(&self, signed: &Signed, key: &[u8]) -> Checked {
        let Ok((_, algorithm)) = AlgorithmIdentifier::from_der(&signed.algorithm) else {
            return Checked::NotCheckable(NotCheckable::Algorithm);
        };
        let Some(hash) = digest_for(&algorithm) else {
            return Checked::NotCheckable(not_from_digest(&algorithm));
        };
        let Ok(digest) = Digest::import_less_safe(&signed.digest, hash) else {
            return Checked::NotCheckable(NotCheckable::DigestLength);
        };
        let over = Over::Digest(&digest);
        self.settle(Scheme::of(&algorithm), key, &over, &signed.value)
    }

    fn settle(
        &self,
        scheme: Result<Scheme, NotCheckable>,
        key: &[u8],
        over: &Over<'_>,
        signature: &[u8],
    ) -> Checked {
        let (scheme, key) = match (scheme, Key::of(key)) {
            (Ok(scheme), Ok(key)) => (scheme, key),
            (Err(why), _) | (_, Err(why)) => return Checked::NotCheckable(why),
        };
        if is_foreign(scheme, &key, signature) {
            return Checked::Invalid;
        }
        let Some(verifier) = verifier(scheme, &key) else {
            let (scheme, key) = (scheme.name(), key.name());
            return Checked::NotCheckable(NotCheckable::Pair { scheme, key });
        };
        let [kind, bytes] = over.parts();
        let how = format!("{scheme:?} {}", key.name());
        let parts = [how.as_bytes(), key.bytes(), kind, bytes, signature];
        let outcome = self.remembered(&parts, || {
            let key = ParsedPublicKey::new(verifier, key.bytes()).ok()?;
            Some(over.is_signed(signature, &key))
        });
        match outcome {
            None => Checked::NotCheckable(NotCheckable::MalformedKey(key.name())),
            Some(true) => Checked::Valid,
            Some(false) => Checked::Invalid,
        }
    }
}

/// The digest that a signature of this algorithm is made over, where a signature can be checked
/// from its digest alone; [`Signatures::check_digest`] wants exactly this one.
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
        (Ok(scheme), Ok(key)) => !is_foreign(scheme, &key, signature),
        _ => true,
    }
}

/// What a signature is made over.
enum Over<'a> {
    /// The thing itself.
    Message(&'a [u8]),
    /// Its digest, all that was kept of it.
    Digest(&'a Digest),
}

impl Over<'_> {
    fn is_signed(&self, signature: &[u8], key: &ParsedPublicKey) -> bool {
        let outcome = match self {
            Self::Message(message) => key.verify_sig(message, signature),
            Self::Digest(digest) => key.verify_digest_sig(digest, signature),
        };
        outcome.is_ok()
    }

    /// Its kind and bytes: a digest that is signed says nothing of a message of the same bytes.
    fn parts(&self) -> [&[u8]; 2] {
        match self {
            Self::Message(message) => [b"message", message],
            Self::Digest(digest) => [b"digest", digest.as_ref()],
        }
    }
}

fn not_from_digest(algorithm: &AlgorithmIdentifier<'_>) -> NotCheckable {
    Scheme::of(algorithm).map_or_else(|why| why, |scheme| NotCheckable::FromDigest(scheme.name()))
}

#[cfg(test)]
mod tests {
    use rcgen::{KeyPair, PublicKeyData, SignatureAlgorithm, SigningKey};

    use super::*;
    use crate::text::bytes::Blob;

    macro_rules! pem {
        ($name:literal) => {
            der(include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/certs/",
                $name,
                ".pem"
            )))
        };
    }

    fn der(pem: &str) -> Blob {
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        Blob::from_base64(&body).unwrap()
    }

    fn checked(certificate: &Blob, signer: &Blob) -> Checked {
        let (_, certificate) = X509Certificate::from_der(certificate).unwrap();
        let (_, signer) = X509Certificate::from_der(signer).unwrap();
        Signatures::default().check(
            &certificate.signature_algorithm,
            signer.public_key().raw,
            certificate.tbs_certificate.as_ref(),
            &certificate.signature_value.data,
        )
    }

    fn digested(certificate: &Blob, signer: &Blob) -> Option<Checked> {
        let (_, certificate) = X509Certificate::from_der(certificate).unwrap();
        let (_, signer) = X509Certificate::from_der(signer).unwrap();
        let hash = digest_for(&certificate.signature_algorithm)?;
        let made = digest::digest(hash, certificate.tbs_certificate.as_ref());
        let kept = Signed {
            algorithm: algorithm_of(&certificate).into(),
            digest: made.as_ref().into(),
            value: (*certificate.signature_value.data).into(),
        };
        Some(Signatures::default().check_digest(&kept, signer.public_key().raw))
    }

    /// The outer algorithm as it stands between the signed part and the signature.
    fn algorithm_of<'a>(certificate: &X509Certificate<'a>) -> &'a [u8] {
        let whole = certificate.as_raw();
        let body = certificate.tbs_certificate.as_ref();
        let start = body.as_ptr() as usize - whole.as_ptr() as usize + body.len();
        let (rest, _) = AlgorithmIdentifier::from_der(&whole[start..]).unwrap();
        &whole[start..whole.len() - rest.len()]
    }

    #[test]
    fn what_openssl_signed_is_valid_and_one_flipped_bit_is_not() {
        for (leaf, root) in [
            (pem!("sha1-leaf"), pem!("rsa-root")),
            (pem!("ecdsa-sha1-leaf"), pem!("p256-root")),
            (pem!("rsa-1024-leaf"), pem!("rsa-root")),
            (pem!("by-rsa-1024-leaf"), pem!("short-root")),
            (pem!("pss-digest-leaf"), pem!("rsa-root")),
            (pem!("pss-longest-leaf"), pem!("rsa-root")),
            (pem!("p256-sha512-leaf"), pem!("p256-root")),
        ] {
            assert_eq!(checked(&leaf, &root), Checked::Valid);
            assert_eq!(digested(&leaf, &root), Some(Checked::Valid));
            let mut forged = leaf.to_vec();
            let last = forged.len() - 1;
            forged[last] ^= 1;
            assert_eq!(checked(&forged.clone().into(), &root), Checked::Invalid);
            assert_eq!(digested(&forged.into(), &root), Some(Checked::Invalid));
        }
    }

    #[test]
    fn what_cannot_be_computed_is_not_checkable_and_never_invalid() {
        for (leaf, root) in [
            (pem!("by-p224-leaf"), pem!("p224-root")),
            (pem!("by-ed448-leaf"), pem!("ed448-root")),
            (pem!("by-rsa-1024-sha384-leaf"), pem!("short-root")),
            (pem!("pss-odd-leaf"), pem!("rsa-root")),
        ] {
            let outcome = checked(&leaf, &root);
            assert!(matches!(outcome, Checked::NotCheckable(_)), "{outcome:?}");
        }
    }

    #[test]
    fn a_key_of_another_kind_did_not_sign() {
        assert_eq!(
            checked(&pem!("sha1-leaf"), &pem!("p256-root")),
            Checked::Invalid
        );
        assert_eq!(
            checked(&pem!("p256-sha512-leaf"), &pem!("rsa-root")),
            Checked::Invalid
        );
        assert_eq!(
            checked(&pem!("sha1-leaf"), &pem!("short-root")),
            Checked::Invalid
        );
    }

    #[test]
    fn a_digest_of_the_wrong_length_is_not_checkable() {
        let cut = Signed {
            algorithm: Blob::from(&[0x30, 0x0a, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2][..]),
            digest: Blob::from(&[0; 31][..]),
            value: Blob::default(),
        };
        let key = KeyPair::generate().unwrap().subject_public_key_info();
        assert!(matches!(
            Signatures::default().check_digest(&cut, &key),
            Checked::NotCheckable(_)
        ));
    }

    #[test]
    fn sha1_is_seen_wherever_it_hides() {
        let over = |leaf: &Blob| {
            let (_, leaf) = X509Certificate::from_der(leaf).unwrap();
            is_over_sha1(&leaf.signature_algorithm)
        };
        assert!(over(&pem!("sha1-leaf")) && over(&pem!("ecdsa-sha1-leaf")));
        assert!(!over(&pem!("pss-digest-leaf")) && !over(&pem!("by-ed448-leaf")));
    }

    fn proof(algorithm: &'static SignatureAlgorithm, scheme: u16) -> (Proof, Blob) {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let leaf = rcgen::CertificateParams::default()
            .self_signed(&key)
            .unwrap();
        let message = Blob::from(&b"a transcript"[..]);
        let signature = key.sign(&message).unwrap().into();
        let proof = Proof {
            scheme,
            message,
            signature,
        };
        (proof, Blob::from(&**leaf.der()))
    }

    #[test]
    fn a_handshakes_proof_is_checked_by_its_scheme() {
        for (algorithm, scheme) in [
            (&rcgen::PKCS_ECDSA_P256_SHA256, 0x0403),
            (&rcgen::PKCS_ECDSA_P384_SHA384, 0x0503),
            (&rcgen::PKCS_ECDSA_P521_SHA512, 0x0603),
            (&rcgen::PKCS_ECDSA_P521_SHA256, 0x0403),
            (&rcgen::PKCS_ED25519, 0x0807),
            (&rcgen::PKCS_RSA_SHA256, 0x0401),
            (&rcgen::PKCS_ML_DSA_44, 0x0904),
        ] {
            let (mut proof, leaf) = proof(algorithm, scheme);
            assert_eq!(
                Signatures::default().check_proof(&proof, &leaf),
                Checked::Valid,
                "0x{scheme:04x}"
            );
            proof.message = Blob::from(&b"another transcript"[..]);
            assert_eq!(
                Signatures::default().check_proof(&proof, &leaf),
                Checked::Invalid,
                "0x{scheme:04x}"
            );
        }
    }

    #[test]
    fn an_unknown_scheme_or_an_unreadable_leaf_is_not_checkable() {
        let (mut proof, leaf) = proof(&rcgen::PKCS_ECDSA_P256_SHA256, 0x0808);
        assert!(matches!(
            Signatures::default().check_proof(&proof, &leaf),
            Checked::NotCheckable(_)
        ));
        proof.scheme = 0x0403;
        assert!(matches!(
            Signatures::default().check_proof(&proof, b"junk"),
            Checked::NotCheckable(_)
        ));
    }
}
