//! `--hold`: idle connections, and those who cut them.

use std::fs;
use std::path::Path;

use crate::world::{Running, World, ordinary};
use crate::{hops, squid};

/// nginx gives up on who says nothing for so long.
fn patient(seconds: u8) -> World {
    ordinary()
        .names("aadcdn.msauth.net 60 A 13.107.6.11")
        .names("proxy.contoso.com A 10.20.0.80")
        .https("aadcdn.msauth.net")
        .set(&format!("client_header_timeout {seconds}s;"))
}

/// A firewall that forgets a connection after a second of silence, and drops what still comes.
fn forgets(world: &Running) {
    world.net.internet.enter(|| {
        for (name, value) in [("timeout_established", "1"), ("loose", "0")] {
            let path = format!("/proc/sys/net/netfilter/nf_conntrack_tcp_{name}");
            fs::write(Path::new(&path), value).expect("root may set what belongs to the namespace");
        }
    });
}

#[test]
fn idle_connections_that_nobody_cuts_are_well() {
    let outcome = patient(30).start().check(&["--hold", "2"]);
    outcome.ends(0, "pass");
    outcome.finds(&[]);
}

#[test]
fn a_firewall_that_forgets_idle_connections_is_found() {
    let world = patient(30)
        .firewall("ip daddr 13.107.6.11 ct state invalid drop")
        .start();
    forgets(&world);
    let outcome = world.check(&["--hold", "4s", "--timeout", "2s"]);
    outcome.ends(0, "warn");
    outcome.finds(&["aadcdn.msauth.net:443 hold.dropped warn 13.107.6.11:443"]);
}

/// nginx says goodbye through TLS, as nobody on the way can.
#[test]
fn a_server_that_gives_up_on_idle_connections_by_itself_is_no_cut() {
    let outcome = patient(1).start().check(&["--hold", "3"]);
    outcome.ends(0, "pass");
    outcome.finds(&[]);
    assert!(
        outcome.stdout.contains(r#""is": "goodbye""#),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_firewall_that_resets_what_it_has_forgotten_is_found() {
    let rule = "ip daddr 13.107.6.11 ct state invalid reject with tcp reset";
    let world = patient(30).firewall(rule).start();
    forgets(&world);
    let outcome = world.check(&["--hold", "3"]);
    outcome.ends(0, "warn");
    outcome.finds(&["aadcdn.msauth.net:443 hold.dropped warn 13.107.6.11:443"]);
    let words = outcome
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(words.contains("It was reset (RST) once a request was sent over it"));
}

/// The words that a proxy's timeout is told by, through this proxy.
#[track_caller]
fn is_the_proxy_s_doing(world: &Running, proxy: &str, at: &str) {
    let proxy_flags = [
        "--hold",
        "4s",
        "--timeout",
        "2s",
        "--proxy",
        proxy,
        "--save",
        "report.json",
    ];
    let outcome = world.check(&proxy_flags);
    outcome.ends(0, "warn");
    let saved = fs::read_to_string(world.folder().join("report.json")).expect("it was saved");
    let report: serde_json::Value = serde_json::from_str(&saved).expect("JSON");
    let endpoints = report["endpoints"].as_array().expect("there are some");
    let probes = endpoints
        .iter()
        .flat_map(|one| one["probes"].as_array().expect("probes"));
    let found = probes.flat_map(|one| one["findings"].as_array().expect("findings"));
    let dropped: Vec<_> = found.filter(|one| one["code"] == "hold.dropped").collect();
    assert_eq!(dropped.len(), 3, "{outcome:#?}");
    for one in dropped {
        assert_eq!(
            (&one["owner"], &one["address"]),
            (&"proxy team".into(), &at.into())
        );
        let cause = one["cause"].as_str().expect("a sentence");
        assert!(
            cause.starts_with(&format!("The proxy `{proxy}` closed an idle connection to")),
            "{cause}"
        );
    }
}

#[test]
fn a_proxy_that_ends_idle_tunnels_is_told_to_its_own_team() {
    let world = patient(30).start();
    let _tinyproxy = hops::tinyproxy_giving_up_after(&world, 2);
    is_the_proxy_s_doing(&world, "http://10.20.0.80:8888", "10.20.0.80:8888");
}

#[test]
fn squid_that_ends_idle_tunnels_is_told_to_its_own_team() {
    let world = patient(30).start();
    let _squid = squid::open().but("read_timeout 2 seconds").start(&world);
    is_the_proxy_s_doing(&world, "http://10.20.0.80:3128", "10.20.0.80:3128");
}

#[test]
fn tls_in_front_of_a_proxy_that_is_ended_when_idle_is_told_to_the_proxy_team() {
    let world = patient(30);
    let corporate = world.pki.corporate.pem();
    let chain = world.pki.intercepted("proxy.contoso.com");
    let world = world.trusting(corporate).start();
    let _tinyproxy = hops::tinyproxy(&world, "");
    let _haproxy = hops::haproxy_giving_up_after(&world, &chain, 2);
    is_the_proxy_s_doing(&world, "https://proxy.contoso.com:3130", "10.20.0.80:3130");
}

/// The goodbye of the server goes through the tunnel, and nobody on the way could have made it.
#[test]
fn a_server_behind_a_proxy_that_gives_up_by_itself_is_no_cut() {
    let world = patient(1).start();
    let _squid = squid::open().start(&world);
    let outcome = world.check(&["--hold", "3", "--proxy", "http://10.20.0.80:3128"]);
    outcome.ends(0, "pass");
}

/// What a firewall between a proxy and the servers forgets, the proxy cannot see either.
#[test]
fn a_firewall_that_forgets_what_a_proxy_keeps_idle_is_told_to_the_firewall_team() {
    let world = patient(30)
        .firewall("ip daddr 10.20.0.80 ct state invalid drop")
        .start();
    let _squid = squid::open().start(&world);
    forgets(&world);
    let proxy = [
        "--hold",
        "4s",
        "--timeout",
        "2s",
        "--proxy",
        "http://10.20.0.80:3128",
    ];
    let outcome = world.check(&proxy);
    outcome.ends(0, "warn");
    let words = outcome
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        words.contains("A request over it got no response"),
        "{words}"
    );
    assert!(words.contains("firewall team"), "{words}");
}

#[test]
fn a_time_that_is_none_is_refused() {
    let world = ordinary().start();
    for wrong in ["0", "soon", "1500ms", "9000"] {
        let outcome = world.check(&["--hold", wrong]);
        assert_eq!(outcome.exit, 2, "{wrong}");
    }
}
