//! A hop may say our credentials back to us, in a header, a page or in place of TLS. They are taken
//! out of its words before those are written down.

use std::sync::{Mutex, PoisonError};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::evidence::recording::Side;
use crate::evidence::{Attempt, Response, Shape, Tunnel};
use crate::observe::credentials::pair;
use crate::route::{Credentials, Hop};
use crate::text::bytes::Blob;

/// What stands in the place of a secret.
const STARS: &str = "***";
/// Shorter secrets are not looked for by themselves: they are in every text.
const SHORTEST: usize = 4;

/// Everything that gives a secret away.
struct Redaction {
    secrets: Vec<Vec<u8>>,
}

/// What a hop was told that a secret could be guessed by.
#[derive(Debug, Default)]
pub(super) struct SentSecrets(Mutex<Vec<String>>);

impl SentSecrets {
    /// Remembers the part of an answer to Digest that the secret went into.
    pub(super) fn remember(&self, answer: &str) {
        const PART: &str = "response=\"";
        let Some((_, rest)) = answer.split_once(PART) else {
            return;
        };
        let part = rest.split('"').next().unwrap_or_default().to_owned();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(part);
    }
}

/// Takes the secret of a hop, and what it was told of it, out of all that came through it.
pub(super) fn redact(hop: &Hop, sent: &SentSecrets, attempt: &mut Attempt) {
    if let Some(credentials) = &hop.credentials {
        let sent = sent.0.lock().unwrap_or_else(PoisonError::into_inner);
        Redaction::new(credentials, &sent).redact(attempt);
    }
}

impl Redaction {
    fn new(credentials: &Credentials, sent: &[String]) -> Self {
        let plain = credentials.secret.reveal();
        let encoded = utf8_percent_encode(plain, NON_ALPHANUMERIC).to_string();
        let basic = Blob::from(pair(credentials).into_bytes()).to_base64();
        let basic = basic.trim_end_matches('=').to_owned();
        let own = Blob::from(plain.as_bytes()).to_base64();
        let own = own.trim_end_matches('=').to_owned();
        let all = [basic, plain.to_owned(), encoded, own];
        let all = all.into_iter().chain(sent.iter().cloned());
        let all = all.map(String::into_bytes);
        Self {
            secrets: all.filter(|s| s.len() >= SHORTEST).collect(),
        }
    }

    fn redact(&self, attempt: &mut Attempt) {
        if let Some(step) = &mut attempt.tunnel {
            self.draw_over_tunnel(&mut step.seen);
        }
        if let Some(step) = &mut attempt.handshake {
            self.bytes(&mut step.seen.head);
            // A tape that is changed proves nothing.
            let recording = step.seen.recording.take();
            step.seen.recording =
                recording.filter(|recording| self.without(&recording.of(Side::Server)).is_none());
        }
        if let Some(step) = &mut attempt.fetch {
            self.draw_over_response(&mut step.seen);
        }
    }

    fn draw_over_tunnel(&self, seen: &mut Tunnel) {
        self.headers(&mut seen.headers);
        self.bytes(&mut seen.body_head);
        for text in [&mut seen.reason, &mut seen.title].into_iter().flatten() {
            self.text(text);
        }
        if let Some(challenge) = &mut seen.challenge {
            self.draw_over_tunnel(challenge);
        }
    }

    fn draw_over_response(&self, seen: &mut Response) {
        self.headers(&mut seen.headers);
        self.bytes(&mut seen.head);
        let body = seen.body.take();
        seen.body = body.filter(|body| self.without(body).is_none());
        if let Some(reason) = &mut seen.reason {
            self.text(reason);
        }
        if let Shape::Html { title: Some(title) } = &mut seen.shape {
            self.text(title);
        }
    }

    fn headers(&self, headers: &mut [(String, String)]) {
        for (name, value) in headers {
            self.text(name);
            self.text(value);
        }
    }

    fn text(&self, text: &mut String) {
        if let Some(clean) = self.without(text.as_bytes()) {
            *text = String::from_utf8_lossy(&clean).into_owned();
        }
    }

    fn bytes(&self, bytes: &mut Blob) {
        if let Some(clean) = self.without(bytes) {
            *bytes = clean.into();
        }
    }

    /// These bytes without secrets; none where they hold no secret.
    fn without(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut clean: Option<Vec<u8>> = None;
        for secret in &self.secrets {
            let now = clean.as_deref().unwrap_or(bytes);
            clean = cut_out(now, secret).or(clean);
        }
        clean
    }
}

/// Bytes without a secret, and without the beginning of one at their end: what is kept is cut.
fn cut_out(bytes: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
    let mut clean = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, secret) {
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(STARS.as_bytes());
        rest = &rest[at + secret.len()..];
    }
    let begun = (SHORTEST..secret.len())
        .rev()
        .find(|&length| rest.ends_with(&secret[..length]));
    if let Some(length) = begun {
        clean.extend_from_slice(&rest[..rest.len() - length]);
        clean.extend_from_slice(STARS.as_bytes());
        return Some(clean);
    }
    clean.extend_from_slice(rest);
    (clean.len() != bytes.len() || rest.len() != bytes.len()).then_some(clean)
}

fn find(bytes: &[u8], secret: &[u8]) -> Option<usize> {
    bytes
        .windows(secret.len())
        .position(|window| window == secret)
}

#[cfg(test)]
mod tests {
    use crate::observe::redact::*;
    use crate::route::Secret;

    fn veiled(text: &str) -> String {
        let credentials = Credentials {
            user: "user".to_owned(),
            secret: Secret::new("s3cr3t/pw".to_owned()),
        };
        let mut text = text.to_owned();
        Redaction::new(&credentials, &["0123456789abcdef".to_owned()]).text(&mut text);
        text
    }

    #[test]
    fn a_secret_is_taken_out_in_every_form_that_a_hop_was_told_it_in() {
        assert_eq!(veiled("Basic dXNlcjpzM2NyM3QvcHc=!"), "Basic ***=!");
        assert_eq!(veiled("so s3cr3t/pw and s3cr3t%2Fpw"), "so *** and ***");
        assert_eq!(veiled("czNjcjN0L3B3"), "***");
        assert_eq!(veiled("response=\"0123456789abcdef\""), "response=\"***\"");
    }

    #[test]
    fn a_secret_that_is_cut_at_the_end_is_taken_out_too() {
        assert_eq!(veiled("Basic dXNlcjpzM2Ny"), "Basic ***");
        assert_eq!(veiled("x s3cr"), "x ***");
    }

    #[test]
    fn other_words_stay() {
        assert_eq!(
            veiled("nothing of user here: s3"),
            "nothing of user here: s3"
        );
    }
}
