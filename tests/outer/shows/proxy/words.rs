//! What a proxy says in place of a tunnel or a page: kept, understood, and shown without harm.

use std::thread;
use std::time::Duration;

use super::{OTHER, SQUID, fenced, is_one_of_all};
use crate::clearway::Outcome;
use crate::findings::all;
use crate::proxies::{Asked, Proxy, saying, saying_no_more_than};
use crate::squid;
use crate::world::{Running, page};

fn said(answer: impl AsRef<[u8]> + Send + Sync + 'static) -> (Running, Outcome) {
    let world = fenced().start();
    let proxy = Proxy::start(&world, saying(answer));
    let outcome = world.through(&[], &["--proxy", OTHER, "--timeout", "2s"]);
    drop(proxy);
    (world, outcome)
}

fn challenged(headers: &str) -> Running {
    let text = format!("HTTP/1.1 407 Authenticate\r\n{headers}Content-Length: 0\r\n\r\n");
    let (world, outcome) = said(text);
    is_one_of_all(&outcome, "tunnel.auth-required");
    world
}

#[test]
fn schemes_in_many_headers_are_all_named() {
    let headers = "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\
                   proxy-authenticate: Basic realm=\"Contoso\"\r\n";
    challenged(headers).tells(&["offers `Negotiate`, `NTLM`, `Basic`"]);
}

#[test]
fn schemes_in_one_header_are_all_named() {
    challenged("Proxy-Authenticate: Negotiate, NTLM\r\n")
        .tells(&["offers `Negotiate`, `NTLM` for the proxy team"]);
}

#[test]
fn commas_in_a_realm_are_no_schemes() {
    let headers = "Proxy-Authenticate: Digest realm=\"a, b \\\" c\", qop=\"auth, auth-int\", \
                   nonce=\"x\", Basic realm=\"Contoso Corp, Proxy login\"\r\n";
    challenged(headers).tells(&["offers `Digest`, `Basic` for the proxy team"]);
}

#[test]
fn a_challenge_without_a_scheme_is_a_refusal_whoever_asks() {
    let text = "HTTP/1.1 407 Not from here\r\nContent-Length: 9\r\n\r\nforbidden";
    let (world, outcome) = said(text);
    is_one_of_all(&outcome, "tunnel.refused");
    world.tells(&["refused 3 of 3 hosts: 407 `Not from here`, content `forbidden`"]);
    let _proxy = Proxy::start(&world, saying(text));
    let variables = [("CLEARWAY_PROXY_PASSWORD", "secret")];
    let flags = ["--proxy", OTHER, "--proxy-user", "somebody"];
    is_one_of_all(&world.through(&variables, &flags), "tunnel.refused");
}

#[test]
fn an_answer_before_the_request_is_the_proxy_s_answer() {
    let world = fenced().start();
    let busy = b"HTTP/1.1 503 Too many clients\r\nContent-Length: 8\r\n\r\ncome bye";
    let proxy = Proxy::greeting(&world, busy);
    let outcome = world.through(&[], &["--proxy", OTHER]);
    drop(proxy);
    is_one_of_all(&outcome, "tunnel.upstream");
    world.tells(&["could not reach 3 of 3 hosts: 503 `Too many clients`, content `come bye`"]);
    let _proxy = Proxy::greeting(&world, b"HTTP/1.0 403 Not you\r\nContent-Length: 0\r\n\r\n");
    let outcome = world.through(&[], &["--proxy", OTHER]);
    is_one_of_all(&outcome, "tunnel.refused");
    world.tells(&["refused 3 of 3 hosts: 403 `Not you`"]);
}

#[test]
fn a_status_of_web_servers_is_a_refusal_where_the_proxy_opens_other_tunnels() {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked: Asked| {
        if asked.head().contains("aadcdn") {
            return asked.say("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
        if asked.is_connect() {
            asked.say("HTTP/1.1 200 OK\r\n\r\n")?;
        }
        asked.relay()
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    outcome.ends(1, "fail");
    outcome.finds(&["aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:3129"]);
    world.tells(&["refused `aadcdn.msftauth.net:443`: 404"]);
}

#[test]
fn a_challenge_in_a_chunked_body_is_read_to_its_words() {
    let text = "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: NTLM\r\n\
                Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n\
                10\r\n<html><title>Who\r\n16\r\n goes there?</title></\r\n5\r\nhtml>\r\n0\r\n\r\n";
    let (world, outcome) = said(text);
    is_one_of_all(&outcome, "tunnel.auth-required");
    world.tells(&[
        "`NTLM`",
        "407 `Who are you`",
        "page title `Who goes there?`",
    ]);
}

#[test]
fn a_refusal_whose_page_never_ends_is_a_refusal() {
    let world = fenced().start();
    let answer = "HTTP/1.1 403 Blocked\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n\
                  <title>Blocked by policy 7</title>";
    let _proxy = Proxy::start(&world, saying_no_more_than(answer));
    let outcome = world.through(&[], &["--proxy", OTHER, "--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.mentions("login.microsoftonline.com:443 tunnel.refused fail");
    world.tells(&[": 403 `Blocked`", "page title `Blocked by policy 7`"]);
}

#[test]
fn a_refusal_with_a_huge_page_is_a_refusal_and_little_of_it_is_kept() {
    let page = format!("<title>Blocked</title>{}", "x".repeat(8 << 20));
    let length = page.len();
    let (world, outcome) = said(format!(
        "HTTP/1.1 403 No\r\nContent-Length: {length}\r\n\r\n{page}"
    ));
    is_one_of_all(&outcome, "tunnel.refused");
    assert!(outcome.stdout.len() < 200_000, "{}", outcome.stdout.len());
    world.tells(&["page title `Blocked`"]);
}

#[test]
fn what_would_steer_a_terminal_is_spelt_out() {
    let (world, outcome) = said(
        "HTTP/1.1 403 \u{202e}dne\u{9b}31m\r\nX-Squid-Error: \x1b]0;owned\x07\u{2066}x\r\n\
         Via: \u{202d}evil\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n\
         <html><title>\x1b[31mRed \u{202e}gnorw\x00\x7f &lt;x&gt;</title></html>",
    );
    outcome.ends(1, "fail");
    world.tells(&["page title `\\u{1b}[31mRed \\u{202e}gnorw"]);
}

#[test]
fn challenges_that_would_steer_a_terminal_are_spelt_out() {
    let (_, outcome) = said(
        "HTTP/1.1 407 \u{202e}x\r\nProxy-Authenticate: \u{202e}evil, \u{2067}b\r\n\
         Content-Length: 0\r\n\r\n",
    );
    is_one_of_all(&outcome, "tunnel.auth-required");
}

/// One sign-in for all, and no secret of its address is kept.
#[track_caller]
fn is_one_sign_in(world: &Running, outcome: &Outcome) {
    outcome.ends(1, "fail");
    let findings = all(&outcome.report());
    let own: Vec<_> = findings.iter().filter(|seen| !seen.explained).collect();
    assert_eq!(own.len(), 1, "{:#?}", outcome.lines());
    assert_eq!(
        (&*own[0].place, &*own[0].code),
        ("run", "tunnel.auth-required")
    );
    world.tells(&[
        "requires authentication for 3 of 3 hosts; it redirects to `login.contoso.com`",
        "exclude this machine (its address or subnet) from user authentication",
    ]);
    let (shown, saved) = (world.text(), &outcome.stdout);
    assert!(
        !shown.contains("g3heim") && !saved.contains("g3heim"),
        "what may be a secret"
    );
}

const TO_LOGIN: &str = "HTTP/1.1 302 Found\r\nLocation: https://login.contoso.com/wifi?token=g3heim\r\n\
                        Set-Cookie: session=g3heim\r\nContent-Length: 0\r\n\r\n";

#[test]
fn a_redirect_of_everything_to_a_login_page_is_one_sign_in() {
    let (world, outcome) = said(TO_LOGIN);
    is_one_sign_in(&world, &outcome);
    world.tells(&["302, redirected to `https://login.contoso.com/wifi`"]);
}

#[test]
fn a_redirect_to_a_login_page_inside_of_tunnels_is_one_sign_in() {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked: Asked| {
        if asked.is_connect() {
            asked.say("HTTP/1.1 200 OK\r\n\r\n")?;
        }
        asked.say(TO_LOGIN)
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    is_one_sign_in(&world, &outcome);
    world.tells(&["answered in it in place of TLS: 302"]);
}

#[test]
fn a_login_page_that_comes_in_pieces_is_one_sign_in() {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked: Asked| {
        if !asked.is_connect() {
            return asked.say(TO_LOGIN);
        }
        asked.say("HTTP/1.1 200 OK\r\n\r\n")?;
        thread::sleep(Duration::from_millis(2));
        for piece in TO_LOGIN.as_bytes().chunks(7) {
            asked.say(piece)?;
            thread::sleep(Duration::from_millis(2));
        }
        asked.hold()
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    is_one_sign_in(&world, &outcome);
}

#[test]
fn squid_s_redirect_of_everybody_is_one_sign_in_and_of_one_host_a_refusal() {
    let redirecting = |acl: &str| {
        let world = fenced().start();
        let lines = format!(
            "acl sent {acl}\n\
             deny_info 302:https://login.contoso.com/wifi?token=g3heim sent\n\
             http_access deny sent"
        );
        let squid = squid::open().but(&lines).start(&world);
        let outcome = world.through(&[], &["--proxy", SQUID]);
        drop(squid);
        (world, outcome)
    };
    let (world, outcome) = redirecting("src all");
    is_one_sign_in(&world, &outcome);
    let (world, outcome) = redirecting("dstdomain aadcdn.msftauth.net");
    outcome.ends(1, "fail");
    outcome.finds(&["aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:3128"]);
    world.tells(&["302", "redirected to `https://login.contoso.com/wifi`"]);
}

#[test]
fn a_redirect_of_pages_alone_is_a_portal() {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked: Asked| {
        if !asked.is_connect() {
            return asked.say(TO_LOGIN);
        }
        asked.say("HTTP/1.1 200 OK\r\n\r\n")?;
        asked.relay()
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    outcome.ends(1, "fail");
    outcome.finds(&["crl.operator-pki.com:80 fetch.portal fail 10.20.0.80:3129"]);
    world.tells(&["redirects to the unrelated host `https://login.contoso.com/wifi`: status 302"]);
}

#[test]
fn a_bad_gateway_is_upstream_s() {
    let (world, outcome) = said("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9\r\n\r\nno luck\r\n");
    is_one_of_all(&outcome, "tunnel.upstream");
    world.tells(&["could not reach 3 of 3 hosts: 502", "no luck"]);
}

#[test]
fn a_web_server_that_is_no_proxy_is_told_from_one() {
    let index = page(
        "/root.crl",
        "text/html",
        b"<title>Intranet</title>".to_vec(),
    );
    let world = fenced()
        .names("www.contoso.com A 10.20.0.90")
        .page("www.contoso.com", index)
        .start();
    let outcome = world.through(&[], &["--proxy", "http://www.contoso.com:80"]);
    outcome.ends(1, "fail");
    outcome.mentions("login.microsoftonline.com:443 tunnel.not-a-proxy fail 10.20.0.90:80");
    outcome.mentions("aadcdn.msftauth.net:443 tunnel.not-a-proxy fail 10.20.0.90:80");
    outcome.mentions("crl.operator-pki.com:80 fetch.block-page fail 10.20.0.90:80");
    world.tells(&["does not support CONNECT"]);
}

#[test]
fn a_refusal_by_tls_inside_an_open_proxy_keeps_its_words_apart_from_the_proxy_s() {
    let world = fenced().start();
    let _proxy = Proxy::start(&world, |mut asked: Asked| {
        if asked.is_connect() && asked.head().contains("aadcdn") {
            return asked.say("HTTP/1.1 403 Not this one\r\nContent-Length: 0\r\n\r\n");
        }
        if asked.is_connect() {
            asked.say("HTTP/1.1 200 OK\r\n\r\n")?;
        }
        asked.relay()
    });
    let outcome = world.through(&[], &["--proxy", OTHER]);
    outcome.ends(1, "fail");
    outcome.finds(&["aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:3129"]);
    world.tells(&[": 403 `Not this one`"]);
}
