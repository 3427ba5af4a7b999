//! What a hop is told that wants to know who asks: the strongest of what it offers and is spoken
//! here, Digest (RFC 7616) before Basic (RFC 7617), and nothing that it did not ask for.

use http_auth::{DigestClient, PasswordParams, digest, parse_challenges};
use hyper::header::HeaderValue;

use super::reached::ReachedHop;
use crate::evidence::Tunnel;
use crate::observe::credentials::basic;
use crate::route::Credentials;

/// A request, as far as what a hop is told depends on it.
#[derive(Debug, Clone, Copy)]
pub(in crate::observe) struct ProxyRequest<'a> {
    pub(in crate::observe) method: &'a str,
    /// Its target, as its first line has it.
    pub(in crate::observe) target: &'a str,
    pub(in crate::observe) body: &'a [u8],
}

impl ReachedHop<'_> {
    /// What to tell the hop after this answer; nothing where it did not ask, does not ask in a way
    /// that is spoken here, or has been told already. Only a nonce that has aged is worth another try.
    pub(in crate::observe) fn answer_to(
        &self,
        seen: &Tunnel,
        asked: ProxyRequest<'_>,
    ) -> Option<HeaderValue> {
        let credentials = self.hop.credentials.as_ref()?;
        if seen.status != Some(407) {
            return None;
        }
        let digest = strongest(seen);
        if seen.authorised {
            let first = seen
                .challenge
                .as_ref()
                .is_some_and(|first| !first.authorised);
            let aged = digest.as_ref().is_some_and(DigestClient::stale);
            return self.digest(digest.filter(|_| first && aged)?, credentials, asked);
        }
        match digest {
            Some(digest) => self.digest(digest, credentials, asked),
            None if seen.offers("basic") => basic(credentials).ok(),
            None => None,
        }
    }

    fn digest(
        &self,
        mut digest: DigestClient,
        credentials: &Credentials,
        asked: ProxyRequest<'_>,
    ) -> Option<HeaderValue> {
        let answer = digest.respond(&PasswordParams {
            username: &credentials.user,
            password: credentials.secret.reveal(),
            uri: asked.target,
            method: asked.method,
            body: Some(asked.body),
        });
        let answer = answer.ok()?;
        self.sent.remember(&answer);
        let mut value = HeaderValue::from_bytes(answer.as_bytes()).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// The strongest Digest that is offered and can be answered.
fn strongest(seen: &Tunnel) -> Option<DigestClient> {
    let values = seen.headers.iter();
    let values = values.filter(|(name, _)| name.eq_ignore_ascii_case("proxy-authenticate"));
    let offered = values.filter_map(|(_, value)| parse_challenges(value).ok());
    let digests = offered
        .flatten()
        .filter_map(|challenge| DigestClient::try_from(&challenge).ok());
    digests.max_by_key(|digest| match digest.algorithm() {
        digest::Algorithm::Sha256 => 1,
        digest::Algorithm::Sha512Trunc256 => 2,
        // MD5, and what may come.
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offering(values: &[&str]) -> Tunnel {
        let headers = values.iter();
        Tunnel {
            status: Some(407),
            headers: headers
                .map(|value| ("Proxy-Authenticate".to_owned(), (*value).to_owned()))
                .collect(),
            ..Tunnel::default()
        }
    }

    #[test]
    fn the_strongest_digest_that_can_be_answered_is_chosen() {
        let algorithm = |values: &[&str]| strongest(&offering(values)).map(|d| d.algorithm());
        let md5 = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
        let sha = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256";
        let odd = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=ROT13";
        assert_eq!(algorithm(&[md5, sha]), Some(digest::Algorithm::Sha256));
        assert_eq!(algorithm(&[sha, md5, odd]), Some(digest::Algorithm::Sha256));
        assert_eq!(
            algorithm(&["Basic realm=\"r\"", md5]),
            Some(digest::Algorithm::Md5)
        );
        assert_eq!(algorithm(&[odd, "Basic realm=\"r\"", "Negotiate"]), None);
    }
}
