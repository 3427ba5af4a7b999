//! How a signature is made: by the algorithm of a certificate, or by the number of TLS.

use super::NotCheckable;
use aws_lc_rs::digest;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::AlgorithmIdentifier;

/// The hashes that signatures are made over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// The three parameter sets of ML-DSA (FIPS 204, 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MlDsa {
    L44,
    L65,
    L87,
}

/// How a signature is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Pkcs1(Hash),
    /// With the length of its salt.
    Pss(Hash, u32),
    Ecdsa(Hash),
    Ed25519,
    MlDsa(MlDsa),
}

const PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";

impl Scheme {
    /// From a certificate's algorithm (RFC 3279, 4055, 5758, 8410, 9881).
    pub(super) fn of(algorithm: &AlgorithmIdentifier<'_>) -> Result<Self, NotCheckable> {
        let id = algorithm.algorithm.to_id_string();
        Ok(match id.as_str() {
            "1.2.840.113549.1.1.5" => Self::Pkcs1(Hash::Sha1),
            "1.2.840.113549.1.1.11" => Self::Pkcs1(Hash::Sha256),
            "1.2.840.113549.1.1.12" => Self::Pkcs1(Hash::Sha384),
            "1.2.840.113549.1.1.13" => Self::Pkcs1(Hash::Sha512),
            PSS => return Self::of_pss(algorithm),
            "1.2.840.10045.4.1" => Self::Ecdsa(Hash::Sha1),
            "1.2.840.10045.4.3.2" => Self::Ecdsa(Hash::Sha256),
            "1.2.840.10045.4.3.3" => Self::Ecdsa(Hash::Sha384),
            "1.2.840.10045.4.3.4" => Self::Ecdsa(Hash::Sha512),
            "1.3.101.112" => Self::Ed25519,
            "2.16.840.1.101.3.4.3.17" => Self::MlDsa(MlDsa::L44),
            "2.16.840.1.101.3.4.3.18" => Self::MlDsa(MlDsa::L65),
            "2.16.840.1.101.3.4.3.19" => Self::MlDsa(MlDsa::L87),
            _ => return Err(NotCheckable::UnknownAlgorithm(id)),
        })
    }

    /// From RSASSA-PSS parameters (RFC 4055, 3.1).
    fn of_pss(algorithm: &AlgorithmIdentifier<'_>) -> Result<Self, NotCheckable> {
        let unusual = || NotCheckable::PssParameters;
        let given = algorithm.parameters().ok_or_else(unusual)?;
        let parameters = RsaSsaPssParams::try_from(given).map_err(|_| unusual())?;
        let mask = parameters.mask_gen_algorithm().map_err(|_| unusual())?;
        let hash = pss_hash(algorithm).ok_or_else(unusual)?;
        let same = pss_hash_of(&mask.hash.to_id_string()) == Some(hash);
        let mgf1 = mask.mgf.to_id_string() == MGF1;
        let usual = mgf1 && same && parameters.trailer_field() == 1;
        let scheme = Self::Pss(hash, parameters.salt_length());
        usual.then_some(scheme).ok_or_else(unusual)
    }

    /// From a TLS `SignatureScheme` (RFC 8446, 4.2.3; for ML-DSA the IANA registry).
    pub(super) fn of_tls(number: u16) -> Result<Self, NotCheckable> {
        Ok(match number {
            0x0201 => Self::Pkcs1(Hash::Sha1),
            0x0401 => Self::Pkcs1(Hash::Sha256),
            0x0501 => Self::Pkcs1(Hash::Sha384),
            0x0601 => Self::Pkcs1(Hash::Sha512),
            0x0203 => Self::Ecdsa(Hash::Sha1),
            0x0403 => Self::Ecdsa(Hash::Sha256),
            0x0503 => Self::Ecdsa(Hash::Sha384),
            0x0603 => Self::Ecdsa(Hash::Sha512),
            0x0804 | 0x0809 => Self::Pss(Hash::Sha256, 32),
            0x0805 | 0x080a => Self::Pss(Hash::Sha384, 48),
            0x0806 | 0x080b => Self::Pss(Hash::Sha512, 64),
            0x0807 => Self::Ed25519,
            0x0904 => Self::MlDsa(MlDsa::L44),
            0x0905 => Self::MlDsa(MlDsa::L65),
            0x0906 => Self::MlDsa(MlDsa::L87),
            _ => return Err(NotCheckable::TlsScheme(number)),
        })
    }

    pub(super) fn hash(self) -> Option<Hash> {
        match self {
            Self::Pkcs1(hash) | Self::Pss(hash, _) | Self::Ecdsa(hash) => Some(hash),
            Self::Ed25519 | Self::MlDsa(_) => None,
        }
    }

    pub(super) fn name(self) -> String {
        let family = match self {
            Self::Pkcs1(_) => "RSA",
            Self::Pss(..) => "RSASSA-PSS",
            Self::Ecdsa(_) => "ECDSA",
            Self::Ed25519 => "Ed25519",
            Self::MlDsa(_) => "ML-DSA",
        };
        match self.hash() {
            Some(hash) => format!("{family} with {}", hash.name()),
            None => family.to_owned(),
        }
    }
}

/// The hash of RSASSA-PSS parameters, where these can be read.
pub(super) fn pss_hash(algorithm: &AlgorithmIdentifier<'_>) -> Option<Hash> {
    if algorithm.algorithm.to_id_string() != PSS {
        return None;
    }
    let parameters = RsaSsaPssParams::try_from(algorithm.parameters()?).ok()?;
    pss_hash_of(&parameters.hash_algorithm_oid().to_id_string())
}

fn pss_hash_of(id: &str) -> Option<Hash> {
    Some(match id {
        "1.3.14.3.2.26" => Hash::Sha1,
        "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
        "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
        "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
        _ => return None,
    })
}

impl Hash {
    pub(super) fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }
}
