//! Proxies that are odd within the rules: everything passes.

use std::thread;
use std::time::Duration;

use super::{OTHER, fenced, speaks_http_1_0};
use crate::findings::{all, probe};
use crate::proxies::{Proxy, opening};
use crate::world::EVERY_PLACE;

/// Everything passes through a proxy that opens tunnels with this head.
#[track_caller]
fn passes(head: &'static [u8]) {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, opening(head));
    let outcome = world.through(&[], &["--proxy", OTHER]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}

#[test]
fn an_interim_answer_first_is_fine() {
    passes(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    passes(
        b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 Connection established\r\n\r\n",
    );
}

#[test]
fn interim_answers_before_a_page_are_fine() {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked| {
        asked.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n")?;
        if asked.is_connect() {
            asked.say("HTTP/1.1 200 OK\r\n\r\n")?;
        }
        asked.relay()
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}

#[test]
fn http_1_0_is_a_warning() {
    let world = fenced().start();
    let answer = opening(b"HTTP/1.0 200 Connection established\r\nProxy-agent: Old/1.0\r\n\r\n");
    let _proxy = Proxy::start(&world, answer);
    let outcome = world.through(&[], &["--proxy", OTHER]);
    speaks_http_1_0(&outcome);
}

#[test]
fn any_reason_phrase_is_fine() {
    passes(b"HTTP/1.1 200 Verbindung hergestellt: sch\xf6n\r\n\r\n");
    passes("HTTP/1.1 200 接続 確立\r\n\r\n".as_bytes());
    passes(b"HTTP/1.1 200 \r\n\r\n");
    passes(b"HTTP/1.1 200\r\n\r\n");
}

#[test]
fn any_other_success_is_a_tunnel_too() {
    passes(b"HTTP/1.1 201 Created\r\n\r\n");
}

#[test]
fn headers_about_a_body_mean_nothing_to_a_tunnel() {
    passes(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nContent-Type: text/html\r\n\r\n");
    passes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    passes(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

#[test]
fn bare_line_feeds_are_fine() {
    passes(b"HTTP/1.1 200 OK\nVia: 1.1 x\n\n");
}

#[test]
fn odd_headers_are_fine() {
    passes(b"HTTP/1.1 200 OK\r\nX Y: 1\r\nFolded: a\r\n b\r\nK : v\r\nBin: \xff\xfe\r\n\r\n");
}

#[test]
fn headers_in_one_byte_segments_are_fine() {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked| {
        if asked.is_connect() {
            asked.spell("HTTP/1.1 200 Connection established\r\nVia: 1.1 slow\r\n\r\n")?;
        }
        asked.relay()
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}

#[test]
fn an_answer_after_six_seconds_is_fine() {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked| {
        thread::sleep(Duration::from_secs(6));
        if asked.is_connect() {
            asked.say("HTTP/1.1 200 OK\r\n\r\n")?;
        }
        asked.relay()
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
    assert!(outcome.took < Duration::from_secs(10), "{:?}", outcome.took);
}

#[test]
fn what_is_glued_to_the_answer_is_not_lost() {
    // An alert, as a server sends it that knows no such name: unrecognized_name, fatal.
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked| {
        if asked.is_connect() {
            asked.say(b"HTTP/1.1 200 OK\r\n\r\n\x15\x03\x03\x00\x02\x02\x70")?;
            return asked.hold();
        }
        asked.relay()
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "login.microsoftonline.com:443 handshake.alert fail 10.20.0.80:3129",
        "aadcdn.msftauth.net:443 handshake.alert fail 10.20.0.80:3129",
    ]);
    let report = outcome.report();
    let seen = &probe(&report, EVERY_PLACE[0])["evidence"]["attempts"][0];
    assert_eq!(seen["tunnel"]["seen"]["status"], 200, "{seen:#}");
    world.tells(&["unrecognized_name"]);
}
