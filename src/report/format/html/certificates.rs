//! The certificates that were shown, drawn as a path from the leaf upward. A key is marked where its
//! hash stands in the endpoint's issuer sets; whether the path is genuine was judged elsewhere.

use std::net::SocketAddr;

use super::page::fact;
use crate::catalogue::{Key, Status};
use crate::finding::{Code, Finding};
use crate::report::format::markup::Markup;
use crate::report::model::ProbeReport;
use crate::report::view::certificate::{CertificateFields, day};
use crate::text::bytes::Blob;

/// Writes each different path once, with the addresses that showed it.
pub(super) fn write(keys: &[&Key], probe: &ProbeReport, to: &mut Markup) {
    for path in sent_chains(probe) {
        to.literal("\n").text_element("h5", &[], "Certificates");
        let shown: Vec<_> = path.by.iter().map(ToString::to_string).collect();
        let shown = format!("shown by {}", shown.join(", "));
        to.literal("\n")
            .text_element("p", &[("class", "quiet seen")], &shown);
        let read: Vec<_> = path
            .chain
            .iter()
            .map(|der| CertificateFields::read(der))
            .collect();
        to.literal("\n")
            .element("ol", &[("class", "path")], |list| {
                for certificate in &read {
                    match certificate {
                        Some(certificate) => card(certificate, keys, list),
                        None => unreadable(list),
                    }
                }
                if let Some(Some(last)) = read
                    .last()
                    .filter(|c| c.as_ref().is_some_and(|c| !c.self_issued))
                {
                    not_sent(last, keys, path.genuine, list);
                }
                list.literal("\n");
            });
        let known =
            |c: &Option<CertificateFields>| c.as_ref().is_some_and(|c| key_of(c, keys).is_some());
        if !keys.is_empty() && !path.genuine && !read.iter().any(known) {
            to.literal("\n<p class=\"quiet\">no key of this path is an expected one</p>");
        }
    }
}

/// The expected key that this certificate has.
fn key_of<'a>(certificate: &CertificateFields, keys: &[&'a Key]) -> Option<&'a Key> {
    keys.iter()
        .copied()
        .find(|key| key.spki_sha256 == certificate.key)
}

/// One chain, and the addresses it came from.
struct SentChain<'a> {
    chain: &'a [Blob],
    by: Vec<SocketAddr>,
    /// The handshake came to its end and no finding says that the path leads elsewhere.
    genuine: bool,
}

fn sent_chains(probe: &ProbeReport) -> Vec<SentChain<'_>> {
    let mut paths: Vec<SentChain<'_>> = Vec::new();
    for attempt in &probe.evidence.attempts {
        let Some(step) = attempt
            .handshake
            .as_ref()
            .filter(|step| !step.seen.chain.is_empty())
        else {
            continue;
        };
        let chain = &step.seen.chain;
        let genuine = step.completed()
            && !probe
                .findings
                .iter()
                .any(|f| leads_elsewhere(f, attempt.to));
        match paths.iter_mut().find(|path| path.chain == chain) {
            Some(path) => {
                path.by.push(attempt.to);
                path.genuine &= genuine;
            }
            None => paths.push(SentChain {
                chain,
                by: vec![attempt.to],
                genuine,
            }),
        }
    }
    paths
}

fn leads_elsewhere(finding: &Finding, at: SocketAddr) -> bool {
    let about = finding.address.is_none_or(|address| address == at);
    about
        && matches!(
            finding.code(),
            Code::ChainIntercepted
                | Code::ChainImpostor
                | Code::ChainUnexpectedIssuer
                | Code::ChainSelfSigned
        )
}

fn card(certificate: &CertificateFields, keys: &[&Key], list: &mut Markup) {
    let key = key_of(certificate, keys);
    let class = if key.is_some() {
        "certificate expected"
    } else {
        "certificate"
    };
    list.literal("\n")
        .element("li", &[("class", class)], |item| {
            item.element("p", &[("class", "called")], |line| {
                line.text_element("b", &[], &certificate.called);
                if let Some(key) = key {
                    expected(key, line);
                }
            });
            item.element("dl", &[("class", "facts")], |list| facts(certificate, list));
        });
}

fn facts(certificate: &CertificateFields, list: &mut Markup) {
    fact("subject", list, |to| {
        to.text(&certificate.subject);
    });
    fact("issuer", list, |to| {
        to.text(&certificate.issuer);
    });
    fact("valid", list, |to| {
        to.text(&day(certificate.not_before))
            .literal(" to ")
            .text(&day(certificate.not_after));
    });
    fact("key", list, |to| {
        to.literal("SHA-256 ")
            .text_element("code", &[], &certificate.key);
    });
}

fn expected(key: &Key, line: &mut Markup) {
    line.literal(" ")
        .element("span", &[("class", "tag good")], |tag| {
            tag.literal("<span aria-hidden=\"true\">★</span> expected key");
            if key.status == Status::Legacy {
                tag.literal(", on its way out");
            }
        });
}

fn unreadable(list: &mut Markup) {
    list.literal("\n<li class=\"certificate\"><p class=\"called\">a certificate that cannot be read</p></li>");
}

/// The issuer of the last one, which a server usually keeps to itself.
fn not_sent(last: &CertificateFields, keys: &[&Key], genuine: bool, list: &mut Markup) {
    let named = keys
        .iter()
        .find(|key| key.name == last.issued_by || key.name == last.issuer);
    let key = named.filter(|_| genuine);
    let class = if key.is_some() {
        "certificate absent expected"
    } else {
        "certificate absent"
    };
    list.literal("\n")
        .element("li", &[("class", class)], |item| {
            item.element("p", &[("class", "called")], |line| {
                line.text_element("b", &[], &last.issued_by);
                line.literal(" <span class=\"quiet\">not sent</span>");
                if let Some(key) = key {
                    expected(key, line);
                }
            });
            item.element("dl", &[("class", "facts")], |list| match (key, named) {
                (Some(key), _) => fact("key", list, |to| {
                    to.literal("SHA-256 ")
                        .text_element("code", &[], &key.spki_sha256);
                }),
                (None, Some(_)) => fact("note", list, |to| {
                    to.literal("it only bears the name of an expected key; the findings say more");
                }),
                (None, None) => fact("note", list, |to| {
                    to.literal("it bears the name of no expected key");
                }),
            });
        });
}
