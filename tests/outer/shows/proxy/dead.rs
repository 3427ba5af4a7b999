//! A proxy that cannot be reached is one finding about the whole run; a second address helps.

use std::time::Duration;

use super::{OTHER, SQUID, fenced, is_one_of_all};
use crate::findings::all;
use crate::squid;
use crate::world::ordinary;

#[test]
fn a_proxy_whose_port_refuses_is_one_finding() {
    let world = fenced().start();
    let outcome = world.through(&[], &["--proxy", OTHER]);
    is_one_of_all(&outcome, "tunnel.unreachable");
    world.tells(&[
        "FAIL Proxy `http://proxy.contoso.com:3129` cannot be reached",
        "the whole run tunnel.unreachable evidence 10.20.0.80:3129",
        "refused",
        "confirm host and port of proxy `http://proxy.contoso.com:3129`",
    ]);
}

#[test]
fn a_proxy_whose_port_is_dropped_is_one_finding_within_one_step() {
    let world = fenced().firewall("tcp dport 3129 drop").start();
    let outcome = world.through(&[], &["--proxy", OTHER, "--timeout", "2s"]);
    is_one_of_all(&outcome, "tunnel.unreachable");
    assert!(outcome.took < Duration::from_secs(4), "{:?}", outcome.took);
    world.tells(&["no response within"]);
}

#[test]
fn a_proxy_whose_name_does_not_resolve_is_one_finding() {
    let world = fenced().start();
    let outcome = world.through(&[], &["--proxy", "http://no-such.contoso.com:3128"]);
    is_one_of_all(&outcome, "tunnel.unreachable");
    world.tells(&["`no-such.contoso.com` does not resolve here"]);
}

#[test]
fn a_proxy_whose_name_nobody_answers_for_is_one_finding() {
    let world = fenced().mute_zone("mute.net").start();
    let flags = ["--proxy", "http://proxy.mute.net:3128", "--timeout", "2s"];
    let outcome = world.through(&[], &flags);
    is_one_of_all(&outcome, "tunnel.unreachable");
    assert!(outcome.took < Duration::from_secs(5), "{:?}", outcome.took);
}

#[test]
fn a_run_that_ends_before_the_proxy_s_name_is_known_says_so() {
    let world = fenced().mute_zone("mute.net").start();
    let flags = ["--proxy", "http://proxy.mute.net:3128", "--deadline", "1s"];
    let outcome = world.through(&[], &flags);
    assert_eq!(outcome.exit, 1);
    outcome.mentions("login.microsoftonline.com:443 run.gave-up unproven");
}

/// Two addresses for the proxy; what the first one does with connections.
fn with_a_dead_address(rule: &str) {
    // Name servers rotate their answers, so that either may come first: four dead, one alive.
    let names = (81..85).map(|n| format!("proxy.contoso.com A 10.20.0.{n}\n"));
    let names = names.collect::<Vec<_>>().concat();
    let world = fenced().names(&names);
    let world = world.firewall(&format!(
        "ip daddr 10.20.0.81-10.20.0.84 tcp dport 3128 {rule}"
    ));
    let world = world.start();
    let _squid = squid::open().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID, "--timeout", "1s"]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}

#[test]
fn a_proxy_with_an_address_that_refuses_works_by_the_next() {
    with_a_dead_address("reject with tcp reset");
}

#[test]
fn a_proxy_with_an_address_that_is_dropped_works_by_the_next() {
    with_a_dead_address("drop");
}

#[test]
fn a_proxy_with_an_ipv6_address_works_by_ipv4_in_an_office_without_ipv6() {
    let world = fenced()
        .names("proxy.contoso.com AAAA 2603:1006:2000::80")
        .without_ipv6();
    let world = world.start();
    let _squid = squid::open().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}

#[test]
fn a_dead_proxy_beside_hosts_without_one_is_said_of_its_own_hosts_only() {
    let world = ordinary().names("proxy.contoso.com A 10.20.0.80").start();
    let outcome = world.through(&[("HTTPS_PROXY", OTHER)], &[]);
    outcome.ends(1, "fail");
    outcome.mentions("run tunnel.unreachable fail");
    outcome.mentions("login.microsoftonline.com:443 tunnel.unreachable fail");
    let findings = all(&outcome.report());
    assert!(
        findings.iter().all(|seen| !seen.place.contains(":80")),
        "{findings:#?}"
    );
    world.tells(&["via http://proxy.contoso.com:3129 (2 requests), set by `HTTPS_PROXY`"]);
}
