//! Proxies that say nothing, too much, or nonsense: a code each, and an end within the limits.

use std::thread;
use std::time::Duration;

use super::{OTHER, fenced, is_one_of_all};
use crate::clearway::Outcome;
use crate::proxies::{Asked, Proxy, saying, saying_no_more_than};
use crate::world::Running;

/// A step's limit in these tests; a proxy's answer may take half as long again.
const STEP: [&str; 2] = ["--timeout", "2s"];

fn met<Answer>(answer: Answer) -> (Running, Outcome)
where
    Answer: Fn(Asked) -> std::io::Result<()> + Send + Sync + 'static,
{
    let world = fenced().start();
    let proxy = Proxy::start(&world, answer);
    let outcome = world.through(&[], &[&["--proxy", OTHER], &STEP[..]].concat());
    assert!(outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
    drop(proxy);
    (world, outcome)
}

#[test]
fn silence_is_one_finding() {
    let (world, outcome) = met(Asked::hold);
    is_one_of_all(&outcome, "tunnel.silent");
    world.tells(&[
        "Proxy `http://proxy.contoso.com:3129` sent no complete response to the request for 3 of 3 hosts within",
    ]);
}

#[test]
fn a_byte_a_second_for_ever_is_silence() {
    let (_, outcome) = met(|mut asked: Asked| {
        asked.say("HTTP/1.1 200 OK\r\nX: ")?;
        loop {
            asked.say("x")?;
            thread::sleep(Duration::from_secs(1));
        }
    });
    is_one_of_all(&outcome, "tunnel.silent");
}

#[test]
fn garbage_is_no_proxy() {
    let (world, outcome) = met(saying(b"\x00\x01\x02\xff\xfe\x1b[2Jwhatever\r\n\r\n"));
    is_one_of_all(&outcome, "tunnel.not-a-proxy");
    world.tells(&["Proxy `http://proxy.contoso.com:3129` does not speak HTTP"]);
}

#[test]
fn another_protocol_is_no_proxy() {
    is_one_of_all(
        &met(saying("SSH-2.0-OpenSSH_9.2\r\n")).1,
        "tunnel.not-a-proxy",
    );
    is_one_of_all(
        &met(saying("220 mail.contoso.com ESMTP\r\n")).1,
        "tunnel.not-a-proxy",
    );
    // A TLS alert, from a port that wants TLS.
    is_one_of_all(
        &met(saying(b"\x15\x03\x01\x00\x02\x02\x46")).1,
        "tunnel.not-a-proxy",
    );
    // SOCKS 5: no acceptable method; SOCKS 4: rejected.
    is_one_of_all(&met(saying(b"\x05\xff")).1, "tunnel.not-a-proxy");
    is_one_of_all(
        &met(saying(b"\x00\x5b\x00\x00\x00\x00\x00\x00")).1,
        "tunnel.not-a-proxy",
    );
}

#[test]
fn headers_without_end_are_no_proxy() {
    let (_, outcome) = met(|mut asked: Asked| {
        asked.say("HTTP/1.1 200 OK\r\n")?;
        loop {
            asked.say(format!("X: {}\r\n", "x".repeat(200)))?;
        }
    });
    is_one_of_all(&outcome, "tunnel.not-a-proxy");
}

#[test]
fn a_line_without_end_is_no_proxy() {
    let (_, outcome) = met(|mut asked: Asked| {
        asked.say("HTTP/1.1 200 ")?;
        loop {
            asked.say("x".repeat(1000))?;
        }
    });
    is_one_of_all(&outcome, "tunnel.not-a-proxy");
}

#[test]
fn interim_answers_without_end_are_no_proxy() {
    let (_, outcome) = met(|mut asked: Asked| {
        loop {
            asked.say("HTTP/1.1 100 Continue\r\n\r\n")?;
        }
    });
    is_one_of_all(&outcome, "tunnel.not-a-proxy");
}

#[test]
fn a_close_without_an_answer_is_closed() {
    let (world, outcome) = met(saying(""));
    is_one_of_all(&outcome, "tunnel.closed");
    world
        .tells(&["Proxy `http://proxy.contoso.com:3129` closed the connection without a response"]);
}

#[test]
fn a_close_in_mid_answer_is_closed() {
    is_one_of_all(&met(saying("HTTP/1.1 200 OK\r\nVia: 1")).1, "tunnel.closed");
    is_one_of_all(&met(saying("HT")).1, "tunnel.closed");
}

#[test]
fn a_close_right_behind_the_answer_is_closed() {
    let (world, outcome) = met(saying("HTTP/1.1 200 OK\r\n\r\n"));
    outcome.ends(1, "fail");
    outcome.mentions("login.microsoftonline.com:443 tunnel.closed fail 10.20.0.80:3129");
    outcome.mentions("aadcdn.msftauth.net:443 tunnel.closed fail 10.20.0.80:3129");
    // An empty page is a whole answer head; what is wrong with it is the page's matter.
    outcome.mentions("crl.operator-pki.com:80 fetch.wrong-content fail 10.20.0.80:3129");
    world.tells(&["answered 200 for 2 hosts and closed the tunnel at once"]);
}

#[test]
fn an_open_tunnel_in_which_nothing_comes_is_the_handshake_s_silence() {
    let (world, outcome) = met(saying_no_more_than("HTTP/1.1 200 OK\r\n\r\n"));
    outcome.ends(1, "fail");
    outcome.finds(&[
        "login.microsoftonline.com:443 handshake.silent fail 10.20.0.80:3129",
        "aadcdn.msftauth.net:443 handshake.silent fail 10.20.0.80:3129",
        "crl.operator-pki.com:80 fetch.silent fail 10.20.0.80:3129",
    ]);
    world.tells(&[
        "through proxy `http://proxy.contoso.com:3129` to the TLS client hello within",
        "ask the proxy team",
        "allow TLS in the tunnel to 2 hosts",
        "let `GET http://crl.operator-pki.com/root.crl` and the responses to it through to the end",
    ]);
}

#[test]
fn a_page_in_an_open_tunnel_is_not_tls() {
    let page = "HTTP/1.1 200 OK\r\n\r\n<html><title>Log in</title></html>";
    let (_, outcome) = met(saying_no_more_than(page));
    outcome.ends(1, "fail");
    outcome.mentions("login.microsoftonline.com:443 handshake.not-tls fail 10.20.0.80:3129");
    outcome.mentions("aadcdn.msftauth.net:443 handshake.not-tls fail 10.20.0.80:3129");
}

#[test]
fn a_proxy_that_dies_in_mid_page_is_the_page_s_matter() {
    let (_, outcome) = met(|mut asked: Asked| {
        if asked.is_connect() {
            asked.say("HTTP/1.1 403 No\r\nContent-Length: 5000\r\n\r\n<title>Half")
        } else {
            asked.say("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n0")
        }
    });
    outcome.ends(1, "fail");
    outcome.finds(&[
        "login.microsoftonline.com:443 tunnel.refused fail 10.20.0.80:3129",
        "aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:3129",
        "crl.operator-pki.com:80 fetch.cut-short fail 10.20.0.80:3129",
    ]);
}
