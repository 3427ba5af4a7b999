//! Is it strong enough: SHA-1 and short RSA keys.

use super::certificate::Certificate;
use super::presented::Chain;
use super::walk::Path;
use crate::evidence::Attempt;
use crate::finding::cause::chain::Weakness;
use crate::signature;

/// Shorter RSA keys are weak (CA/Browser Forum, Baseline Requirements, 6.1.5).
const LEAST_RSA_BITS: u32 = 2048;

/// What is weak on a way to a known key. The signature on the known key's own certificate does not
/// count: nothing rests on it.
pub(super) fn weak_on(path: &Path<'_>, chain: &Chain<'_>, key: Option<&[u8]>) -> Vec<Weakness> {
    let mut weak = Vec::new();
    for &at in &path.links {
        let certificate = &chain.certificates[at];
        if !path.own {
            weak.extend(weak_signature(certificate));
        }
        weak.extend(weak_key(&certificate.subject.text, certificate.key()));
    }
    if !path.own {
        weak.extend(key.and_then(|key| weak_key(&path.anchor.name, key)));
    }
    weak
}

/// What is weak on certificates that lead to no known key.
pub(super) fn weak_in(links: &[usize], chain: &Chain<'_>) -> Vec<Weakness> {
    let mut weak = Vec::new();
    for (height, &at) in links.iter().enumerate() {
        let certificate = &chain.certificates[at];
        // Above the leaf, a self-signature vouches for nothing.
        if height == 0 || !certificate.is_self_issued() {
            weak.extend(weak_signature(certificate));
        }
        weak.extend(weak_key(&certificate.subject.text, certificate.key()));
    }
    weak
}

/// Is the key of the leaf that was shown an RSA key that is too short?
pub(crate) fn shows_short_key(attempt: &Attempt) -> bool {
    let chain = attempt.handshake.as_ref().map(|step| &step.seen.chain);
    let leaf = chain.and_then(|chain| Certificate::read(chain.first()?));
    leaf.is_some_and(|leaf| weak_key("", leaf.key()).is_some())
}

fn weak_signature(certificate: &Certificate<'_>) -> Option<Weakness> {
    let weak = signature::is_over_sha1(&certificate.x509.signature_algorithm);
    weak.then(|| Weakness::Sha1Signature {
        subject: certificate.subject.text.as_str().into(),
    })
}

fn weak_key(who: &str, key: &[u8]) -> Option<Weakness> {
    let bits = signature::rsa_bits(key).filter(|&bits| bits < LEAST_RSA_BITS)?;
    let subject = who.into();
    Some(Weakness::ShortKey { subject, bits })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Ended, Handshake, Step};
    use crate::text::bytes::Blob;

    fn is_short(pem: &str) -> bool {
        let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let mut attempt = Attempt::new(([20, 190, 128, 5], 443).into());
        attempt.handshake = Some(Step {
            at_ms: 0,
            took_ms: 0,
            seen: Handshake {
                chain: vec![Blob::from_base64(&der).unwrap()],
                ..Handshake::default()
            },
            ended: Ended::Completed,
        });
        shows_short_key(&attempt)
    }

    #[test]
    fn an_rsa_key_of_1024_bits_is_short_and_a_curve_is_not() {
        assert!(is_short(include_str!(
            "../../../tests/certs/rsa-1024-leaf.pem"
        )));
        assert!(!is_short(include_str!(
            "../../../tests/certs/p256-root.pem"
        )));
    }
}
