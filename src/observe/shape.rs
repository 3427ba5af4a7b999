//! What a body is, found by parsing it. Whether that was wanted is judged.

use std::io::Cursor;

use aws_lc_rs::digest::digest;
use cab::Cabinet;
use der::{Decode, Encode};
use x509_ocsp::{BasicOcspResponse, OcspResponse};
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;
use x509_parser::x509::AlgorithmIdentifier;

use crate::evidence::Shape;
use crate::evidence::content::Signed;
use crate::signature::digest_for;
use crate::text::bytes::{Blob, sha256_hex};

/// Files of a cabinet that are listed.
const FILES: usize = 16;
/// Characters of a title or a name that are kept.
const TEXT: usize = 200;
/// How far into a page its title is looked for.
const PAGE: usize = 64 * 1024;

/// Parses a body; only what is neither list, answer, cabinet nor certificate can be a page.
pub(super) fn of(body: &[u8], content_type: Option<&str>) -> Shape {
    crl(body)
        .or_else(|| ocsp(body))
        .or_else(|| cabinet(body))
        .or_else(|| certificate(body))
        .or_else(|| page(body, content_type))
        .unwrap_or(Shape::Unknown)
}

fn crl(body: &[u8]) -> Option<Shape> {
    let (rest, list) = CertificateRevocationList::from_der(body).ok()?;
    if !rest.is_empty() {
        return None;
    }
    let signed_part = list.tbs_cert_list.as_ref();
    Some(Shape::Crl {
        issuer: short(&list.issuer().to_string()),
        issuer_der: list.issuer().as_raw().into(),
        this_update: list.last_update().timestamp(),
        next_update: list.next_update().map(|time| time.timestamp()),
        signed: Signed {
            algorithm: algorithm_der(body).unwrap_or_default(),
            digest: digest_by(&list.signature_algorithm, signed_part).unwrap_or_default(),
            value: list.signature_value.data.as_ref().into(),
        },
    })
}

/// The `signatureAlgorithm` of a signed structure, as it stands there: its second element.
fn algorithm_der(signed: &[u8]) -> Option<Blob> {
    use x509_parser::der_parser::der::parse_der;
    let (_, whole) = x509_parser::der_parser::asn1_rs::Any::from_der(signed).ok()?;
    let (after_first, _) = parse_der(whole.data).ok()?;
    let (after_second, _) = parse_der(after_first).ok()?;
    Some(after_first[..after_first.len() - after_second.len()].into())
}

fn digest_by(algorithm: &AlgorithmIdentifier<'_>, message: &[u8]) -> Option<Blob> {
    Some(digest(digest_for(algorithm)?, message).as_ref().into())
}

fn ocsp(body: &[u8]) -> Option<Shape> {
    let answer = OcspResponse::from_der(body).ok()?;
    let basic = match &answer.response_bytes {
        Some(bytes) => Some(BasicOcspResponse::from_der(bytes.response.as_bytes()).ok()?),
        None => None,
    };
    let due = basic
        .iter()
        .flat_map(|basic| &basic.tbs_response_data.responses);
    let due = due.filter_map(|one| one.next_update.as_ref());
    let status = answer.response_status.to_der().ok()?;
    Some(Shape::Ocsp {
        status: *status.last()?,
        next_update: due
            .map(|time| time.0.to_unix_duration().as_secs())
            .min()
            .and_then(|seconds| i64::try_from(seconds).ok()),
    })
}

/// A cabinet: its directory can be read, and it is as long as it says itself
/// ([MS-CAB] 2.1, `cbCabinet`).
fn cabinet(body: &[u8]) -> Option<Shape> {
    let said = u32::from_le_bytes(body.get(8..12)?.try_into().ok()?);
    if !body.starts_with(b"MSCF") || body.len() < said as usize {
        return None;
    }
    let cabinet = Cabinet::new(Cursor::new(body)).ok()?;
    let folders = cabinet.folder_entries();
    let files = folders.flat_map(cab::FolderEntry::file_entries);
    Some(Shape::Cab {
        files: files.take(FILES).map(|file| short(file.name())).collect(),
    })
}

fn certificate(body: &[u8]) -> Option<Shape> {
    if let Ok((rest, certificate)) = X509Certificate::from_der(body) {
        return rest.is_empty().then(|| described(&certificate));
    }
    let (_, pem) = parse_x509_pem(body).ok()?;
    pem.parse_x509().ok().as_ref().map(described)
}

fn described(certificate: &X509Certificate<'_>) -> Shape {
    Shape::Certificate {
        subject: short(&certificate.subject().to_string()),
        spki_sha256: sha256_hex(certificate.public_key().raw),
    }
}

/// The title of a page, if this is one.
pub(super) fn title_of(body: &[u8], content_type: Option<&str>) -> Option<String> {
    match page(body, content_type) {
        Some(Shape::Html { title }) => title,
        _ => None,
    }
}

/// A page: the body begins with a tag, or the server calls it HTML.
fn page(body: &[u8], content_type: Option<&str>) -> Option<Shape> {
    let text = String::from_utf8_lossy(&body[..body.len().min(PAGE)]);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let called = content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let lower = text.to_ascii_lowercase();
    let looks = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<title",
    ];
    let tagged = looks.iter().any(|tag| lower.starts_with(tag));
    (called || tagged).then(|| Shape::Html {
        title: title(text, &lower),
    })
}

fn title(text: &str, lower: &str) -> Option<String> {
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let words = text[start..end]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (!words.is_empty()).then(|| short(&words))
}

fn short(text: &str) -> String {
    text.chars().take(TEXT).collect()
}
