//! OCSP answers (RFC 6960): who signed one, and what it says of a certificate.

mod signer;

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_ocsp::{BasicOcspResponse, CertId, CertStatus, OcspResponse, OcspResponseStatus};
use x509_parser::der_parser::asn1_rs::Any;
use x509_parser::prelude::FromDer;
use x509_parser::x509::AlgorithmIdentifier;

use crate::signature::{Checked, Signatures};

pub(super) use signer::{is_forged, is_genuine};

/// Longer answers are not read: real ones have a few hundred bytes, or some thousand with their
/// responder's certificate.
const LONGEST: usize = 64 * 1024;
/// No more certificates of an answer than this are tried.
const MOST_RESPONDERS: usize = 4;

/// The purpose of a certificate that may sign in its issuer's name (RFC 6960, 4.2.2.2).
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

/// An authority, as answers name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Authority<'a> {
    /// Its name, DER.
    pub(super) name: &'a [u8],
    /// Its key: the `SubjectPublicKeyInfo`, DER.
    pub(super) key: &'a [u8],
}

/// A whole answer of a responder that had one.
pub(super) struct Answer<'a> {
    basic: BasicOcspResponse,
    /// The parts that the signature is made of, as they stand in the answer.
    data: &'a [u8],
    algorithm: AlgorithmIdentifier<'a>,
    signature: &'a [u8],
}

/// A certificate that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Withdrawn {
    /// When, in seconds since 1970.
    pub(super) at: i64,
    /// Why, in the words of RFC 5280, 5.3.1, where the answer says so.
    pub(super) why: Option<String>,
}

impl<'a> Answer<'a> {
    /// From DER; none where it is no answer, or only an error.
    pub(super) fn read(der: &'a [u8]) -> Option<Self> {
        if der.len() > LONGEST {
            return None;
        }
        let whole = OcspResponse::from_der(der).ok()?;
        if whole.response_status != OcspResponseStatus::Successful {
            return None;
        }
        let bytes = inner(der)?;
        let (_, outer) = Any::from_der(bytes).ok()?;
        let (after_data, _) = Any::from_der(outer.data).ok()?;
        let (_, algorithm) = AlgorithmIdentifier::from_der(after_data).ok()?;
        let (after_algorithm, _) = Any::from_der(after_data).ok()?;
        let (_, signature) = Any::from_der(after_algorithm).ok()?;
        Some(Self {
            basic: BasicOcspResponse::from_der(bytes).ok()?,
            data: &outer.data[..outer.data.len() - after_data.len()],
            algorithm,
            // The first byte of a BIT STRING counts its unused bits.
            signature: signature.data.strip_prefix(&[0])?,
        })
    }

    /// Did this authority sign it, or a responder that it issued a certificate to for OCSP signing?
    pub(super) fn is_by(&self, authority: Authority<'_>, signatures: &Signatures) -> bool {
        if self.is_signed_with(authority.key, signatures) {
            return true;
        }
        let responders = self.basic.certs.iter().flatten().take(MOST_RESPONDERS);
        responders
            .filter(|responder| is_mandated(responder, authority, signatures))
            .filter_map(|responder| {
                responder
                    .tbs_certificate
                    .subject_public_key_info
                    .to_der()
                    .ok()
            })
            .any(|key| self.is_signed_with(&key, signatures))
    }

    /// The numbers of the certificates that it is about.
    pub(super) fn serials(&self) -> Vec<Vec<u8>> {
        let all = self.basic.tbs_response_data.responses.iter();
        all.map(|one| shortest(one.cert_id.serial_number.as_bytes()))
            .collect()
    }

    fn is_signed_with(&self, key: &[u8], signatures: &Signatures) -> bool {
        self.check(key, signatures) == Checked::Valid
    }

    fn check(&self, key: &[u8], signatures: &Signatures) -> Checked {
        signatures.check(&self.algorithm, key, self.data, self.signature)
    }

    /// What it says of a certificate with this serial number (the content of the INTEGER) of this
    /// authority, if that is "revoked". Once withdrawn, always withdrawn: an old answer will do.
    pub(super) fn withdrawn(&self, serial: &[u8], authority: Authority<'_>) -> Option<Withdrawn> {
        let all = &self.basic.tbs_response_data.responses;
        let mut own = all
            .iter()
            .filter(|one| is_about(&one.cert_id, serial, authority));
        own.find_map(|one| match &one.cert_status {
            CertStatus::Revoked(info) => Some(Withdrawn {
                at: i64::try_from(info.revocation_time.0.to_unix_duration().as_secs()).ok()?,
                why: info.revocation_reason.map(|why| format!("{why:?}")),
            }),
            CertStatus::Good(_) | CertStatus::Unknown(_) => None,
        })
    }
}

/// The bytes of the `BasicOCSPResponse`, as they lie in an `OCSPResponse` (RFC 6960, 4.2.1): what was
/// signed is taken from there and not made anew.
fn inner(der: &[u8]) -> Option<&[u8]> {
    let (_, whole) = Any::from_der(der).ok()?;
    let (after_status, _) = Any::from_der(whole.data).ok()?;
    let (_, explicit) = Any::from_der(after_status).ok()?;
    let (_, bytes) = Any::from_der(explicit.data).ok()?;
    let (after_kind, _) = Any::from_der(bytes.data).ok()?;
    let (_, basic) = Any::from_der(after_kind).ok()?;
    Some(basic.data)
}

/// A certificate that this authority signed for signing answers. Its dates are not asked: the answer
/// lies in the past anyway.
fn is_mandated(responder: &Certificate, authority: Authority<'_>, signatures: &Signatures) -> bool {
    let tbs = &responder.tbs_certificate;
    let purposes = tbs.get::<ExtendedKeyUsage>().ok().flatten();
    let mandated = purposes.is_some_and(|(_, purposes)| {
        purposes
            .0
            .iter()
            .any(|purpose| purpose.to_string() == OCSP_SIGNING)
    });
    mandated && is_issued(responder, authority, signatures) == Some(true)
}

/// None where it cannot be told here.
fn is_issued(
    responder: &Certificate,
    authority: Authority<'_>,
    signatures: &Signatures,
) -> Option<bool> {
    let data = responder.tbs_certificate.to_der().ok()?;
    let algorithm = responder.signature_algorithm.to_der().ok()?;
    let (_, algorithm) = AlgorithmIdentifier::from_der(&algorithm).ok()?;
    let signature = responder.signature.as_bytes()?;
    match signatures.check(&algorithm, authority.key, &data, signature) {
        Checked::Valid => Some(true),
        Checked::Invalid => Some(false),
        Checked::NotCheckable(_) => None,
    }
}

/// RFC 6960, 4.1.1: the hashes of the issuer's name and of the bits of its key, and the number.
fn is_about(id: &CertId, serial: &[u8], authority: Authority<'_>) -> bool {
    let Some((name, key)) = hashes(id, authority) else {
        return false;
    };
    shortest(id.serial_number.as_bytes()) == shortest(serial)
        && id.issuer_name_hash.as_bytes() == name.as_ref()
        && id.issuer_key_hash.as_bytes() == key.as_ref()
}

/// A number without the zeros before it.
pub(super) fn shortest(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number[zeros..].to_vec()
}

fn hashes(id: &CertId, authority: Authority<'_>) -> Option<(digest::Digest, digest::Digest)> {
    use x509_cert::spki::SubjectPublicKeyInfoRef;
    let algorithm = match id.hash_algorithm.oid.to_string().as_str() {
        "1.3.14.3.2.26" => &SHA1_FOR_LEGACY_USE_ONLY,
        "2.16.840.1.101.3.4.2.1" => &SHA256,
        "2.16.840.1.101.3.4.2.2" => &SHA384,
        "2.16.840.1.101.3.4.2.3" => &SHA512,
        _ => return None,
    };
    let info = SubjectPublicKeyInfoRef::from_der(authority.key).ok()?;
    let bits = info.subject_public_key.as_bytes()?;
    let of = |bytes: &[u8]| digest::digest(algorithm, bytes);
    Some((of(authority.name), of(bits)))
}

#[cfg(test)]
mod tests {
    use x509_parser::certificate::X509Certificate;

    use super::*;
    use crate::text::bytes::Blob;

    macro_rules! kept {
        ($name:literal) => {
            include_bytes!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/certs/ocsp-",
                $name
            ))
        };
    }

    fn pem(text: &[u8]) -> Blob {
        let (_, pem) = x509_parser::pem::parse_x509_pem(text).unwrap();
        pem.contents.into()
    }

    fn with_issuer<T>(ask: impl FnOnce(Authority<'_>, &[u8]) -> T) -> T {
        let (issuer, leaf) = (pem(kept!("issuer.pem")), pem(kept!("leaf.pem")));
        let (_, issuer) = X509Certificate::from_der(&issuer).unwrap();
        let (_, leaf) = X509Certificate::from_der(&leaf).unwrap();
        let authority = Authority {
            name: issuer.subject().as_raw(),
            key: issuer.public_key().raw,
        };
        ask(authority, leaf.raw_serial())
    }

    fn told(der: &[u8]) -> (bool, Option<Withdrawn>) {
        let answer = Answer::read(der).unwrap();
        with_issuer(|authority, serial| {
            (
                answer.is_by(authority, &Signatures::default()),
                answer.withdrawn(serial, authority),
            )
        })
    }

    fn withdrawn() -> Withdrawn {
        Withdrawn {
            at: 1_735_787_045,
            why: Some("KeyCompromise".to_owned()),
        }
    }

    #[test]
    fn what_the_issuer_or_its_responder_signed_counts() {
        assert_eq!(told(kept!("revoked.der")), (true, Some(withdrawn())));
        assert_eq!(
            told(kept!("revoked-sha256-id.der")),
            (true, Some(withdrawn()))
        );
        assert_eq!(
            told(kept!("revoked-by-delegate.der")),
            (true, Some(withdrawn()))
        );
        assert_eq!(told(kept!("good.der")), (true, None));
    }

    #[test]
    fn what_anybody_else_signed_does_not() {
        assert!(!told(kept!("revoked-by-powerless.der")).0);
        assert!(!told(kept!("revoked-by-stranger.der")).0);
    }

    #[test]
    fn another_certificates_fate_is_its_own() {
        assert_eq!(told(kept!("revoked-other.der")), (true, None));
    }

    #[test]
    fn one_changed_byte_and_it_is_nobodys_or_no_answer() {
        let real = kept!("revoked.der");
        for at in 0..real.len() {
            let mut bytes = real.to_vec();
            bytes[at] ^= 1;
            let Some(answer) = Answer::read(&bytes) else {
                continue;
            };
            with_issuer(|authority, serial| {
                let believed = answer.is_by(authority, &Signatures::default());
                let same = answer.withdrawn(serial, authority) == Some(withdrawn());
                assert!(!believed || same, "byte {at}");
            });
        }
    }

    #[test]
    fn errors_garbage_and_floods_are_no_answers() {
        let error = OcspResponse::unauthorized().to_der().unwrap();
        assert!(Answer::read(&error).is_none());
        assert!(Answer::read(b"").is_none() && Answer::read(b"junk").is_none());
        let mut flood = kept!("revoked.der").to_vec();
        flood.resize(LONGEST + 1, 0);
        assert!(Answer::read(&flood).is_none());
    }
}
