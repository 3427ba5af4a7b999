//! The proxy, its requests and its replies, named.

use crate::finding::cause::tunnel::{Outcome, Reply, SocksLogin};
use crate::finding::text::answer::answer;
use crate::finding::text::sentence;
use crate::finding::{Place, Untrusted};

/// The proxy at the beginning of a sentence: "Proxy `http://proxy.corp:3128`".
pub(in crate::finding::text) fn proxy(at: &Place<'_>) -> String {
    at.proxy()
        .map_or_else(|| "The proxy".to_owned(), |proxy| sentence(&proxy))
}

/// The proxy, named within a sentence.
pub(in crate::finding::text) fn the_proxy(at: &Place<'_>) -> String {
    at.proxy().unwrap_or_else(|| "the proxy".to_owned())
}

pub(super) fn request(request: &Untrusted, at: &Place<'_>) -> String {
    if at.is_many() {
        format!("requests to {}", at.host())
    } else {
        request.quoted()
    }
}

/// The proxy's own words, for the end of a sentence.
pub(super) fn reply(reply: &Reply) -> String {
    match reply {
        Reply::Http { answer: said } => answer(said),
        Reply::Socks {
            version,
            reply,
            login,
        } => {
            let or = match login {
                Some(SocksLogin::NotGiven | SocksLogin::UserOnly) => ", or a login is missing",
                Some(_) | None => "",
            };
            let meaning = meaning(*version, *reply);
            format!("SOCKS {version} reply {reply}, {meaning}{or}")
        }
    }
}

/// What the proxy did, behind "it": "answered 502 `Bad Gateway`".
pub(in crate::finding::text) fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered { reply: said } => format!("answered {}", reply(said)),
        Outcome::Closed => "closed the connection without an answer".to_owned(),
        Outcome::Silent => "did not answer in time".to_owned(),
        Outcome::CutBehind => {
            "opened a tunnel and closed it before anything came through".to_owned()
        }
        Outcome::SilentBehind => "opened a tunnel, and nothing came through in time".to_owned(),
    }
}

/// How far a login went with a SOCKS proxy, and what that excludes: a sentence.
pub(super) fn login_of(reply: &Reply) -> Option<String> {
    match reply {
        Reply::Http { .. } => None,
        Reply::Socks { login, .. } => login.map(login_sentence),
    }
}

/// How far a login went with a SOCKS proxy, and what that excludes: a sentence.
pub(super) fn login_sentence(login: SocksLogin) -> String {
    match login {
        SocksLogin::NotGiven => {
            "This run gave no login, so either the proxy requires one or it does not let this pass"
        }
        SocksLogin::UserOnly => {
            "This run gave only a user name, since SOCKS 4 has no password, so either the proxy \
             requires a login or it does not let this pass"
        }
        SocksLogin::NotAskedFor => {
            "This run offered a login and the proxy did not ask for it: a missing login is not the \
             reason"
        }
        SocksLogin::Accepted => {
            "The proxy took the login of this run; some look at it only now, so either it is wrong or the \
             proxy does not let this pass"
        }
        SocksLogin::NotNeeded => {
            "The proxy let other requests of this run pass with no other login, which is hardly the reason \
             then"
        }
    }
    .to_owned()
}

/// What the number of a SOCKS reply means.
pub(super) fn meaning(version: u8, reply: u8) -> &'static str {
    match (version, reply) {
        (4, 90) | (5, 0) => "granted",
        (4, 91) => "rejected or failed",
        (4, 92) => "no identd on this machine",
        (4, 93) => "identd names another user",
        (5, 1) => "general failure",
        (5, 2) => "not allowed by its rules",
        (5, 3) => "network unreachable",
        (5, 4) => "host unreachable",
        (5, 5) => "connection refused",
        (5, 6) => "time to live expired",
        (5, 7) => "command not supported",
        (5, 8) => "address type not supported",
        _ => "which this version of SOCKS does not define",
    }
}
