//! Certificates under an expected key that clients do not take, or that they should not have to take.

use std::collections::BTreeSet;

use super::certificate::Certificate;
use super::presented::Chain;
use super::walk::Path;
use crate::finding::Finding;
use crate::finding::cause::chain::Unfit;

/// Extensions that clients know (RFC 5280, 4.2; RFC 6962, 3.3; RFC 7633).
const KNOWN: [&str; 13] = [
    "2.5.29.9",  // subjectDirectoryAttributes
    "2.5.29.14", // subjectKeyIdentifier
    "2.5.29.15", // keyUsage
    "2.5.29.17", // subjectAltName
    "2.5.29.19", // basicConstraints
    "2.5.29.30", // nameConstraints
    "2.5.29.31", // cRLDistributionPoints
    "2.5.29.32", // certificatePolicies
    "2.5.29.33", // policyMappings
    "2.5.29.35", // authorityKeyIdentifier
    "2.5.29.36", // policyConstraints
    "2.5.29.37", // extKeyUsage
    "2.5.29.54", // inhibitAnyPolicy
];

/// `chain.unfit`, a failure where clients refuse the path, and a warning where only its form is odd.
pub(super) fn judge(path: &Path<'_>, chain: &Chain<'_>) -> Option<Finding> {
    let certificates = path.links.iter().map(|&at| &chain.certificates[at]);
    let odd: Vec<String> = certificates.flat_map(oddities).collect();
    if path.unfit.is_empty() && odd.is_empty() {
        return None;
    }
    let unfit = path.unfit.iter().map(|why| why.as_str().into());
    Some(Finding::new(Unfit {
        refused: unfit.collect(),
        odd: odd.iter().map(|why| why.as_str().into()).collect(),
    }))
}

/// Critical extensions that nobody knows (RFC 5280, 4.2), and those that stand there twice.
fn oddities(certificate: &Certificate<'_>) -> Vec<String> {
    let who = &certificate.subject.text;
    let mut known = BTreeSet::new();
    let mut odd = Vec::new();
    for extension in certificate.x509.iter_extensions() {
        let id = extension.oid.to_id_string();
        if extension.critical && !KNOWN.contains(&&*id) {
            odd.push(format!("`{who}` has the unknown critical extension {id}"));
        }
        if !known.insert(id.clone()) {
            odd.push(format!("`{who}` has the extension {id} twice"));
        }
    }
    odd.truncate(MOST);
    odd
}

/// No more of them than this are told of one certificate.
const MOST: usize = 4;
