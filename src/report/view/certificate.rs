//! What a certificate says of itself, for showing. Whether it is right is for others to say.

use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Name;

use crate::text::bytes::sha256_hex;
use crate::text::time::rfc3339;

/// A certificate that could be read. Names are untrusted text.
#[derive(Debug)]
pub(in crate::report) struct CertificateFields {
    /// The common name, else the whole subject.
    pub(in crate::report) called: String,
    pub(in crate::report) subject: String,
    /// The issuer's common name, else the whole of its name.
    pub(in crate::report) issued_by: String,
    pub(in crate::report) issuer: String,
    /// Seconds since 1970.
    pub(in crate::report) not_before: i64,
    /// Seconds since 1970.
    pub(in crate::report) not_after: i64,
    /// SHA-256 of the `SubjectPublicKeyInfo`, hex.
    pub(in crate::report) key: String,
    /// Does it name itself as its issuer?
    pub(in crate::report) self_issued: bool,
}

impl CertificateFields {
    /// From DER.
    pub(in crate::report) fn read(der: &[u8]) -> Option<Self> {
        let (_, x509) = X509Certificate::from_der(der).ok()?;
        let validity = x509.validity();
        Some(Self {
            called: called(x509.subject()),
            subject: x509.subject().to_string(),
            issued_by: called(x509.issuer()),
            issuer: x509.issuer().to_string(),
            not_before: validity.not_before.timestamp(),
            not_after: validity.not_after.timestamp(),
            key: sha256_hex(x509.public_key().raw),
            self_issued: x509.subject().as_raw() == x509.issuer().as_raw(),
        })
    }
}

fn called(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().last();
    let common = common.and_then(|name| name.as_str().ok());
    common.map_or_else(|| name.to_string(), str::to_owned)
}

/// A moment as its day; the number itself where no calendar has it.
pub(in crate::report) fn day(unix: i64) -> String {
    match rfc3339(unix) {
        Some(text) => text.chars().take_while(|&c| c != 'T').collect(),
        None => unix.to_string(),
    }
}
