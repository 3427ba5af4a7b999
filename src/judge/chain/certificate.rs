//! One certificate, read once: whose it is, whose key it has, and what it may sign.

use x509_parser::asn1_rs::{Any, Class, Tag};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{
    DistributionPointName, GeneralName, ParsedExtension, SignedCertificateTimestamp,
};
use x509_parser::prelude::FromDer;

use super::names::Name;
use crate::signature::{self, Checked, Signatures};
use crate::text::bytes::sha256_hex;

/// A certificate that could be read.
#[derive(Debug)]
pub(super) struct Certificate<'a> {
    pub(super) x509: X509Certificate<'a>,
    /// SHA-256 of its `SubjectPublicKeyInfo`, hex.
    pub(super) hash: String,
    pub(super) subject: Name,
    pub(super) issuer: Name,
    /// Where it was fetched, if the server did not send it.
    pub(super) fetched_from: Option<&'a str>,
}

/// Has what lies around the signed part, and what no signature covers, the tags of RFC 5280, 4.1? The parser
/// looks at their numbers alone; clients refuse any other class or form.
fn has_plain_frame(der: &[u8], signed: &[u8]) -> bool {
    let frame = || {
        let (_, parts) = plain(Tag::Sequence, der)?;
        let (value, algorithm) = plain(Tag::Sequence, parts.get(signed.len()..)?)?;
        plain(Tag::Oid, algorithm)?;
        plain(Tag::BitString, value)
    };
    frame().is_some()
}

/// What follows one element of DER and what is in it, if it has this tag in its usual form.
fn plain(tag: Tag, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, any) = Any::from_der(der).ok()?;
    let header = &any.header;
    let is_usual = header.class() == Class::Universal
        && header.tag() == tag
        && header.is_constructed() == (tag == Tag::Sequence);
    is_usual.then_some((rest, any.data))
}

impl<'a> Certificate<'a> {
    /// From DER, to the last byte.
    pub(super) fn read(der: &'a [u8]) -> Option<Self> {
        let (rest, x509) = X509Certificate::from_der(der).ok()?;
        let is_whole = rest.is_empty() && has_plain_frame(der, x509.tbs_certificate.as_ref());
        is_whole.then(|| Self {
            hash: sha256_hex(x509.public_key().raw),
            subject: Name::of(x509.subject()),
            issuer: Name::of(x509.issuer()),
            x509,
            fetched_from: None,
        })
    }

    /// Marks it as fetched from there, and not sent by the server.
    pub(super) fn fetched(self, url: &'a str) -> Self {
        Self {
            fetched_from: Some(url),
            ..self
        }
    }

    /// Was it fetched, and not sent by the server?
    pub(super) fn is_fetched(&self) -> bool {
        self.fetched_from.is_some()
    }

    /// Its key: the `SubjectPublicKeyInfo`, DER.
    pub(super) fn key(&self) -> &'a [u8] {
        self.x509.tbs_certificate.subject_pki.raw
    }

    /// Did this key sign it? The algorithm must be the same inside and out (RFC 5280, 4.1.1.2).
    pub(super) fn check_signature(&self, key: &[u8], signatures: &Signatures) -> Checked {
        let inner = &self.x509.tbs_certificate.signature;
        let value = &self.x509.signature_value;
        if *inner != self.x509.signature_algorithm || value.unused_bits != 0 {
            return Checked::Invalid;
        }
        signatures.check(inner, key, self.x509.tbs_certificate.as_ref(), &value.data)
    }

    /// Can this key have signed it at all, by its kind and size?
    pub(super) fn could_be_signed_by(&self, key: &[u8]) -> bool {
        let value = &self.x509.signature_value.data;
        signature::could_fit(&self.x509.signature_algorithm, key, value)
    }

    /// Does it name itself as its issuer?
    pub(super) fn is_self_issued(&self) -> bool {
        self.subject.folded == self.issuer.folded
    }

    /// Its first extension with this object identifier; that it stands there twice is a question of its own.
    pub(super) fn extension(&self, id: &str) -> Option<&ParsedExtension<'a>> {
        let mut all = self.x509.iter_extensions();
        let found = all.find(|extension| extension.oid.to_id_string() == id)?;
        Some(found.parsed_extension())
    }

    /// Its subject key identifier (RFC 5280, 4.2.1.2).
    pub(super) fn key_id(&self) -> Option<&[u8]> {
        self.x509
            .iter_extensions()
            .find_map(|extension| match extension.parsed_extension() {
                ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0),
                _ => None,
            })
    }

    /// The key identifier of its issuer (RFC 5280, 4.2.1.1): a hint which key to try first.
    pub(super) fn issuer_key_id(&self) -> Option<&[u8]> {
        self.x509
            .iter_extensions()
            .find_map(|extension| match extension.parsed_extension() {
                ParsedExtension::AuthorityKeyIdentifier(id) => {
                    id.key_identifier.as_ref().map(|id| id.0)
                }
                _ => None,
            })
    }

    /// Does a certificate give this one's key identifier as its issuer's?
    pub(super) fn is_pointed_at_by(&self, child: &Certificate<'_>) -> bool {
        let wanted = child.issuer_key_id();
        wanted.is_some() && wanted == self.key_id()
    }

    /// Its subject alternative names (RFC 5280, 4.2.1.6).
    pub(super) fn alternative_names(&self) -> &[GeneralName<'a>] {
        self.x509
            .iter_extensions()
            .find_map(|extension| match extension.parsed_extension() {
                ParsedExtension::SubjectAlternativeName(names) => Some(&*names.general_names),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The timestamps of certificate transparency logs in it (RFC 6962, 3.3), not verified.
    pub(super) fn timestamps(&self) -> &[SignedCertificateTimestamp<'a>] {
        self.x509
            .iter_extensions()
            .find_map(|extension| match extension.parsed_extension() {
                ParsedExtension::SCT(timestamps) => Some(&**timestamps),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Where it says that its issuer's certificate lies (RFC 5280, 4.2.2.1).
    pub(super) fn issuer_addresses(&self) -> Vec<&'a str> {
        self.access("1.3.6.1.5.5.7.48.2")
    }

    /// Where it says that its state can be asked for by OCSP (RFC 6960, 3.1).
    pub(super) fn responders(&self) -> Vec<&'a str> {
        self.access("1.3.6.1.5.5.7.48.1")
    }

    /// Where it says that the lists lie on which it would stand (RFC 5280, 4.2.1.13).
    pub(super) fn lists(&self) -> Vec<&'a str> {
        let points = self.x509.iter_extensions();
        let points = points.filter_map(|extension| match extension.parsed_extension() {
            ParsedExtension::CRLDistributionPoints(points) => Some(&points.points),
            _ => None,
        });
        let names = points
            .flatten()
            .filter_map(|point| match &point.distribution_point {
                Some(DistributionPointName::FullName(names)) => Some(names),
                _ => None,
            });
        names.flatten().filter_map(url).collect()
    }

    fn access(&self, method: &str) -> Vec<&'a str> {
        let access =
            self.x509
                .iter_extensions()
                .find_map(|extension| match extension.parsed_extension() {
                    ParsedExtension::AuthorityInfoAccess(access) => Some(&access.accessdescs),
                    _ => None,
                });
        let all = access.into_iter().flatten();
        let wanted = all.filter(|one| one.access_method.to_id_string() == method);
        wanted.filter_map(|one| url(&one.access_location)).collect()
    }
}

fn url<'a>(name: &GeneralName<'a>) -> Option<&'a str> {
    match name {
        GeneralName::URI(url) => Some(url),
        _ => None,
    }
}
