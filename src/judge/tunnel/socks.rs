//! What a hop of SOCKS said.

use crate::evidence::{Socks, Tunnel};
use crate::finding::Code;

/// An answer that opened no tunnel.
pub(super) fn answer(said: Socks, seen: &Tunnel) -> Option<(Code, String)> {
    match said {
        Socks { version: 4, .. } => version_4(said.reply?),
        Socks {
            reply: Some(reply), ..
        } => version_5(reply),
        Socks {
            login: Some(login), ..
        } => not_logged_in(login),
        Socks {
            method: Some(method),
            ..
        } => Some(no_method(method, seen.authorised)),
        Socks { .. } => None,
    }
}

fn not_logged_in(login: u8) -> Option<(Code, String)> {
    let cause = format!("refuses the user and the password that were given: it answers {login}");
    (login != 0).then_some((Code::TunnelAuthFailed, cause))
}

/// It takes none of the ways that were offered.
fn no_method(method: u8, authorised: bool) -> (Code, String) {
    let wanted = match method {
        1 => "wants GSSAPI (1)",
        2 if !authorised => "wants a user and a password (2)",
        255 => "takes none of the ways of authentication that were offered (255)",
        _ => "wants a way of authentication that was not offered",
    };
    (
        Code::TunnelAuthRequired,
        format!("wants to know who asks: it {wanted}"),
    )
}

/// RFC 1928, 6.
fn version_5(reply: u8) -> Option<(Code, String)> {
    let (code, words) = match reply {
        0 => return None,
        1 => (Code::TunnelUpstream, "general failure"),
        2 => (Code::TunnelRefused, "not allowed by its rules"),
        3 => (Code::TunnelUpstream, "network unreachable"),
        4 => (Code::TunnelUpstream, "host unreachable"),
        5 => (Code::TunnelUpstream, "connection refused"),
        6 => (Code::TunnelUpstream, "time to live expired"),
        7 => (Code::TunnelNotAProxy, "command not supported"),
        8 => (Code::TunnelNotAProxy, "kind of address not supported"),
        _ => (Code::TunnelNotAProxy, "which SOCKS 5 does not know"),
    };
    Some(said(code, 5, reply, words))
}

/// Version 4 has one word for "not allowed" and "not reached".
fn version_4(reply: u8) -> Option<(Code, String)> {
    let (code, words) = match reply {
        90 => return None,
        91 => (Code::TunnelUpstream, "rejected or failed"),
        92 => (
            Code::TunnelAuthRequired,
            "it cannot ask this machine's identd",
        ),
        93 => (Code::TunnelAuthFailed, "identd names another user"),
        _ => (Code::TunnelNotAProxy, "which SOCKS 4 does not know"),
    };
    Some(said(code, 4, reply, words))
}

fn said(code: Code, version: u8, reply: u8, words: &str) -> (Code, String) {
    let what = match code {
        Code::TunnelRefused => "refuses",
        Code::TunnelUpstream => "does not get through to the target",
        Code::TunnelAuthRequired => "wants to know who asks",
        Code::TunnelAuthFailed => "refuses the user that was named",
        _ => "does not do what is asked",
    };
    (
        code,
        format!("{what}: SOCKS {version} answer {reply}, {words}"),
    )
}
