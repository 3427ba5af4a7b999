//! SOCKS, by dante and by microsocks.

use super::{fence, fenced, is_one_of_all};
use crate::datafile::wildcard_row;
use crate::findings::all;
use crate::hops;
use crate::squid::{PASSWORD, USER};
use crate::world::{EVERY_PLACE, World, ordinary};

const NAMED: &str = "socks5h://proxy.contoso.com:1080";
const ADDRESSED: &str = "socks5://proxy.contoso.com:1080";

#[test]
fn dante_passes_by_name_and_by_address() {
    let world = fenced().start();
    let _dante = hops::dante(&world, "");
    for hop in [NAMED, ADDRESSED] {
        let outcome = world.through(&[], &["--proxy", hop]);
        outcome.ends(0, "pass");
        assert_eq!(all(&outcome.report()), [], "{hop}");
    }
}

/// A wildcard with a live sample and one that no longer exists.
fn with_a_missing_sample() -> World {
    let live = "g1.servicebus.windows.net";
    let world = ordinary().names(&format!(
        "{live} A 52.167.106.66\nproxy.contoso.com A 10.20.0.80"
    ));
    let chain = world.pki.genuine(live);
    let samples = [live, "g2.servicebus.windows.net"];
    fence(world.unlisted(live, chain)).row(&wildcard_row("servicebus.windows.net", &samples))
}

#[test]
fn a_missing_sample_costs_neither_the_pass_nor_the_proof() {
    let world = with_a_missing_sample().start();
    let _microsocks = hops::microsocks(&world);
    let outcome = world.through(&[], &["--proxy", ADDRESSED, "--proof", "run.zip"]);
    outcome.ends(0, "pass");
    let verified = world.clearway(&["verify", "run.zip", "--roots", "root.pem"]);
    assert_eq!(verified.exit, 0, "{verified:#?}");
}

#[test]
fn dante_s_version_4_passes_by_address() {
    let world = fenced().start();
    let _dante = hops::dante(&world, "");
    let outcome = world.through(&[("ALL_PROXY", "socks://proxy.contoso.com:1080")], &[]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}

#[test]
fn dante_s_version_4_knows_no_names_and_gets_nowhere() {
    let world = fenced().start();
    let _dante = hops::dante(&world, "");
    let outcome = world.through(&[], &["--proxy", "socks4a://proxy.contoso.com:1080"]);
    is_one_of_all(&outcome, "tunnel.upstream");
    world.tells(&["SOCKS 4 reply 91, rejected or failed"]);
}

#[test]
fn microsocks_passes_from_a_variable() {
    let world = fenced().start();
    let _microsocks = hops::microsocks(&world);
    for hop in [NAMED, ADDRESSED] {
        let outcome = world.through(&[("ALL_PROXY", hop)], &[]);
        outcome.ends(0, "pass");
        assert_eq!(all(&outcome.report()), [], "{hop}");
    }
}

#[test]
fn a_host_that_dante_blocks_is_refused_and_no_other_is() {
    let world = fenced().start();
    let _dante = hops::dante(&world, "socks block { from: 0/0 to: aadcdn.msftauth.net }");
    let outcome = world.through(&[], &["--proxy", NAMED]);
    outcome.ends(1, "fail");
    outcome.finds(&["aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:1080"]);
    world.tells(&["SOCKS 5 reply 2, not allowed by its rules"]);
}

#[test]
fn a_refusal_that_a_missing_login_may_have_is_told_as_both() {
    let world = fenced().start();
    let _dante = hops::dante_refusing_strangers(&world);
    let outcome = world.through(&[], &["--proxy", NAMED]);
    is_one_of_all(&outcome, "tunnel.refused");
    world.tells(&[
        "SOCKS 5 reply 2, not allowed by its rules, or a login is missing",
        "This run gave no login",
    ]);
    let variables = [("CLEARWAY_PROXY_PASSWORD", PASSWORD)];
    let outcome = world.through(&variables, &["--proxy", NAMED, "--proxy-user", USER]);
    outcome.ends(0, "pass");
}

#[test]
fn a_login_that_was_taken_may_still_be_wrong_where_nothing_passes() {
    let world = fenced().start();
    let rule = "socks block { from: 0/0 to: 0/0 }";
    let _dante = hops::dante_with_users_and(&world, rule);
    let variables = [("CLEARWAY_PROXY_PASSWORD", PASSWORD)];
    let outcome = world.through(&variables, &["--proxy", NAMED, "--proxy-user", USER]);
    is_one_of_all(&outcome, "tunnel.refused");
    world.tells(&["The proxy took the login of this run"]);
}

#[test]
fn the_right_password_passes_at_dante_and_at_microsocks() {
    let variables = [("CLEARWAY_PROXY_PASSWORD", PASSWORD)];
    let flags = ["--proxy", NAMED, "--proxy-user", USER];
    let world = fenced().start();
    let dante = hops::dante_with_users(&world);
    let outcome = world.through(&variables, &flags);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
    drop(dante);
    let _microsocks = hops::microsocks_with_user(&world);
    world.through(&variables, &flags).ends(0, "pass");
}

#[test]
fn a_wrong_password_is_one_failed_authentication_at_dante_and_at_microsocks() {
    let variables = [("CLEARWAY_PROXY_PASSWORD", "wrong")];
    let flags = ["--proxy", NAMED, "--proxy-user", USER];
    let world = fenced().start();
    let dante = hops::dante_with_users(&world);
    is_one_of_all(&world.through(&variables, &flags), "tunnel.auth-failed");
    drop(dante);
    let _microsocks = hops::microsocks_with_user(&world);
    is_one_of_all(&world.through(&variables, &flags), "tunnel.auth-failed");
}

#[test]
fn nobody_without_a_password_gets_through_dante_or_microsocks() {
    let world = fenced().start();
    let dante = hops::dante_with_users(&world);
    let asked = || world.through(&[], &["--proxy", NAMED]);
    is_one_of_all(&asked(), "tunnel.auth-required");
    world.tells(&["from authentication for this machine"]);
    drop(dante);
    let _microsocks = hops::microsocks_with_user(&world);
    is_one_of_all(&asked(), "tunnel.auth-required");
}

#[test]
fn a_name_that_only_the_proxy_knows_passes_by_name_and_not_by_address() {
    let world = fenced().start();
    world
        .net
        .office
        .etc("hosts", "127.0.0.1 localhost\n10.20.0.80 hidden-proxy\n");
    let _microsocks = hops::microsocks(&world);
    let blind = ["--resolver", "10.20.0.99", "--timeout", "2s"];
    let by_name = ["--proxy", "socks5h://hidden-proxy:1080"];
    let outcome = world.through(&[], &[&blind[..], &by_name].concat());
    let report = outcome.report();
    let tunnel = |place| {
        let probe = crate::findings::probe(&report, place);
        probe["evidence"]["attempts"][0]["tunnel"]["seen"]["socks"]["reply"].clone()
    };
    for place in EVERY_PLACE {
        assert_eq!(tunnel(place), 0, "{place}");
    }
}

#[test]
fn a_proxy_of_http_is_no_socks_and_one_of_socks_is_no_http() {
    let world = fenced().start();
    let _tinyproxy = hops::tinyproxy(&world, "");
    let wrong = "socks5h://proxy.contoso.com:8888";
    let outcome = world.through(&[], &["--proxy", wrong, "--timeout", "2s"]);
    outcome.ends(1, "fail");
    let codes = ["tunnel.not-a-proxy", "tunnel.silent", "tunnel.closed"];
    let found = all(&outcome.report());
    assert!(
        found.iter().all(|seen| codes.contains(&&*seen.code)),
        "{found:?}"
    );
    let _dante = hops::dante(&world, "");
    let wrong = "http://proxy.contoso.com:1080";
    let outcome = world.through(&[], &["--proxy", wrong, "--timeout", "2s"]);
    outcome.ends(1, "fail");
    let found = all(&outcome.report());
    assert!(
        found.iter().all(|seen| codes.contains(&&*seen.code)),
        "{found:?}"
    );
}

#[test]
fn nobody_at_the_port_is_one_proxy_that_cannot_be_reached() {
    let world = fenced().start();
    let outcome = world.through(&[], &["--proxy", NAMED]);
    is_one_of_all(&outcome, "tunnel.unreachable");
}
