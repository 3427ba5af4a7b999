//! Which public key it is, and which of the library's verifiers fits it.

use std::borrow::Cow;

use aws_lc_rs::signature::{self as aws, RsaParameters, RsaPssSaltLength, VerificationAlgorithm};
use x509_parser::asn1_rs::Any;
use x509_parser::prelude::FromDer;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::NotCheckable;
use super::scheme::{Hash, MlDsa, Scheme};

/// A public key, read as far as a verifier has to be chosen for it.
pub(super) enum Key<'a> {
    Rsa { bits: u32, bytes: &'a [u8] },
    Ec { curve: Curve, point: &'a [u8] },
    Ed25519(&'a [u8]),
    MlDsa(MlDsa, &'a [u8]),
}

/// The curves of RFC 5480, 2.1.1.1, that the library has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
}

type Verifier = &'static dyn VerificationAlgorithm;

impl<'a> Key<'a> {
    /// From a `SubjectPublicKeyInfo`, DER.
    pub(super) fn of(info: &'a [u8]) -> Result<Self, NotCheckable> {
        let malformed = || NotCheckable::Key;
        let (_, info) = SubjectPublicKeyInfo::from_der(info).map_err(|_| malformed())?;
        let id = info.algorithm.algorithm.to_id_string();
        let curve = curve_of(&info);
        let bytes = info.subject_public_key.data;
        let Cow::Borrowed(bytes) = bytes else {
            return Err(malformed());
        };
        Ok(match id.as_str() {
            // rsaEncryption, and a key that is for RSASSA-PSS alone (RFC 4055, 1.2).
            "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => Self::Rsa {
                bits: RsaParameters::public_modulus_len(bytes).map_err(|_| malformed())?,
                bytes,
            },
            "1.2.840.10045.2.1" => Self::Ec {
                curve: curve?,
                point: bytes,
            },
            "1.3.101.112" => Self::Ed25519(bytes),
            "2.16.840.1.101.3.4.3.17" => Self::MlDsa(MlDsa::L44, bytes),
            "2.16.840.1.101.3.4.3.18" => Self::MlDsa(MlDsa::L65, bytes),
            "2.16.840.1.101.3.4.3.19" => Self::MlDsa(MlDsa::L87, bytes),
            _ => return Err(NotCheckable::KeyAlgorithm(id)),
        })
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        match self {
            Self::Ec { point, .. } => point,
            Self::Rsa { bytes, .. } | Self::Ed25519(bytes) | Self::MlDsa(_, bytes) => bytes,
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Rsa { bits, .. } => format!("an RSA key of {bits} bits"),
            Self::Ec { curve, .. } => format!("a {curve:?} key"),
            Self::Ed25519(_) => "an Ed25519 key".to_owned(),
            Self::MlDsa(..) => "an ML-DSA key".to_owned(),
        }
    }
}

fn curve_of(info: &SubjectPublicKeyInfo<'_>) -> Result<Curve, NotCheckable> {
    let named = info.algorithm.parameters().map(Any::as_oid);
    let Some(Ok(curve)) = named else {
        return Err(NotCheckable::UnnamedCurve);
    };
    match curve.to_id_string().as_str() {
        "1.2.840.10045.3.1.7" => Ok(Curve::P256),
        "1.3.132.0.34" => Ok(Curve::P384),
        "1.3.132.0.35" => Ok(Curve::P521),
        other => Err(NotCheckable::Curve(other.to_owned())),
    }
}

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
