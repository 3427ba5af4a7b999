//! What was seen, as plain data. Nothing here says good or bad.
//!
//! A step that was not reached is absent; the last one present says in [`Step::ended`] why the walk
//! went no further. Times are milliseconds since the probe began.

pub mod content;
pub mod control;
pub mod direct;
pub mod dns;
pub mod hold;
pub mod host;
pub mod matrix;
pub mod recording;
pub mod tls;

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::text::bytes::Blob;

pub use content::{Response, Shape};
pub use control::Control;
pub use direct::Direct;
pub use dns::Resolution;
pub use hold::Held;
pub use host::Host;
pub use matrix::Matrix;
pub use tls::Handshake;

/// Everything one probe saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// When the probe began, in seconds since 1970 (UTC); certificates are judged by this moment.
    pub started_unix: i64,
    /// The target's name; absent where the name was an address already.
    pub resolve: Option<Step<Resolution>>,
    /// The hop's name, when there is a hop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_hop: Option<Step<Resolution>>,
    /// Small experiments made afterwards, because their outcome could change a finding.
    #[serde(default)]
    pub controls: Vec<Control>,
    /// One walk for each address, by address; behind a hop, for each address of the hop.
    pub attempts: Vec<Attempt>,
    /// Handshakes in other shapes, made afterwards where `--thorough` asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Matrix>,
    /// Idle connections, where `--hold` asks for them, by how long they were to be idle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// The direct way beside the one that counts, where that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct: Option<Box<Direct>>,
    /// Addresses that were learned but are over the bound of one probe, and so were not tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<SocketAddr>,
    /// Addresses whose family this host has no route for, asked of its routing table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unrouted: Vec<SocketAddr>,
    /// Addresses that did not open beside others, and that there was no time to ask again alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_retested: Vec<SocketAddr>,
    /// Set when the probe itself broke: the panic's words. What it saw is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crashed: Option<String>,
}

impl Evidence {
    /// The target's address, where a hop was given that in place of the name.
    #[must_use]
    pub fn asked(&self) -> Option<IpAddr> {
        let mut tunnels = self.attempts.iter().filter_map(|a| a.tunnel.as_ref());
        tunnels.find_map(|step| step.seen.asked)
    }
}

/// One walk along one address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Whom we connected to: the target on a direct route, else the hop.
    pub to: SocketAddr,
    /// TCP.
    pub connect: Option<Step<Connection>>,
    /// TLS with the hop itself, where it is spoken to inside TLS. What it showed is the hop's alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop_handshake: Option<Step<Handshake>>,
    /// The hop's answer to CONNECT or SOCKS.
    pub tunnel: Option<Step<Tunnel>>,
    /// TLS with the target.
    pub handshake: Option<Step<Handshake>>,
    /// One HTTP exchange.
    pub fetch: Option<Step<Response>>,
}

impl Attempt {
    /// An attempt that has not begun.
    #[must_use]
    pub fn new(to: SocketAddr) -> Self {
        Self {
            to,
            connect: None,
            hop_handshake: None,
            tunnel: None,
            handshake: None,
            fetch: None,
        }
    }

    /// How every step that was reached ended, in the order of the walk.
    pub fn ends(&self) -> impl Iterator<Item = &Ended> {
        let ends = [
            self.connect.as_ref().map(|step| &step.ended),
            self.hop_handshake.as_ref().map(|step| &step.ended),
            self.tunnel.as_ref().map(|step| &step.ended),
            self.handshake.as_ref().map(|step| &step.ended),
            self.fetch.as_ref().map(|step| &step.ended),
        ];
        ends.into_iter().flatten()
    }
}

/// One step of a walk. `seen` holds what was known when it ended, however it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step<T> {
    /// When it began.
    pub at_ms: u32,
    /// How long it took.
    pub took_ms: u32,
    /// What was seen.
    pub seen: T,
    /// How it ended.
    pub ended: Ended,
}

impl<T> Step<T> {
    /// Did the step do all it had to do?
    #[must_use]
    pub fn completed(&self) -> bool {
        self.ended == Ended::Completed
    }

    /// The failure that ended it, if one did.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match &self.ended {
            Ended::Failed(failure) => Some(failure),
            _ => None,
        }
    }
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// All was done.
    Completed,
    /// Something was said or done to us.
    Failed(Failure),
    /// Nothing more came within the step's time limit.
    OutOfTime,
    /// The run's own deadline came first.
    GaveUp,
    /// The user stopped the run.
    Interrupted,
}

/// What a library or the system said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Decided upon.
    pub kind: FailureKind,
    /// Shown, never matched. Foreign text: escape before showing.
    pub detail: String,
}

/// The kinds of failure that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// RST to the SYN.
    Refused,
    /// RST later.
    Reset,
    /// No way there: the routing table, or ICMP unreachable.
    Unreachable,
    /// ICMP administratively prohibited.
    Prohibited,
    /// The system gave up waiting before we did.
    TimedOut,
    /// Closed before the step was done.
    ClosedEarly,
    /// Bytes came that are not TLS.
    NotTls,
    /// A TLS alert, by its number (RFC 8446, 6).
    TlsAlert(u8),
    /// No protocol version in common.
    NoCommonVersion,
    /// TLS went wrong in another way.
    TlsBroken,
    /// The hop's certificate leads to no public and no local root, is for another name, or its time
    /// is over. Only hops are checked on the way: they are told credentials.
    Untrusted,
    /// Bytes came that are not what the protocol allows.
    Malformed,
    /// More than our bound.
    TooLarge,
    /// The system's resolver says that there is no such name, or no address.
    NoSuchName,
    /// The system's resolver says "try again".
    TryAgain,
    /// Anything else.
    Other,
}

/// A TCP connection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// Our end.
    pub local: Option<SocketAddr>,
    /// The largest piece that one packet may carry, where the system tells (RFC 9293, 3.7.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mss: Option<u32>,
}

/// What a hop answered when asked for a tunnel, or for credentials.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tunnel {
    /// The HTTP status; absent until a whole answer head has come.
    pub status: Option<u16>,
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

/// What a hop of SOCKS said, as far as it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socks {
    /// The version that was spoken: 4 or 5.
    pub version: u8,
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
