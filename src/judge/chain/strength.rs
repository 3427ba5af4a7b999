//! Is it strong enough: SHA-1 and short RSA keys.

use super::certificate::Certificate;
use super::path::Path;
use super::presented::Chain;
use crate::signature;

/// Shorter RSA keys are weak (CA/Browser Forum, Baseline Requirements, 6.1.5).
const LEAST_RSA_BITS: u32 = 2048;

/// What is weak on a way to a known key. The signature on the known key's own certificate does not
/// count: nothing rests on it.
pub(super) fn weak_on(path: &Path<'_>, chain: &Chain<'_>, key: Option<&[u8]>) -> Vec<String> {
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
pub(super) fn weak_in(links: &[usize], chain: &Chain<'_>) -> Vec<String> {
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

/// Is the key of this certificate, DER, an RSA key that is too short?
pub(crate) fn has_short_key(certificate: &[u8]) -> bool {
    Certificate::read(certificate).is_some_and(|read| weak_key("", read.key()).is_some())
}

fn weak_signature(certificate: &Certificate<'_>) -> Option<String> {
    let weak = signature::is_over_sha1(&certificate.x509.signature_algorithm);
    weak.then(|| {
        format!(
            "the signature on `{}` is made over SHA-1 or older",
            certificate.subject.text
        )
    })
}

fn weak_key(who: &str, key: &[u8]) -> Option<String> {
    let bits = signature::rsa_bits(key).filter(|&bits| bits < LEAST_RSA_BITS)?;
    Some(format!("`{who}` has an RSA key of {bits} bits"))
}
