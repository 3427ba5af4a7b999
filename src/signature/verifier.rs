//! Which of the library's verifiers fits a scheme and a key.

use aws_lc_rs::signature::{self as aws, RsaPssSaltLength, VerificationAlgorithm};

use super::key::{Curve, Key};
use super::scheme::{Hash, MlDsa, Scheme};

/// The library's verifier for this scheme and key, if it has one.
pub(super) fn verifier(scheme: Scheme, key: &Key<'_>) -> Option<Verifier> {
    match (scheme, key) {
        (Scheme::Pkcs1(hash), Key::Rsa { bits, .. }) => pkcs1(hash, *bits),
        (Scheme::Pss(hash, salt), Key::Rsa { bits, .. }) => pss(hash, salt, *bits),
        (Scheme::Ecdsa(hash), Key::Ec { curve, .. }) => ecdsa(hash, *curve),
        (Scheme::Ed25519, Key::Ed25519(_)) => Some(&aws::ED25519),
        (Scheme::MlDsa(set), Key::MlDsa(..)) => Some(ml_dsa(set)),
        _ => None,
    }
}

type Verifier = &'static dyn VerificationAlgorithm;

fn pkcs1(hash: Hash, bits: u32) -> Option<Verifier> {
    Some(match (hash, bits) {
        (Hash::Sha1, 1024..=8192) => &aws::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        (Hash::Sha256, 1024..=8192) => &aws::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        (Hash::Sha384, 2048..=8192) => &aws::RSA_PKCS1_2048_8192_SHA384,
        (Hash::Sha512, 1024..=8192) => &aws::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return None,
    })
}

/// The library takes the salt's length as a constant: that of the digest, the longest possible
/// (what OpenSSL chooses by itself), and the default of RFC 4055.
fn pss(hash: Hash, salt: u32, bits: u32) -> Option<Verifier> {
    macro_rules! with_salt {
        ($base:expr, $length:expr) => {
            &const { $base.with_pss_salt_length($length) }
        };
    }
    macro_rules! by_salt {
        ($base:expr) => {
            match PssSalt::of(hash, salt, bits)? {
                PssSalt::Digest => with_salt!($base, RsaPssSaltLength::Digest),
                PssSalt::Longest => with_salt!($base, RsaPssSaltLength::Max),
                PssSalt::Twenty => with_salt!($base, RsaPssSaltLength::Custom(20)),
            }
        };
    }
    Some(match hash {
        Hash::Sha1 => return None,
        Hash::Sha256 => by_salt!(aws::RSA_PSS_2048_8192_SHA256),
        Hash::Sha384 => by_salt!(aws::RSA_PSS_2048_8192_SHA384),
        Hash::Sha512 => by_salt!(aws::RSA_PSS_2048_8192_SHA512),
    })
}

enum PssSalt {
    Digest,
    Longest,
    Twenty,
}

impl PssSalt {
    fn of(hash: Hash, salt: u32, bits: u32) -> Option<Self> {
        if !(2048..=8192).contains(&bits) {
            return None;
        }
        let digest = u32::try_from(hash.digest().output_len()).ok()?;
        // RFC 8017, 9.1.1, step 3: emLen - hLen - 2, where emLen is the modulus less one bit.
        let longest = (bits - 1).div_ceil(8) - digest - 2;
        match salt {
            _ if salt == digest => Some(Self::Digest),
            _ if salt == longest => Some(Self::Longest),
            20 => Some(Self::Twenty),
            _ => None,
        }
    }
}

fn ecdsa(hash: Hash, curve: Curve) -> Option<Verifier> {
    Some(match (curve, hash) {
        (Curve::P256, Hash::Sha1) => &aws::ECDSA_P256_SHA1_ASN1,
        (Curve::P256, Hash::Sha256) => &aws::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Hash::Sha384) => &aws::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Hash::Sha512) => &aws::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Hash::Sha1) => return None,
        (Curve::P384, Hash::Sha256) => &aws::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Hash::Sha384) => &aws::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Hash::Sha512) => &aws::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Hash::Sha1) => &aws::ECDSA_P521_SHA1_ASN1,
        (Curve::P521, Hash::Sha256) => &aws::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Hash::Sha384) => &aws::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Hash::Sha512) => &aws::ECDSA_P521_SHA512_ASN1,
    })
}

fn ml_dsa(set: MlDsa) -> Verifier {
    match set {
        MlDsa::L44 => &aws::ML_DSA_44,
        MlDsa::L65 => &aws::ML_DSA_65,
        MlDsa::L87 => &aws::ML_DSA_87,
    }
}

/// Can this key not have made it: is it of another kind, or the signature of another length
/// than the key's (RFC 8017, 8.1.2 and 8.2.2, step 1)?
pub(super) fn is_foreign(scheme: Scheme, key: &Key<'_>, signature: &[u8]) -> bool {
    match (scheme, key) {
        (Scheme::Pkcs1(_) | Scheme::Pss(..), Key::Rsa { bits, .. }) => {
            u32::try_from(signature.len()) != Ok(bits.div_ceil(8))
        }
        (Scheme::Ecdsa(_), Key::Ec { .. }) | (Scheme::Ed25519, Key::Ed25519(_)) => false,
        (Scheme::MlDsa(wanted), Key::MlDsa(set, _)) => wanted != *set,
        _ => true,
    }
}
