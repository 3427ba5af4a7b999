//! Who signed an OCSP response that was fetched as content: a known CA, a responder that it delegated
//! to, an unknown signer, or one that only uses such a name.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::spki::SubjectPublicKeyInfoRef;
use x509_ocsp::ResponderId;

use super::{Answer, Authority, MOST_RESPONDERS, is_issued};
use crate::finding::cause::fetch::Forgery;
use crate::judge::{Policy, chain};
use crate::signature::{Checked, Signatures};
use crate::text::bytes::Blob;

/// Is it signed by a key that is known, or by a certificate that a known CA issued?
pub(in crate::judge) fn is_genuine(policy: &Policy<'_>, der: &[u8]) -> bool {
    Answer::read(der).is_some_and(|answer| answer.is_by_known(policy))
}

/// Why an answer is not from whom it says; none where it is, where it is only an error, and where it
/// names nobody who is known: a stranger proves nothing. A certificate that a known CA issued will do,
/// whatever it is for: an issuing CA signs its own answers.
pub(in crate::judge) fn is_forged(policy: &Policy<'_>, der: &[u8]) -> Option<Forgery> {
    let answer = Answer::read(der)?;
    let own = answer.own_keys(policy);
    let signatures = policy.signatures;
    if answer.is_by_known(policy) {
        return None;
    }
    if !own.is_empty() && own.iter().all(|key| answer.is_not_by(key, signatures)) {
        return Some(Forgery::ResponseSignature);
    }
    let pretender = |one: &&Certificate| is_issued_by_known(policy, one) == Some(false);
    if let Some(one) = answer.signers(signatures).find(pretender) {
        let tbs = &one.tbs_certificate;
        return Some(Forgery::ResponderCertificate {
            subject: tbs.subject.to_string().into(),
            issuer: tbs.issuer.to_string().into(),
        });
    }
    answer
        .fits_no_certificate(signatures)
        .then_some(Forgery::NoCertificate)
}

/// Did the known CA issue it whose name it bears as its issuer's? None where that CA is not known, and
/// where its signature cannot be checked here.
fn is_issued_by_known(policy: &Policy<'_>, one: &Certificate) -> Option<bool> {
    let keys = chain::keys_named(policy, &one.tbs_certificate.issuer.to_der().ok()?);
    let issued = |key: &Blob| is_issued(one, Authority { name: &[], key }, policy.signatures);
    let outcomes: Vec<_> = keys.iter().map(issued).collect();
    if outcomes.contains(&Some(true)) {
        return Some(true);
    }
    let wrong = !outcomes.is_empty() && outcomes.iter().all(|one| *one == Some(false));
    wrong.then_some(false)
}

impl Answer<'_> {
    fn is_by_known(&self, policy: &Policy<'_>) -> bool {
        let signatures = policy.signatures;
        let issued = |one: &Certificate| is_issued_by_known(policy, one) == Some(true);
        let mut own = self.own_keys(policy).into_iter();
        own.any(|key| self.is_signed_with(&key, signatures)) || self.signers(signatures).any(issued)
    }

    fn responders(&self) -> impl Iterator<Item = &Certificate> {
        self.basic.certs.iter().flatten().take(MOST_RESPONDERS)
    }

    /// The certificates in it whose key signed it.
    fn signers<'s>(&'s self, signatures: &'s Signatures) -> impl Iterator<Item = &'s Certificate> {
        self.responders().filter(|one| {
            let key = one.tbs_certificate.subject_public_key_info.to_der();
            key.is_ok_and(|key| self.is_signed_with(&key, signatures))
        })
    }

    /// The known keys of whom it names as its signer (RFC 6960, 4.2.2.3).
    fn own_keys(&self, policy: &Policy<'_>) -> Vec<Blob> {
        match &self.basic.tbs_response_data.responder_id {
            ResponderId::ByName(name) => {
                let name = name.to_der().unwrap_or_default();
                chain::keys_named(policy, &name)
            }
            ResponderId::ByKey(hash) => {
                let mut keys = chain::known_keys(policy);
                keys.retain(|key| bits_sha1(key).as_deref() == Some(hash.as_bytes()));
                keys
            }
        }
    }

    /// Computed, and wrong. What cannot be computed here is not that.
    fn is_not_by(&self, key: &[u8], signatures: &Signatures) -> bool {
        self.check(key, signatures) == Checked::Invalid
    }

    fn fits_no_certificate(&self, signatures: &Signatures) -> bool {
        let keys = self.responders().filter_map(|one| {
            let key = one.tbs_certificate.subject_public_key_info.to_der();
            key.ok()
        });
        let mut keys = keys.peekable();
        keys.peek().is_some() && keys.all(|key| self.is_not_by(&key, signatures))
    }
}

fn bits_sha1(key: &[u8]) -> Option<Vec<u8>> {
    let info = SubjectPublicKeyInfoRef::from_der(key).ok()?;
    let bits = info.subject_public_key.as_bytes()?;
    Some(digest(&SHA1_FOR_LEGACY_USE_ONLY, bits).as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use x509_parser::certificate::X509Certificate;
    use x509_parser::prelude::FromDer;

    use super::*;
    use crate::catalogue::{Catalogue, Issuer, Key, Status};
    use crate::judge::Statements;
    use crate::text::bytes::sha256_hex;

    macro_rules! kept {
        ($name:literal) => {
            include_bytes!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/certs/ocsp-",
                $name
            ))
        };
    }

    /// The CA of the kept answers, as a data file knows it.
    fn issuer() -> Key {
        let (_, pem) = x509_parser::pem::parse_x509_pem(kept!("issuer.pem")).unwrap();
        let (_, issuer) = X509Certificate::from_der(&pem.contents).unwrap();
        let key = issuer.public_key().raw;
        Key {
            name: "OCSP issuer".to_owned(),
            spki_sha256: sha256_hex(key),
            status: Status::default(),
            public_key: Some(key.into()),
            subject: Some(issuer.subject().as_raw().into()),
            root: true,
        }
    }

    fn told(keys: Vec<Key>, answer: &[u8]) -> Option<Forgery> {
        let set = Issuer {
            id: "known".to_owned(),
            name: "known".to_owned(),
            keys,
        };
        let catalogue = Catalogue {
            dated: "2026-11-22".to_owned(),
            product: String::new(),
            rows: Vec::new(),
            issuers: vec![set],
            ..Catalogue::default()
        };
        let policy = Policy {
            catalogue: &catalogue,
            local_roots: &[],
            statements: &Statements::default(),
            signatures: &Signatures::default(),
        };
        is_forged(&policy, answer)
    }

    #[test]
    fn what_a_known_ca_or_whom_it_mandated_signed_is_no_forgery() {
        assert_eq!(told(vec![issuer()], kept!("good.der")), None);
        assert_eq!(told(vec![issuer()], kept!("revoked.der")), None);
        assert_eq!(told(vec![issuer()], kept!("revoked-by-delegate.der")), None);
        assert_eq!(
            told(vec![issuer()], kept!("revoked-by-powerless.der")),
            None
        );
    }

    #[test]
    fn a_stranger_under_a_known_cas_name_is_a_forger() {
        let cause = told(vec![issuer()], kept!("revoked-by-stranger.der")).unwrap();
        assert_eq!(cause, Forgery::ResponseSignature);
    }

    #[test]
    fn a_mandate_that_the_named_ca_did_not_sign_is_false() {
        let other = rcgen::KeyPair::generate().unwrap();
        let key = rcgen::PublicKeyData::subject_public_key_info(&other);
        let namesake = Key {
            spki_sha256: sha256_hex(&key),
            public_key: Some(key.into()),
            ..issuer()
        };
        let cause = told(vec![namesake], kept!("revoked-by-delegate.der")).unwrap();
        let delegate = |why: &Forgery| matches!(why, Forgery::ResponderCertificate { subject, .. } if *subject == "CN=delegate".into());
        assert!(delegate(&cause), "{cause:?}");
    }

    #[test]
    fn of_strangers_nothing_is_said_unless_their_own_signature_is_broken() {
        assert_eq!(told(Vec::new(), kept!("good.der")), None);
        assert_eq!(told(Vec::new(), kept!("revoked-by-delegate.der")), None);
        let mut broken = kept!("revoked-by-delegate.der").to_vec();
        let (_, leaf) = x509_parser::pem::parse_x509_pem(kept!("leaf.pem")).unwrap();
        let (_, leaf) = X509Certificate::from_der(&leaf.contents).unwrap();
        let serial = leaf.raw_serial();
        let at = broken
            .windows(serial.len())
            .position(|w| w == serial)
            .unwrap();
        broken[at] ^= 1;
        let cause = told(Vec::new(), &broken).unwrap();
        assert_eq!(cause, Forgery::NoCertificate);
    }

    #[test]
    fn an_error_answer_is_from_nobody() {
        let error = x509_ocsp::OcspResponse::unauthorized().to_der().unwrap();
        assert_eq!(told(vec![issuer()], &error), None);
    }
}
