//! The answers of a proxy to CONNECT or SOCKS.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::content::is_false;
use crate::text::bytes::Blob;

/// What a hop answered when asked for a tunnel, or for credentials.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tunnel {
    /// The HTTP status; absent until a whole answer head has come.
    pub status: Option<u16>,
    /// The version of HTTP in its first line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<HttpVersion>,
    /// The words behind the status, where they are not the usual ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Its headers, in order. `Set-Cookie` is left out.
    pub headers: Vec<(String, String)>,
    /// The head of its body, at most 4 KiB.
    pub body_head: Blob,
    /// The title of its page, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What a hop of SOCKS said; the fields of HTTP are empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub socks: Option<Socks>,
    /// The target's address, where that was asked for in place of its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<IpAddr>,
    /// Were credentials sent with the request that this answers?
    #[serde(default)]
    pub authorised: bool,
    /// The 407 that asked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Box<Tunnel>>,
}

impl Tunnel {
    /// The first header of that name, if any.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The schemes of authentication it offers, in order (RFC 9110, 11.6.1): the first word of each
    /// challenge. Challenges and their parameters are both separated by commas; a parameter is a
    /// word with an equals sign behind it.
    pub fn schemes(&self) -> impl Iterator<Item = &str> {
        let asked = |name: &str| name.eq_ignore_ascii_case("proxy-authenticate");
        let values = self.headers.iter().filter(move |(name, _)| asked(name));
        let parts = values.flat_map(|(_, value)| outside_quotes(value));
        parts.filter_map(|part| {
            let (word, rest) = match part.split_once(char::is_whitespace) {
                Some((word, rest)) => (word, rest.trim_start()),
                None => (part, ""),
            };
            let parameter = word.contains('=') || rest.starts_with('=');
            (!word.is_empty() && !parameter).then_some(word)
        })
    }

    /// Does it offer this scheme?
    #[must_use]
    pub fn offers(&self, scheme: &str) -> bool {
        self.schemes()
            .any(|offered| offered.eq_ignore_ascii_case(scheme))
    }
}

/// How many walks of one run a hop had at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopLoad {
    /// The others that it had when this one ended.
    pub others: u32,
    /// What it showed made the run send it no more than this at a time from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_once: Option<u32>,
}

/// The version of HTTP that an answer names, which is its sender's own (RFC 9110, 2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HttpVersion {
    /// HTTP/1.0.
    #[serde(rename = "1.0")]
    Http10,
    /// HTTP/1.1.
    #[serde(rename = "1.1")]
    Http11,
}

/// What a hop of SOCKS said, as far as it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socks {
    /// The version that was spoken: 4 or 5.
    pub version: u8,
    /// Were a user name and a password offered (RFC 1928, 3)? Version 4 offers nothing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub login_offered: bool,
    /// The way of authentication it chose (RFC 1928, 3): 0 is none, 2 is user and password, 255 says
    /// that it takes none that was offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<u8>,
    /// What it said to user and password (RFC 1929, 2): 0 is yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<u8>,
    /// What it said to the request: of version 5, 0 is yes (RFC 1928, 6); of version 4, 90 is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<u8>,
}

/// The parts of a list between its commas, but those within quotes (RFC 9110, 5.6.4).
fn outside_quotes(list: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in list.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn offers(value: &str, schemes: &[&str]) {
        let tunnel = Tunnel {
            headers: vec![("Proxy-Authenticate".to_owned(), value.to_owned())],
            ..Tunnel::default()
        };
        assert_eq!(tunnel.schemes().collect::<Vec<_>>(), schemes, "{value}");
    }

    #[test]
    fn schemes_are_told_from_their_parameters() {
        offers("Basic", &["Basic"]);
        offers("Negotiate, NTLM", &["Negotiate", "NTLM"]);
        offers("NTLM TlRMTVNTUAACAAAA==, Basic realm=x", &["NTLM", "Basic"]);
        offers(
            "Digest realm=x, nonce = y, qop=\"auth, auth-int\"",
            &["Digest"],
        );
        offers(
            "Basic realm=\"Corp, please \\\", log in\", NTLM",
            &["Basic", "NTLM"],
        );
        offers("Basic realm=\"never closed, NTLM", &["Basic"]);
        offers(", ,", &[]);
    }
}
