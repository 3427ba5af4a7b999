//! What CAs say of certificates that they have withdrawn, in all that a run fetched: lists and OCSP
//! answers. Who signed them is asked only where a certificate of a chain is on one.

use std::collections::{BTreeSet, HashMap};

use x509_parser::prelude::{FromDer, ReasonCode};
use x509_parser::revocation_list::{CertificateRevocationList, RevokedCertificate};

use crate::evidence::content::Signed;
use crate::evidence::{Attempt, Evidence, Response, Shape};
use crate::finding::cause::chain::Statement;
use crate::judge::ocsp::{Answer, Authority, Withdrawn, shortest};
use crate::signature::{Checked, Signatures};
use crate::text::bytes::Blob;

/// No more lists and answers than this are looked into.
const MOST: usize = 256;
/// No more entries of one list than this are remembered.
const MOST_ENTRIES: usize = 200_000;

/// Everything that a run fetched of that kind.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    lists: Vec<List>,
    /// OCSP answers, by the numbers that they are about.
    answers: HashMap<Vec<u8>, Vec<Blob>>,
}

/// A revocation list that was kept whole.
#[derive(Debug, Clone)]
struct List {
    issuer: Blob,
    signed: Signed,
    entries: HashMap<Vec<u8>, Withdrawn>,
}

impl Statements {
    /// Of everything that these probes saw.
    #[must_use]
    pub fn of<'e>(all: impl Iterator<Item = &'e Evidence>) -> Self {
        let attempts = all.flat_map(|evidence| &evidence.attempts);
        let fetched = attempts.filter_map(|attempt: &Attempt| attempt.fetch.as_ref());
        let mut statements = Self::default();
        let mut known = BTreeSet::new();
        for response in fetched.map(|step| &step.seen) {
            if known.len() < MOST && response.body.is_some() && known.insert(&response.sha256) {
                statements.add(response);
            }
        }
        statements
    }

    fn add(&mut self, response: &Response) {
        match (&response.shape, &response.body) {
            (Shape::Ocsp { .. }, Some(body)) => {
                for serial in Answer::read(body).iter().flat_map(Answer::serials) {
                    self.answers.entry(serial).or_default().push(body.clone());
                }
            }
            (
                Shape::Crl {
                    issuer_der, signed, ..
                },
                Some(body),
            ) => self.lists.push(List {
                issuer: issuer_der.clone(),
                signed: signed.clone(),
                entries: entries(body),
            }),
            _ => {}
        }
    }

    /// What the authority says of its certificate with this serial number, if that is "withdrawn", and
    /// where it says so.
    pub(super) fn withdrawn(
        &self,
        serial: &[u8],
        authority: Authority<'_>,
        signatures: &Signatures,
    ) -> Option<(Statement, Withdrawn)> {
        let listed = self
            .lists
            .iter()
            .find_map(|list| list.withdrawn(serial, authority, signatures));
        if let Some(withdrawn) = listed {
            return Some((Statement::Crl, withdrawn));
        }
        let own = self.answers.get(&shortest(serial));
        let mut answers = own
            .into_iter()
            .flatten()
            .filter_map(|der| Answer::read(der));
        let answered = answers.find_map(|answer| {
            let withdrawn = answer.withdrawn(serial, authority)?;
            answer.is_by(authority, signatures).then_some(withdrawn)
        });
        answered.map(|withdrawn| (Statement::Ocsp, withdrawn))
    }
}

impl List {
    fn withdrawn(
        &self,
        serial: &[u8],
        authority: Authority<'_>,
        signatures: &Signatures,
    ) -> Option<Withdrawn> {
        let entry = self.entries.get(&shortest(serial))?;
        let own = *self.issuer == *authority.name;
        let signed = || signatures.check_digest(&self.signed, authority.key) == Checked::Valid;
        (own && signed()).then(|| entry.clone())
    }
}

/// What is withdrawn for good: not what is on hold, nor what was taken off again (RFC 5280, 5.3.1).
fn entries(list: &[u8]) -> HashMap<Vec<u8>, Withdrawn> {
    let Ok((_, list)) = CertificateRevocationList::from_der(list) else {
        return HashMap::new();
    };
    let all = list.iter_revoked_certificates().take(MOST_ENTRIES);
    let lasting = all.filter(|one| {
        !matches!(
            reason(one),
            Some(ReasonCode::CertificateHold | ReasonCode::RemoveFromCRL)
        )
    });
    lasting.map(entry).collect()
}

fn entry(one: &RevokedCertificate<'_>) -> (Vec<u8>, Withdrawn) {
    let withdrawn = Withdrawn {
        at: one.revocation_date.timestamp(),
        why: reason(one).map(|why| why.to_string()),
    };
    (shortest(one.raw_serial()), withdrawn)
}

fn reason(one: &RevokedCertificate<'_>) -> Option<ReasonCode> {
    one.reason_code().map(|(_, why)| why)
}
