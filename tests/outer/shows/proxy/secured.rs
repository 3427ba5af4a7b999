//! Proxies inside TLS: squid's own, and stunnel and haproxy in front of tinyproxy.

use super::{fenced, is_one_of_all, speaks_http_1_0};
use crate::findings::all;
use crate::hops;
use crate::pki::Chain;
use crate::squid::{self, PASSWORD, USER};
use crate::world::{Running, World};

const SECURED: &str = "https://proxy.contoso.com:3130";

/// An office that trusts its company's authority.
fn trusting() -> World {
    let world = fenced();
    let corporate = world.pki.corporate.pem();
    world.trusting(corporate)
}

#[track_caller]
fn passes(world: &Running) {
    let outcome = world.through(&[], &["--proxy", SECURED]);
    // tinyproxy speaks HTTP/1.0.
    speaks_http_1_0(&outcome);
}

#[test]
fn tls_by_stunnel_and_by_haproxy_passes_where_its_authority_is_trusted() {
    let (world, chain) = shown(trusting(), "proxy.contoso.com");
    let _tinyproxy = hops::tinyproxy(&world, "");
    let stunnel = hops::stunnel(&world, &chain);
    passes(&world);
    drop(stunnel);
    let _haproxy = hops::haproxy(&world, &chain);
    passes(&world);
}

/// Starts a world, with what its company's authority signs for this host.
fn shown(world: World, host: &str) -> (Running, Chain) {
    let chain = world.pki.corporate.chain(host, &[]);
    (world.start(), chain)
}

#[test]
fn a_certificate_that_nobody_trusts_or_of_another_name_is_one_untrusted_hop() {
    let (world, chain) = shown(fenced(), "proxy.contoso.com");
    let _tinyproxy = hops::tinyproxy(&world, "");
    let _stunnel = hops::stunnel(&world, &chain);
    let asked = |world: &Running| world.through(&[], &["--proxy", SECURED]);
    is_one_of_all(&asked(&world), "tunnel.hop-untrusted");
    world.tells(&["UnknownIssuer", "Contoso Inspection CA"]);
    let (world, chain) = shown(trusting(), "other.contoso.com");
    let _tinyproxy = hops::tinyproxy(&world, "");
    let _haproxy = hops::haproxy(&world, &chain);
    is_one_of_all(&asked(&world), "tunnel.hop-untrusted");
    world.tells(&["not valid for name", "other.contoso.com"]);
}

#[test]
fn squid_inside_tls_passes_with_digest_and_tells_a_wrong_password() {
    let (world, chain) = shown(trusting(), "proxy.contoso.com");
    let _squid = squid::open().with_digest().over_tls(&chain).start(&world);
    let flags = ["--proxy", SECURED, "--proxy-user", USER];
    let outcome = world.through(&[("CLEARWAY_PROXY_PASSWORD", PASSWORD)], &flags);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
    let outcome = world.through(&[("CLEARWAY_PROXY_PASSWORD", "wrong")], &flags);
    is_one_of_all(&outcome, "tunnel.auth-failed");
}

#[test]
fn what_squid_inside_tls_denies_is_refused() {
    let (world, chain) = shown(trusting(), "proxy.contoso.com");
    let policy = "acl denied dstdomain aadcdn.msftauth.net\nhttp_access deny denied";
    let _squid = squid::open().but(policy).over_tls(&chain).start(&world);
    let outcome = world.through(&[], &["--proxy", SECURED]);
    outcome.ends(1, "fail");
    outcome.finds(&["aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:3130"]);
}

#[test]
fn http_where_tls_is_wanted_is_no_proxy() {
    let world = fenced().start();
    let _squid = squid::open().start(&world);
    let outcome = world.through(&[], &["--proxy", "https://proxy.contoso.com:3128"]);
    is_one_of_all(&outcome, "tunnel.not-a-proxy");
}
