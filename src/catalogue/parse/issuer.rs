//! `[[issuer]]`: a set of keys, each told by its hash, itself, or a certificate.

use std::path::Path;

use toml::Spanned;
use x509_cert::der::Decode;
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer, SubjectPublicKeyInfo, X509Certificate, X509Name};

use super::files::{Beside, MOST_BYTES};
use super::mistake::{Checked, Mistake, Mistakes};
use super::raw;
use super::value::{base64, identifier, needed, perhaps, said, word};
use crate::catalogue::{Issuer, Key, Status, WEB_PKI};
use crate::text::bytes::{Blob, sha256_hex};

pub(super) fn checked(
    table: &Spanned<raw::Issuer>,
    beside: &Beside<'_>,
    found: &mut Mistakes,
) -> Option<Issuer> {
    let set = table.get_ref();
    let id = found.keep(needed(table, "id", set.id.as_ref()).and_then(own_id));
    let name = found.keep(perhaps("name", set.name.as_ref()));
    if set.key.is_empty() {
        found.add(Mistake::of_row(table, set.id.as_ref(), "issuer", |row| {
            format!("{row} has no `[[issuer.key]]`")
        }));
    }
    let mut keys: Vec<Key> = Vec::with_capacity(set.key.len());
    for raw in &set.key {
        let key = key(raw, beside).and_then(|key| only(raw, key, &keys));
        keys.extend(found.keep(key));
    }
    Some(Issuer {
        id: id?,
        name: name?,
        keys,
    })
}

fn own_id(text: &Spanned<String>) -> Checked<String> {
    let id = identifier(text)?;
    if id == WEB_PKI {
        let what = format!("issuer `{id}` is built in: every root that Mozilla trusts");
        return Err(Mistake::at(text, what));
    }
    Ok(id)
}

/// A set has each key once.
fn only(raw: &Spanned<raw::Key>, key: Key, before: &[Key]) -> Checked<Key> {
    let mut before = before.iter();
    match before.find(|twin| twin.spki_sha256 == key.spki_sha256) {
        Some(twin) => {
            let what = format!("`{}` has the same key as `{}`", key.name, twin.name);
            Err(Mistake::at(raw, what))
        }
        None => Ok(key),
    }
}

/// What a certificate tells of its CA.
struct Ca {
    name: String,
    subject: Blob,
    key: Blob,
    /// Does it name itself as its issuer?
    root: bool,
}

/// What is wrong with a certificate file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// More than one certificate; how many.
    #[error("holds {0} certificates; give a file with one")]
    Several(usize),
    /// No certificate.
    #[error("holds no certificate; give one in PEM or DER")]
    None,
    /// A certificate that does not parse.
    #[error("holds a damaged certificate")]
    Damaged,
}

impl Key {
    /// The key of a CA's certificate, DER, as a file with that certificate would have it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of_certificate(der: &[u8]) -> Result<Self, CertificateError> {
        let ca = ca(der)?;
        Ok(Self {
            spki_sha256: sha256_hex(&ca.key),
            name: ca.name,
            status: Status::Accepted,
            public_key: Some(ca.key),
            subject: Some(ca.subject),
            root: ca.root,
        })
    }
}

fn key(spanned: &Spanned<raw::Key>, beside: &Beside<'_>) -> Checked<Key> {
    let raw = spanned.get_ref();
    let key = raw.public.as_ref().map(public_key).transpose()?;
    let ca = raw.certificate.as_ref();
    let ca = ca.map(|file| certificate(file, beside)).transpose()?;
    Ok(Key {
        spki_sha256: agreed(spanned, key.as_ref(), ca.as_ref())?,
        name: key_name(spanned, ca.as_ref())?,
        status: word("status", raw.status.as_ref())?,
        public_key: key.or_else(|| ca.as_ref().map(|ca| ca.key.clone())),
        root: ca.as_ref().is_some_and(|ca| ca.root),
        subject: ca.map(|ca| ca.subject),
    })
}

fn key_name(spanned: &Spanned<raw::Key>, ca: Option<&Ca>) -> Checked<String> {
    match (&spanned.get_ref().name, ca) {
        (Some(name), _) => said("name", name),
        (None, Some(ca)) => Ok(ca.name.clone()),
        (None, None) => Err(Mistake::lacking(spanned, "missing key `name`")),
    }
}

/// The one hash that all values of a key stand for.
fn agreed(spanned: &Spanned<raw::Key>, key: Option<&Blob>, ca: Option<&Ca>) -> Checked<String> {
    let raw = spanned.get_ref();
    let stated = raw.spki_sha256.as_ref().map(hash).transpose()?;
    let claims = [
        claim("spki_sha256", raw.spki_sha256.as_ref(), stated),
        claim(
            "public_key",
            raw.public.as_ref(),
            key.map(|key| sha256_hex(key)),
        ),
        claim(
            "certificate",
            raw.certificate.as_ref(),
            ca.map(|ca| sha256_hex(&ca.key)),
        ),
    ];
    let mut claims = claims.into_iter().flatten();
    let none = "a key needs `spki_sha256`, `public_key` or `certificate`";
    let first = claims
        .next()
        .ok_or_else(|| Mistake::lacking(spanned, none))?;
    match claims.find(|other| other.hash != first.hash) {
        Some(Claim { by, place, hash }) => {
            let what = format!(
                "`{by}` does not fit `{}`: its key has the hash `{hash}`",
                first.by
            );
            Err(Mistake::at(place, what))
        }
        None => Ok(first.hash),
    }
}

/// The hash that one of a key's values stands for.
struct Claim<'a> {
    by: &'static str,
    place: &'a Spanned<String>,
    hash: String,
}

fn claim<'a>(
    by: &'static str,
    place: Option<&'a Spanned<String>>,
    hash: Option<String>,
) -> Option<Claim<'a>> {
    let (place, hash) = place.zip(hash)?;
    Some(Claim { by, place, hash })
}

fn hash(text: &Spanned<String>) -> Checked<String> {
    let hash = text.get_ref().to_ascii_lowercase();
    if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(hash);
    }
    let what = format!(
        "`spki_sha256` is `{}`; expected 64 hex digits",
        text.get_ref()
    );
    Err(Mistake::at(text, what))
}

fn public_key(text: &Spanned<String>) -> Checked<Blob> {
    let key = base64("public_key", text)?;
    match SubjectPublicKeyInfo::from_der(&key) {
        Ok(([], _)) => Ok(key),
        _ => Err(Mistake::at(
            text,
            "`public_key` is no public key; expected a SubjectPublicKeyInfo (DER in base64)",
        )),
    }
}

fn certificate(name: &Spanned<String>, beside: &Beside<'_>) -> Checked<Ca> {
    let wrong =
        |why: String| Mistake::at(name, format!("certificate file `{}` {why}", name.get_ref()));
    let folder = beside.file.parent().unwrap_or(Path::new(""));
    let bytes = (beside.read)(&folder.join(name.get_ref()))
        .map_err(|error| wrong(format!("cannot be read: {error}")))?;
    if bytes.len() > MOST_BYTES {
        return Err(wrong("is larger than 16 MiB".to_owned()));
    }
    only_certificate(&bytes)
        .and_then(|der| ca(&der))
        .map_err(|why| wrong(why.to_string()))
}

fn only_certificate(bytes: &[u8]) -> Result<Vec<u8>, CertificateError> {
    let pem = crate::text::file::pem(bytes);
    let blocks = Pem::iter_from_buffer(&pem).filter_map(Result::ok);
    let mut found: Vec<_> = blocks
        .filter(|block| block.label == "CERTIFICATE")
        .collect();
    match (found.pop(), found.len()) {
        (Some(only), 0) => Ok(only.contents),
        (Some(_), more) => Err(CertificateError::Several(more + 1)),
        (None, _) => Err(CertificateError::None),
    }
}

fn ca(der: &[u8]) -> Result<Ca, CertificateError> {
    let damaged = |_| CertificateError::Damaged;
    let (_, certificate) = X509Certificate::from_der(der).map_err(damaged)?;
    Ok(Ca {
        root: certificate.subject() == certificate.issuer(),
        name: name(certificate.subject()),
        subject: certificate.subject().as_raw().into(),
        key: certificate.public_key().raw.into(),
    })
}

/// The common name, or the whole subject (RFC 4514).
fn name(subject: &X509Name<'_>) -> String {
    let common = subject
        .iter_common_name()
        .find_map(|name| name.as_str().ok());
    if let Some(common) = common.filter(|name| !name.is_empty()) {
        return common.to_owned();
    }
    x509_cert::name::Name::from_der(subject.as_raw())
        .map_or_else(|_| subject.to_string(), |name| name.to_string())
}
