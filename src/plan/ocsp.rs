//! The OCSP request that is sent where the data file gives none.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;
use x509_cert::Certificate;
use x509_cert::der::asn1::{Any, Null, OctetString};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Encode, Error, Tag};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoRef};
use x509_ocsp::builder::OcspRequestBuilder;
use x509_ocsp::{CertId, Request};

use crate::text::bytes::{Blob, sha256_hex};

/// `DigiCert Global Root G2`, by the SHA-256 of its certificate.
const ISSUER: &str = "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f";

/// `DigiCert Global G2 TLS RSA SHA256 2020 CA1`, under that root until 2031.
const SERIAL: [u8; 16] = [
    0x0c, 0xf5, 0xbd, 0x06, 0x2b, 0x56, 0x02, 0xf4, 0x7a, 0xb8, 0x50, 0x2c, 0x23, 0xcc, 0xf0, 0x66,
];

/// What responders key their answers by (RFC 5019, 2.1.1).
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");

/// A request about a well-known certificate: the CA that issues many of Microsoft's.
///
/// Which certificate is asked about matters little: a responder that does not know it says
/// `unauthorized`, and that is as much an answer of a real responder as a status would be. It must
/// be one that exists, since a made-up serial number may be taken for an attack.
pub(super) fn request() -> Blob {
    build().expect("a constant root and a constant serial number encode")
}

fn build() -> Result<Blob, Error> {
    let issuer = TLS_SERVER_ROOT_CERTS
        .iter()
        .find(|der| sha256_hex(der) == ISSUER);
    let issuer = issuer.expect("DigiCert Global Root G2 is a public root; a test holds it");
    let issuer = Certificate::from_der(issuer)?.tbs_certificate;
    let key = issuer.subject_public_key_info.to_der()?;
    request_about(&issuer.subject.to_der()?, &key, &SERIAL)
}

/// A request about the certificate with this serial number (the content of the INTEGER) of an issuer
/// with this name and this key (`SubjectPublicKeyInfo`), both DER.
pub fn request_about(name: &[u8], key: &[u8], serial: &[u8]) -> Result<Blob, Error> {
    let key = SubjectPublicKeyInfoRef::from_der(key)?.subject_public_key;
    let certificate = CertId {
        hash_algorithm: AlgorithmIdentifierOwned {
            oid: SHA1,
            parameters: Some(Null.into()),
        },
        issuer_name_hash: sha1(name)?,
        issuer_key_hash: sha1(key.raw_bytes())?,
        serial_number: SerialNumber::from_der(&integer(serial)?)?,
    };
    let request = OcspRequestBuilder::default().with_request(Request::new(certificate));
    request.build().to_der().map(Blob::from)
}

/// The INTEGER with this content, as the certificate has it: a number that is not in its shortest form,
/// or negative, is asked about as it stands.
fn integer(content: &[u8]) -> Result<Vec<u8>, Error> {
    Any::new(Tag::Integer, content)?.to_der()
}

fn sha1(bytes: &[u8]) -> Result<OctetString, Error> {
    OctetString::new(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_the_one_that_openssl_builds_about_the_same_certificate() {
        assert_eq!(
            request().to_base64(),
            "MFEwTzBNMEswSTAJBgUrDgMCGgUABBQ50otx/h0Ztl+z8SiPI7wEWVxDlQQUTiJUIBiV5uNu5g/6+rkS7QYX\
             jzkCEAz1vQYrVgL0erhQLCPM8GY="
        );
    }
}
