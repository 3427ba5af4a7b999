//! Which public key it is, and which of the library's verifiers fits it.

use std::borrow::Cow;

use aws_lc_rs::signature::RsaParameters;
use x509_parser::asn1_rs::Any;
use x509_parser::prelude::FromDer;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::NotCheckable;
use super::scheme::MlDsa;

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
