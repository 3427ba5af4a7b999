//! What proxies and servers said: their words, headers and pages.

use super::Signed;
use super::text::Hider;
use crate::evidence::{Response, Shape, Tunnel};
use crate::text::bytes::sha256_hex;

impl Hider<'_> {
    pub(super) fn tunnel(&self, seen: &mut Tunnel) {
        let Tunnel {
            status: _,
            version: _,
            reason,
            headers,
            body_head,
            title,
            socks: _,
            asked,
            authorised: _,
            challenge,
        } = seen;
        for text in [reason, title].into_iter().flatten() {
            self.text(text);
        }
        self.headers(headers);
        self.bytes(body_head);
        if let Some(address) = asked {
            self.address(address);
        }
        if let Some(challenge) = challenge {
            self.tunnel(challenge);
        }
    }

    pub(super) fn response(&self, seen: &mut Response, signed: Signed) {
        let Response {
            status: _,
            reason,
            headers,
            length: _,
            promised: _,
            whole: _,
            sha256,
            encoding: _,
            decoded_length: _,
            encoding_fault,
            head,
            body,
            shape,
            authorised: _,
        } = seen;
        for text in [reason, encoding_fault].into_iter().flatten() {
            self.text(text);
        }
        self.headers(headers);
        let before = (head.clone(), body.clone());
        match shape {
            Shape::Empty | Shape::Unknown => {}
            Shape::Html { title } => {
                if let Some(title) = title {
                    self.text(title);
                }
            }
            // These are signed, or compared byte by byte.
            Shape::Crl { .. }
            | Shape::Ocsp { .. }
            | Shape::Cab { .. }
            | Shape::Certificate { .. } => {
                return self.signed_content(seen, signed);
            }
        }
        self.bytes(head);
        if let Some(body) = body {
            self.bytes(body);
        }
        // The digest of a known page with one address in it tells that address.
        if (&before.0, &before.1) != (&*head, &*body) {
            *sha256 = sha256_hex(body.as_ref().unwrap_or(head));
        }
    }

    fn signed_content(&self, seen: &mut Response, signed: Signed) {
        for blob in seen.body.iter_mut().chain([&mut seen.head]) {
            self.signed(blob, signed);
        }
        if signed == Signed::Keep {
            return;
        }
        match &mut seen.shape {
            Shape::Crl {
                issuer, issuer_der, ..
            } => {
                self.text(issuer);
                self.der(issuer_der);
            }
            Shape::Certificate { subject, .. } => self.text(subject),
            Shape::Cab { files } => files.iter_mut().for_each(|name| self.text(name)),
            Shape::Empty | Shape::Unknown | Shape::Html { .. } | Shape::Ocsp { .. } => {}
        }
    }

    fn headers(&self, headers: &mut [(String, String)]) {
        for (name, value) in headers {
            if names_client(name) {
                "x".clone_into(value);
            }
            self.text(name);
            self.text(value);
            if name.to_ascii_lowercase().ends_with("-authenticate") {
                without_token(value);
            }
        }
    }
}

/// Does a header of this name say which address a client has, perhaps one that only a translator gives it
/// (RFC 7239 and what came before it)?
fn names_client(header: &str) -> bool {
    let header = header.to_ascii_lowercase();
    let known = [
        "forwarded",
        "client-ip",
        "connecting-ip",
        "real-ip",
        "remote-addr",
    ];
    known.iter().any(|part| header.contains(part))
}

/// NTLM and Negotiate put names of domains and machines into what follows the scheme (MS-NLMP, 2.2.1.2).
fn without_token(value: &mut String) {
    let scheme = value.split_whitespace().next().unwrap_or_default();
    let binary = ["ntlm", "negotiate"];
    if !value.contains(',') && binary.contains(&&*scheme.to_ascii_lowercase()) {
        *value = scheme.to_owned();
    }
}
