//! What the CAs of a chain say of its certificates: the OCSP answer stapled for the leaf (RFC 6066, 8),
//! and whatever else was fetched.

use super::path::Search;
use super::walk::Path;
use crate::finding::Finding;
use crate::finding::cause::chain::{Revoked, Statement};
use crate::judge::Policy;
use crate::judge::ocsp::{Answer, Authority, Withdrawn};
use crate::signature::Signatures;
use crate::text::bytes::Blob;

/// A certificate of a path whose issuer's key is known: what an answer about it has to fit.
pub(super) struct Issued {
    subject: String,
    serial: Vec<u8>,
    issuer: Vec<u8>,
    key: Vec<u8>,
}

impl Issued {
    /// All of a path, the leaf first. The key at its end is known and needs nobody's word.
    pub(super) fn all(search: &Search<'_>, path: &Path<'_>) -> Vec<Self> {
        let certificates = &search.chain.certificates;
        let mut all = Vec::new();
        for (place, &link) in path.links.iter().enumerate() {
            let certificate = &certificates[link];
            let key = match path.links.get(place + 1) {
                Some(&issuer) => Some(certificates[issuer].key()),
                None if path.own || certificate.is_self_issued() => None,
                None => search.key_of(path.anchor),
            };
            // An answer about the leaf must not be taken for one about a CA above a gap.
            let Some(key) = key else { break };
            all.push(Self {
                subject: certificate.subject.text.clone(),
                serial: certificate.x509.raw_serial().to_vec(),
                issuer: certificate.x509.issuer().as_raw().to_vec(),
                key: key.to_vec(),
            });
        }
        all
    }

    fn authority(&self) -> Authority<'_> {
        Authority {
            name: &self.issuer,
            key: &self.key,
        }
    }

    /// `chain.revoked`, where the issuer, or whom it has mandated, says so in a stapled answer.
    pub(super) fn by_staple(&self, staple: &[u8], signatures: &Signatures) -> Option<Finding> {
        let answer = Answer::read(staple)?;
        let withdrawn = answer.withdrawn(&self.serial, self.authority())?;
        let signed = answer.is_by(self.authority(), signatures);
        signed.then(|| self.finding(Statement::StapledOcsp, withdrawn))
    }

    /// `chain.revoked`, where a list or an answer that was fetched says so.
    pub(super) fn by(&self, policy: &Policy<'_>) -> Option<Finding> {
        let (whence, withdrawn) =
            policy
                .statements
                .withdrawn(&self.serial, self.authority(), policy.signatures)?;
        Some(self.finding(whence, withdrawn))
    }

    fn finding(&self, source: Statement, withdrawn: Withdrawn) -> Finding {
        Finding::new(Revoked {
            subject: self.subject.as_str().into(),
            revoked_unix: withdrawn.at,
            reason: withdrawn.why,
            source,
        })
    }
}

/// The first word against a chain: a leaf's own staple before what was fetched.
pub(super) fn revoked(
    path: &[Issued],
    staple: Option<&Blob>,
    policy: &Policy<'_>,
) -> Option<Finding> {
    let stapled = path.first().zip(staple);
    let stapled = stapled.and_then(|(leaf, answer)| leaf.by_staple(answer, policy.signatures));
    stapled.or_else(|| path.iter().find_map(|one| one.by(policy)))
}
