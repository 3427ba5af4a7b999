//! Port 80: the content must be what it claims to be.

use crate::clearway::Outcome;
use crate::shows::cut_short;
use crate::web::Page;
use crate::world::{World, ordinary, page};

const HOST: &str = "crl.example-ca.com:80";

fn named() -> World {
    ordinary().names("crl.example-ca.com A 152.199.19.170")
}

/// A run in which this page lies where a revocation list is wanted.
fn served(page: Page) -> Outcome {
    let outcome = named()
        .http("crl.example-ca.com", page, "crl")
        .start()
        .check(&[]);
    outcome.ends(1, "fail");
    outcome.speaks_only_of(&["crl.example-ca.com"]);
    outcome
}

#[test]
fn a_block_page_is_no_revocation_list() {
    let html =
        "<html><head><title>Access denied</title></head><body>Blocked by policy</body></html>";
    let outcome = served(page("/x.crl", "text/html", html.into()));
    let line = |code: &str| format!("{HOST} {code} fail 152.199.19.170:80");
    let lines = outcome.lines();
    let codes = ["fetch.block-page", "fetch.wrong-content"].map(line);
    assert!(codes.iter().any(|code| lines.contains(code)), "{lines:#?}");
}

#[test]
fn a_certificate_is_no_revocation_list() {
    let certificate = named().pki.root.der();
    let outcome = served(page("/x.crl", "application/pkix-crl", certificate));
    outcome.finds(&[&format!(
        "{HOST} fetch.wrong-content fail 152.199.19.170:80"
    )]);
}

#[test]
fn a_list_with_one_bit_changed_is_forged() {
    let world = named();
    let mut list = world.pki.root.crl();
    *list.last_mut().expect("a list has bytes") ^= 1;
    let world = world.http(
        "crl.example-ca.com",
        page("/x.crl", "application/pkix-crl", list),
        "crl",
    );
    let outcome = world.start().check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!("{HOST} fetch.forged fail 152.199.19.170:80")]);
}

#[test]
fn an_answer_shorter_than_promised_is_cut_short() {
    let world = named().raw_http("crl.example-ca.com", "/x.crl", "crl", &cut_short());
    let outcome = world.start().check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!("{HOST} fetch.cut-short fail 152.199.19.170:80")]);
}

#[test]
fn a_redirect_to_a_host_nobody_asked_for_is_a_portal() {
    let answer = b"HTTP/1.1 302 Found\r\nLocation: http://login.portal.example/?from=x\r\n\
                   Content-Length: 0\r\nConnection: close\r\n\r\n";
    let world = named().raw_http("crl.example-ca.com", "/x.crl", "crl", answer);
    let outcome = world.start().check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!("{HOST} fetch.portal fail 152.199.19.170:80")]);
}
