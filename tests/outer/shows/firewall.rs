//! A firewall on the way: what it does, on which address, and nothing on any other.

use crate::clearway::Outcome;
use crate::findings::all;
use crate::world::{EVERY_PLACE, ordinary};

const LOGIN: [&str; 4] = [
    "20.190.128.5",
    "20.190.128.6",
    "20.190.128.7",
    "20.190.128.8",
];

/// The same finding on each of the login host's addresses.
fn on_every_address(code: &str) -> Vec<String> {
    let line = |address| format!("login.microsoftonline.com:443 {code} fail {address}:443");
    LOGIN.into_iter().map(line).collect()
}

fn finds_on_every_address(rule: &str, code: &str) {
    let rule = format!("ip daddr 20.190.128.0/24 tcp dport 443 {rule}");
    let outcome = ordinary()
        .firewall(&rule)
        .start()
        .check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    let wanted = on_every_address(code);
    outcome.finds(&wanted.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_dropped_port_is_silent() {
    finds_on_every_address("drop", "connect.silent");
}

#[test]
fn a_refused_port_is_refused() {
    finds_on_every_address("reject with tcp reset", "connect.refused");
}

#[test]
fn a_prohibited_port_is_prohibited() {
    finds_on_every_address(
        "reject with icmpx type admin-prohibited",
        "connect.prohibited",
    );
}

#[test]
fn one_address_of_four_is_named() {
    let world = ordinary()
        .firewall("ip daddr 20.190.128.6 tcp dport 443 drop")
        .start();
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.mentions("login.microsoftonline.com:443 connect.silent fail 20.190.128.6:443");
    outcome.mentions("login.microsoftonline.com:443 connect.some-addresses fail");
    outcome.speaks_only_of(&["login.microsoftonline.com"]);
    let about = all(&outcome.report())
        .into_iter()
        .filter_map(|seen| seen.about);
    assert_eq!(
        about.collect::<Vec<_>>(),
        ["20.190.128.6:443"],
        "no other address"
    );
}

#[test]
fn dropped_ipv6_is_a_warning_while_ipv4_works() {
    let world = ordinary()
        .firewall("meta nfproto ipv6 tcp dport 443 drop")
        .start();
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(0, "warn");
    outcome.mentions("aadcdn.msftauth.net:443 connect.silent warn [2603:1006:2000::10]:443");
    outcome.mentions("aadcdn.msftauth.net:443 connect.some-addresses warn");
    outcome.speaks_only_of(&["aadcdn.msftauth.net"]);
}

#[test]
fn an_office_without_ipv6_gets_notes_only() {
    let outcome = ordinary().without_ipv6().start().check(&[]);
    outcome.ends(0, "pass");
    outcome.speaks_only_of(&["aadcdn.msftauth.net"]);
    let findings = all(&outcome.report());
    assert!(!findings.is_empty(), "what was not tried is said");
    for seen in findings {
        assert_eq!(seen.severity, "note", "{seen:?}");
        assert_eq!(
            seen.about.as_deref(),
            Some("[2603:1006:2000::10]:443"),
            "{seen:?}"
        );
    }
}

#[test]
fn an_endpoint_with_ipv6_only_fails_in_an_office_without_ipv6() {
    let world = ordinary()
        .names("six.azure.com AAAA 2603:1006:2000::66")
        .https("six.azure.com");
    let outcome = world.without_ipv6().start().check(&[]);
    outcome.ends(1, "fail");
    outcome.mentions("six.azure.com:443 connect.unreachable fail [2603:1006:2000::66]:443");
}

#[test]
fn a_machine_without_any_route_is_told_so() {
    let world = ordinary().start();
    world.net.office.ip("route del default\nroute del ::/0\n");
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    for place in EVERY_PLACE {
        outcome.mentions(&format!("{place} connect.unreachable fail"));
    }
}

/// A run in which the connection opens and this happens to whatever is said on it.
fn once_open(port: u16, deed: &str) -> Outcome {
    // A bare ACK has 52 bytes, a TLS hello more than 200, a request more than 90.
    let rule = format!("ip daddr {{ 13.107.6.10, 152.199.19.160 }} tcp dport {port}");
    let world = ordinary()
        .firewall(&format!("{rule} meta length > 80 {deed}"))
        .start();
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome
}

#[test]
fn a_hello_that_is_swallowed_is_handshake_silence() {
    let outcome = once_open(443, "drop");
    outcome.finds(&["aadcdn.msftauth.net:443 handshake.silent fail 13.107.6.10:443"]);
}

#[test]
fn a_hello_that_is_answered_by_a_reset_is_a_handshake_cut() {
    let outcome = once_open(443, "reject with tcp reset");
    outcome.finds(&["aadcdn.msftauth.net:443 handshake.cut fail 13.107.6.10:443"]);
}

#[test]
fn a_connection_that_is_reset_after_the_first_data_is_a_fetch_cut() {
    // Behind the 32 bytes of the head of TCP: the first record under the keys of TLS.
    let rule = "ip daddr 13.107.6.10 tcp dport 443 @th,256,8 0x17 reject with tcp reset";
    let outcome = ordinary().firewall(rule).start().check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&["aadcdn.msftauth.net:443 fetch.cut fail 13.107.6.10:443"]);
}

#[test]
fn a_request_that_is_swallowed_is_fetch_silence() {
    let outcome = once_open(80, "drop");
    outcome.finds(&["crl.operator-pki.com:80 fetch.silent fail 152.199.19.160:80"]);
}

#[test]
fn a_request_that_is_answered_by_a_reset_is_a_fetch_cut() {
    let outcome = once_open(80, "reject with tcp reset");
    outcome.finds(&["crl.operator-pki.com:80 fetch.cut fail 152.199.19.160:80"]);
}

#[test]
fn a_route_that_leads_nowhere_is_unreachable_on_that_address() {
    let world = ordinary().start();
    for (kind, code) in [
        ("blackhole", "connect.unreachable"),
        ("unreachable", "connect.unreachable"),
        ("prohibit", "connect.prohibited"),
    ] {
        let route = format!("{kind} 20.190.128.6/32");
        world.net.office.ip(&format!("route add {route}"));
        let outcome = world.check(&[]);
        outcome.ends(1, "fail");
        outcome.mentions(&format!(
            "login.microsoftonline.com:443 {code} fail 20.190.128.6:443"
        ));
        outcome.speaks_only_of(&["login.microsoftonline.com"]);
        world.net.office.ip(&format!("route del {route}"));
    }
}

#[test]
fn a_default_route_that_leads_nowhere_is_no_route() {
    let world = ordinary().start();
    world.net.office.ip("route del ::/0");
    for kind in ["blackhole", "unreachable"] {
        world.net.office.ip(&format!("route add {kind} ::/0"));
        let outcome = world.check(&[]);
        outcome.ends(0, "pass");
        outcome
            .mentions("aadcdn.msftauth.net:443 connect.unreachable note [2603:1006:2000::10]:443");
        world.net.office.ip(&format!("route del {kind} ::/0"));
    }
}
