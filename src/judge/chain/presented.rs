//! A chain as it was presented: any order, extras, duplicates, garbage, and bounded; and what was
//! fetched to complete it.

use x509_parser::pem::parse_x509_pem;

use super::certificate::Certificate;
use super::roots::Trust;
use crate::catalogue::Scheme;
use crate::evidence::{Attempt, Control, Evidence};
use crate::judge::Case;
use crate::text::bytes::Blob;

/// No more presented certificates than this are read.
const MOST_READ: usize = 128;
/// No more certificates than this are walked through, sent or fetched: false namesakes of a CA must not hide it.
const MOST_WALKED: usize = MOST_READ;

/// No larger body than this is taken for a certificate.
const MOST_BYTES: usize = 64 * 1024;

/// A certificate that was fetched from where another one says that its issuer's lies.
#[derive(Debug, Clone)]
pub(super) struct Fetched {
    /// The address that it was fetched from.
    pub(super) url: String,
    /// DER, if it is a certificate.
    pub(super) der: Blob,
}

impl Fetched {
    /// All that a probe fetched.
    pub(super) fn all(evidence: &Evidence) -> Vec<Self> {
        let fetched = evidence.controls.iter().filter_map(Control::issuer);
        let bodies = fetched.filter_map(|(url, body)| Some((url, body?)));
        bodies
            .filter(|(_, body)| body.len() <= MOST_BYTES)
            .map(|(url, body)| Self {
                url: url.to_owned(),
                der: der_of(body),
            })
            .collect()
    }
}

/// Some servers give out PEM where DER belongs.
fn der_of(body: &Blob) -> Blob {
    match parse_x509_pem(body) {
        Ok((_, pem)) if pem.label == "CERTIFICATE" => pem.contents.into(),
        _ => body.clone(),
    }
}

/// A chain as it was presented, read.
pub(super) struct Chain<'a> {
    /// The leaf, then whatever may lie above it, each once.
    pub(super) certificates: Vec<Certificate<'a>>,
    /// How many certificates were presented, each counted once.
    pub(super) presented: usize,
    /// Were certificates left unread or unwalked, because there were too many?
    pub(super) cut: bool,
}

impl<'a> Chain<'a> {
    /// Reads a presented chain; none if its leaf cannot be read. Of the rest, and of what was fetched,
    /// those are kept that names lead to from the leaf, and those that carry a known key.
    pub(super) fn read(
        chain: &'a [Blob],
        fetched: &'a [Fetched],
        trust: &Trust<'_>,
    ) -> Option<Self> {
        let mut unique: Vec<&Blob> = Vec::new();
        for der in chain.iter().take(MOST_READ) {
            if !unique.contains(&der) {
                unique.push(der);
            }
        }
        let mut read = unique.iter().map(|der| Certificate::read(der));
        let mut kept = vec![read.next()??];
        let mut rest: Vec<_> = read.flatten().collect();
        let added = fetched.iter().filter(|one| !unique.contains(&&one.der));
        rest.extend(added.filter_map(|one| Some(Certificate::read(&one.der)?.fetched(&one.url))));
        let mut from = 0;
        while from < kept.len() {
            let below: &Certificate<'_> = &kept[from];
            let above = |c: &Certificate<'_>| c.subject.folded == below.issuer.folded;
            let (mut near, far): (Vec<_>, _) = rest.into_iter().partition(above);
            near.sort_by_key(|issuer| !issuer.is_pointed_at_by(below));
            kept.extend(near);
            rest = far;
            from += 1;
        }
        let known = |c: &Certificate<'_>| trust.with_hash(&c.hash).is_some();
        kept.extend(rest.into_iter().filter(known));
        let cut = chain.len() > MOST_READ || kept.len() > MOST_WALKED;
        kept.truncate(MOST_WALKED);
        Some(Self {
            certificates: kept,
            presented: unique.len(),
            cut,
        })
    }

    /// The leaf.
    pub(super) fn leaf(&self) -> &Certificate<'a> {
        &self.certificates[0]
    }
}

/// All walks, also those that were asked again alone.
pub(super) fn attempts(evidence: &Evidence) -> impl Iterator<Item = &Attempt> {
    let alone = evidence.controls.iter().filter_map(Control::retest);
    evidence.attempts.iter().chain(alone)
}

/// Many addresses, one certificate: the usual case.
pub(super) fn each_once<'a>(case: &Case<'a>) -> Vec<&'a [Blob]> {
    let mut all: Vec<&[Blob]> = Vec::new();
    let attempts = case.evidence.attempts.iter();
    for chain in attempts.filter_map(|attempt| chain_of(case, attempt)) {
        if !all.contains(&chain) {
            all.push(chain);
        }
    }
    all
}

pub(super) fn chain_of<'a>(case: &Case<'_>, attempt: &'a Attempt) -> Option<&'a [Blob]> {
    if case.probe.scheme == Scheme::Http {
        return None;
    }
    let chain = &attempt.handshake.as_ref()?.seen.chain;
    (!chain.is_empty()).then_some(chain)
}
