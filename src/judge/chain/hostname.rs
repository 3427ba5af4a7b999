//! Is the leaf for the host that was asked (RFC 6125, 6.4)?

use std::net::IpAddr;

use rustls::pki_types::{CertificateDer, ServerName};
use webpki::EndEntityCert;
use x509_parser::extensions::GeneralName;

use super::certificate::Certificate;
use super::names::{MOST_NAMES, bounded};
use crate::finding::cause::chain::WrongName;
use crate::finding::{Finding, Untrusted};
use crate::text::bytes::hex;

/// `chain.wrong-name`, if the leaf is not for this host (RFC 6125, 6.4; names in the subject do
/// not count).
pub(super) fn wrong_name(host: &str, leaf: &Certificate<'_>) -> Option<Finding> {
    if is_for(host, leaf) {
        return None;
    }
    let all = leaf.alternative_names().iter().filter_map(text_of);
    let mut names: Vec<Untrusted> = all.collect();
    let more_names = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    Some(Finding::new(WrongName {
        subject: leaf.subject.text.as_str().into(),
        names,
        more_names,
    }))
}

fn is_for(host: &str, leaf: &Certificate<'_>) -> bool {
    let der = CertificateDer::from(leaf.x509.as_raw());
    let server = ServerName::try_from(host);
    match (EndEntityCert::try_from(&der), server) {
        (Ok(leaf), Ok(server)) => leaf.verify_is_valid_for_subject_name(&server).is_ok(),
        // webpki refuses to read what it would not trust; the name is a question of its own.
        _ => leaf.alternative_names().iter().any(|name| fits(host, name)),
    }
}

fn fits(host: &str, name: &GeneralName<'_>) -> bool {
    match name {
        GeneralName::IPAddress(bytes) => host.parse().is_ok_and(|ip| octets(ip) == **bytes),
        GeneralName::DNSName(pattern) => match pattern.strip_prefix("*.") {
            Some(suffix) => host
                .split_once('.')
                .is_some_and(|(_, parent)| parent.eq_ignore_ascii_case(suffix)),
            None => host.eq_ignore_ascii_case(pattern),
        },
        _ => false,
    }
}

fn octets(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    }
}

fn text_of(name: &GeneralName<'_>) -> Option<Untrusted> {
    match name {
        GeneralName::DNSName(name) => Some(bounded(name).into()),
        GeneralName::IPAddress(bytes) => Some(match <[u8; 4]>::try_from(*bytes) {
            Ok(v4) => IpAddr::from(v4).to_string().into(),
            Err(_) => match <[u8; 16]>::try_from(*bytes) {
                Ok(v6) => IpAddr::from(v6).to_string().into(),
                Err(_) => bounded(&hex(bytes)).into(),
            },
        }),
        _ => None,
    }
}
