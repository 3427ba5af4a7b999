//! What a proxy forbids, and what it does not get itself: on those hosts and on no other.

use super::{SQUID, fenced, is_one_of_all};
use crate::squid;
use crate::world::EVERY_PLACE;

#[test]
fn a_denied_name_is_refused_in_the_proxy_s_words_and_no_other_is() {
    let world = fenced().start();
    let policy = "acl denied dstdomain aadcdn.msftauth.net\nhttp_access deny denied";
    let _squid = squid::open().but(policy).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    outcome.finds(&["aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:3128"]);
    world.tells(&[
        "aadcdn.msftauth.net:443 tunnel.refused",
        "Proxy `http://proxy.contoso.com:3128` refused `aadcdn.msftauth.net:443`: 403",
        "`ERR_ACCESS_DENIED 0`",
        "page title `ERROR: The requested URL could not be retrieved`",
        "ask the proxy team",
        "a wildcard stands for every name under it aadcdn.msftauth.net:443",
    ]);
}

#[test]
fn a_denied_name_on_the_addresses_of_an_allowed_one_is_refused_alone() {
    let world = fenced()
        .names("autologon.azuread-sso.com CNAME www.tm.prd.aadg.akadns.net")
        .https("autologon.azuread-sso.com")
        .start();
    let policy = "acl denied dstdomain autologon.azuread-sso.com\nhttp_access deny denied";
    let _squid = squid::open().but(policy).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    outcome.finds(&["autologon.azuread-sso.com:443 tunnel.refused fail 10.20.0.80:3128"]);
}

#[test]
fn denied_plain_requests_are_refused_on_port_80_only() {
    let world = fenced().start();
    let policy = "acl plain method GET\nhttp_access deny plain";
    let _squid = squid::open().but(policy).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    outcome.finds(&["crl.operator-pki.com:80 fetch.refused fail 10.20.0.80:3128"]);
    world.tells(&[
        "`crl.operator-pki.com:80`: 403",
        "`ERR_ACCESS_DENIED 0`",
        "title `ERROR: The requested URL could not be retrieved`",
        "ask the proxy team",
        "through unchanged GET http://crl.operator-pki.com/root.crl",
    ]);
}

#[test]
fn tunnels_denied_to_all_and_pages_allowed_are_refused_on_port_443_only() {
    let world = fenced().start();
    let policy = "acl tunnels method CONNECT\nhttp_access deny tunnels";
    let _squid = squid::open().but(policy).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "login.microsoftonline.com:443 tunnel.refused fail 10.20.0.80:3128",
        "aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:3128",
    ]);
}

#[test]
fn tunnels_to_port_443_only_are_a_note_on_port_80() {
    let world = fenced().start();
    let policy =
        "acl tunnels method CONNECT\nacl secured port 443\nhttp_access deny tunnels !secured";
    let _squid = squid::open().but(policy).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(0, "pass");
    world.tells(&[
        "crl.operator-pki.com:80 tunnel.port-refused",
        "opens no tunnel to port 80: it answered 403",
    ]);
}

#[test]
fn a_proxy_that_refuses_everything_is_one_finding() {
    let world = fenced().start();
    let _squid = squid::open().but("http_access deny all").start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    is_one_of_all(&outcome, "tunnel.refused");
    world.tells(&[
        "the whole run tunnel.refused",
        "Proxy `http://proxy.contoso.com:3128` refused 3 of 3 hosts: 403",
    ]);
}

#[test]
fn what_the_proxy_does_not_get_itself_is_upstream_s() {
    let world = fenced()
        .names(
            "refusing.azure.com   A 20.190.131.1
             silent.azure.com     A 20.190.131.2
             refusing-crl.com     A 20.190.131.3",
        )
        .https_row("refusing.azure.com")
        .https_row("silent.azure.com")
        .https_row("no-such.azure.com")
        .row(&crate::datafile::http_row(
            "refusing-crl.com",
            "/x.crl",
            "GET",
            "crl",
        ))
        .start();
    let rules = "table inet beyond {
                   chain out {
                     type filter hook output priority 0;
                     ip daddr 20.190.131.2 drop
                   }
                 }";
    let mut nft = world.net.internet.command("nft");
    crate::process::feed(nft.args(["-f", "-"]), rules);
    let _squid = squid::open().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "refusing.azure.com:443 tunnel.upstream fail 10.20.0.80:3128",
        "silent.azure.com:443 tunnel.upstream fail 10.20.0.80:3128",
        "no-such.azure.com:443 tunnel.upstream fail 10.20.0.80:3128",
        "no-such.azure.com:443 resolve.no-such-name note",
        "refusing-crl.com:80 tunnel.upstream fail 10.20.0.80:3128",
    ]);
    world.tells(&["could not reach", "`ERR_CONNECT_FAIL 111`"]);
}

#[test]
fn a_parent_proxy_that_is_down_is_upstream_s_for_all() {
    let world = fenced().start();
    let policy = "cache_peer 10.20.0.80 parent 9999 0 no-query default\nnever_direct allow all";
    let _squid = squid::open().but(policy).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    is_one_of_all(&outcome, "tunnel.upstream");
    assert!(EVERY_PLACE.len() > 1);
}
