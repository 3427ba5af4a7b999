//! Where the certificates of genuine chains say that revocation is told: what clients ask while they
//! check a chain, and what breaks them where it is closed.

use super::certificate::Certificate;
use super::client_path::client_path;
use super::judgement::complete;
use super::path::Search;
use super::presented::{Fetched, each_once};
use super::roots::Trust;
use super::walk::Path;
use crate::catalogue::{Content, Method};
use crate::judge::{Case, FetchableUrl, Policy};
use crate::plan::request_about;
use crate::text::bytes::Blob;

/// No more addresses of one chain than this.
const MOST: usize = 16;

/// An address that a certificate names, and what lies there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer {
    /// The address, as far as it may be fetched.
    pub at: FetchableUrl,
    /// The kind of file that lies there.
    pub content: Content,
    /// The OCSP request, DER.
    pub request: Option<Blob>,
}

impl Pointer {
    /// How it is asked for.
    #[must_use]
    pub fn method(&self) -> Method {
        match self.content {
            Content::Ocsp => Method::Post,
            Content::Any | Content::Crl | Content::Cab | Content::Certificate => Method::Get,
        }
    }
}

/// The addresses that the genuine chains of a probe name: lists, responders, certificates of issuers.
#[must_use]
pub fn pointers(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Pointer> {
    let trust = Trust::of(policy, case.endpoint);
    let fetched = Fetched::all(case.evidence);
    let mut all: Vec<Pointer> = Vec::new();
    for presented in each_once(case) {
        let Some(chain) = complete(presented, &fetched, &trust) else {
            continue;
        };
        let mut search = Search::new(&chain, &trust);
        let walk = search.walk(0);
        let paths = search.client_paths();
        let genuine = walk.expected().next().is_some();
        let path = genuine
            .then(|| client_path(&search, &walk, &paths, case.evidence.started_unix))
            .flatten();
        let own = path.map_or_else(Vec::new, |path| of_path(&search, path));
        let new: Vec<_> = own.into_iter().take(MOST).collect();
        all.extend(
            new.into_iter()
                .filter(|one| !all.contains(one))
                .collect::<Vec<_>>(),
        );
    }
    all
}

fn of_path(search: &Search<'_>, path: &Path<'_>) -> Vec<Pointer> {
    let certificates = &search.chain.certificates;
    let mut all = Vec::new();
    for (place, &link) in path.links.iter().enumerate() {
        let certificate = &certificates[link];
        if certificate.is_self_issued() {
            continue;
        }
        let issuer = match path.links.get(place + 1) {
            Some(&issuer) => Some(certificates[issuer].key()),
            None => search.key_of(path.anchor),
        };
        all.extend(of_one(certificate, issuer));
    }
    all
}

fn of_one(certificate: &Certificate<'_>, issuer: Option<&[u8]>) -> Vec<Pointer> {
    let pointer = |url: &str, content, request| {
        Some(Pointer {
            at: FetchableUrl::parse(url)?,
            content,
            request,
        })
    };
    let lists = certificate.lists();
    let lists = lists
        .iter()
        .filter_map(|url| pointer(url, Content::Crl, None));
    let name = certificate.x509.issuer().as_raw();
    let request =
        issuer.and_then(|key| request_about(name, key, certificate.x509.raw_serial()).ok());
    let asked = certificate.responders();
    let asked = asked.iter().filter(|_| request.is_some());
    let asked = asked.filter_map(|url| pointer(url, Content::Ocsp, request.clone()));
    let issuers = certificate.issuer_addresses();
    let issuers = issuers
        .iter()
        .filter_map(|url| pointer(url, held(url), None));
    lists.chain(asked).chain(issuers).collect()
}

/// Bundles of certificates (RFC 5652, `.p7c`) are no certificate, and not looked into.
fn held(url: &str) -> Content {
    let bundle = [".p7c", ".p7b"];
    let path = url
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if bundle.iter().any(|ending| path.ends_with(ending)) {
        Content::Any
    } else {
        Content::Certificate
    }
}
