//! What genuine servers give out: lists, OCSP answers, cabinets, certificates.

use std::io::{Cursor, Write};

use cab::{CabinetBuilder, CompressionType};
use der::Encode;
use x509_ocsp::OcspResponse;

use super::pki;

/// A body of one kind, and what a server calls it.
pub(crate) fn body(kind: &str) -> Option<(&'static str, Vec<u8>)> {
    if let Some(id) = kind.strip_prefix("certificate ") {
        return Some(("application/pkix-cert", pki::ca(id).to_vec()));
    }
    Some(match kind {
        "crl" => ("application/pkix-crl", crl("operator-root", 7)),
        "stale-crl" => ("application/pkix-crl", crl("operator-root", -1)),
        "forged-crl" => ("application/pkix-crl", crl("impostor-root", 7)),
        "ocsp" => ("application/ocsp-response", ocsp("20261129080000Z")),
        "stale-ocsp" => ("application/ocsp-response", ocsp("20261121080000Z")),
        "ocsp-error" => ("application/ocsp-response", ocsp_error()),
        "issuing-crl" => ("application/pkix-crl", pki::issuing_list(false)),
        "issuing-crl-with-it" => ("application/pkix-crl", pki::issuing_list(true)),
        "issuing-ocsp" => ("application/ocsp-response", pki::issuing_answer(&good())),
        "issuing-ocsp-revoked" => ("application/ocsp-response", pki::issuing_answer(&revoked())),
        "cab" => ("application/vnd.ms-cab-compressed", cabinet()),
        "certificate" => (
            "application/pkix-cert",
            pki::ca("operator-issuing").to_vec(),
        ),
        "page" => (
            "text/html",
            b"<html><title>Access denied</title>Your administrator forbids this</html>".to_vec(),
        ),
        "text" => ("text/plain", b"hello".to_vec()),
        "pac" => (
            "application/x-ns-proxy-autoconfig",
            b"function FindProxyForURL(url, host) { return 'PROXY 10.0.0.66:8080'; }".to_vec(),
        ),
        "nothing" => ("text/plain", Vec::new()),
        _ => return None,
    })
}

fn crl(signed_by: &str, next_update_days: i64) -> Vec<u8> {
    pki::crl("operator-root", signed_by, next_update_days)
}

fn ocsp_error() -> Vec<u8> {
    let answer = OcspResponse::unauthorized();
    answer.to_der().expect("an error answer is one byte")
}

fn cabinet() -> Vec<u8> {
    let mut cabinet = CabinetBuilder::new();
    let folder = cabinet.add_folder(CompressionType::None);
    folder.add_file("authroot.stl");
    let mut writer = cabinet
        .build(Cursor::new(Vec::new()))
        .expect("memory can be written");
    while let Some(mut file) = writer.next_file().expect("memory can be written") {
        file.write_all(b"roots").expect("memory can be written");
    }
    let cursor = writer.finish().expect("memory can be written");
    cursor.into_inner()
}

/// A successful answer about some certificate, its signature made up: evidence of OCSP is its form and
/// its dates.
fn ocsp(next_update: &str) -> Vec<u8> {
    let id = certificate_id(&[1; 20], &[2; 20], &[7]);
    answer(&id, &good(), next_update, |_| vec![0, 1, 2, 3])
}

/// "Good" (RFC 6960, 4.2.1).
fn good() -> Vec<u8> {
    tlv(0x80, &[])
}

/// "Revoked, a day ago" (RFC 6960, 4.2.1).
pub(crate) fn revoked() -> Vec<u8> {
    tlv(0xa1, &[&tlv(0x18, &[b"20261121080000Z"])])
}

/// Whom an answer is about (RFC 6960, 4.1.1): the hashes of the issuer's name and key, and the number.
pub(crate) fn certificate_id(name: &[u8], key: &[u8], serial: &[u8]) -> Vec<u8> {
    const SHA1: [u8; 7] = [6, 5, 0x2b, 14, 3, 2, 26];
    let algorithm = tlv(0x30, &[&SHA1]);
    tlv(
        0x30,
        &[
            &algorithm,
            &tlv(4, &[name]),
            &tlv(4, &[key]),
            &tlv(2, &[serial]),
        ],
    )
}

/// A successful answer about one certificate (RFC 6960, 4.2.1).
pub(crate) fn answer(
    id: &[u8],
    status: &[u8],
    next_update: &str,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    const ECDSA: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    const BASIC: [u8; 11] = [6, 9, 0x2b, 6, 1, 5, 5, 7, 48, 1, 1];
    let time = |text: &str| tlv(0x18, &[text.as_bytes()]);
    let single = tlv(
        0x30,
        &[
            id,
            status,
            &time("20261120080000Z"),
            &tlv(0xa0, &[&time(next_update)]),
        ],
    );
    let data = tlv(
        0x30,
        &[
            &tlv(0xa2, &[&tlv(4, &[&[3; 20]])]),
            &time("20261120080000Z"),
            &tlv(0x30, &[&single]),
        ],
    );
    let signature = [vec![0], sign(&data)].concat();
    let basic = tlv(
        0x30,
        &[&data, &tlv(0x30, &[&ECDSA]), &tlv(3, &[&signature])],
    );
    let bytes = tlv(0x30, &[&BASIC, &tlv(4, &[&basic])]);
    tlv(0x30, &[&tlv(10, &[&[0]]), &tlv(0xa0, &[&bytes])])
}

/// One DER element; no element of the lab is longer than two bytes of length can say.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len())
        .expect("a short element")
        .to_be_bytes();
    let head = match length {
        [0, short] if short < 128 => vec![tag, short],
        [0, short] => vec![tag, 0x81, short],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [head, content].concat()
}
