//! What the stapled OCSP answer (RFC 6066, 8) says of the leaf.

use super::path::{Path, Search};
use super::time::moment;
use crate::finding::{Code, Finding};
use crate::judge::ocsp::{Answer, Authority};

/// What an answer about a leaf has to fit, apart from where it was seen.
pub(super) struct Stapled {
    leaf: String,
    serial: Vec<u8>,
    issuer: Vec<u8>,
    key: Vec<u8>,
}

impl Stapled {
    /// Of a leaf whose issuer's key is known by a path.
    pub(super) fn of(search: &Search<'_>, path: &Path<'_>) -> Option<Self> {
        let chain = search.chain;
        let key = match path.links.get(1) {
            Some(&issuer) => chain.certificates[issuer].key(),
            None if path.own => return None,
            None => search.key_of(path.anchor)?,
        };
        let leaf = chain.leaf();
        Some(Self {
            leaf: leaf.subject.text.clone(),
            serial: leaf.x509.raw_serial().to_vec(),
            issuer: leaf.x509.issuer().as_raw().to_vec(),
            key: key.to_vec(),
        })
    }

    /// `chain.revoked`, where the issuer, or whom it has mandated, says so.
    pub(super) fn revoked(&self, staple: &[u8]) -> Option<Finding> {
        let answer = Answer::read(staple)?;
        let authority = Authority {
            name: &self.issuer,
            key: &self.key,
        };
        let withdrawn = answer.withdrawn(&self.serial, authority)?;
        if !answer.is_by(authority) {
            return None;
        }
        let why = withdrawn.why.map(|why| format!(", reason `{why}`"));
        let cause = format!(
            "`{}` was withdrawn at {}{}, says the stapled OCSP answer, which its issuer signed",
            self.leaf,
            moment(withdrawn.at),
            why.unwrap_or_default()
        );
        Some(Finding::new(Code::ChainRevoked, cause))
    }
}
