//! Proxies that serve only so many connections at a time: what they deny beside others works alone, and
//! what their policy denies does not.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::clearway::Outcome;
use crate::findings::{Seen, all};
use crate::hops;
use crate::process::Server;
use crate::shows::hosts;
use crate::squid;
use crate::world::{Running, World};

/// squid, privoxy and tinyproxy, by their addresses.
const SQUID: &str = "http://10.20.0.80:3128";
const PRIVOXY: &str = "http://10.20.0.80:8118";
const TINYPROXY: &str = "http://10.20.0.80:8888";

/// More hosts than any of them serves at a time, and so far away that their connections overlap.
fn office() -> World {
    let world = hosts(12).names("proxy.contoso.com A 10.20.0.80");
    world.delay(Duration::from_millis(20))
}

/// No more than four connections of one client.
const FOUR: &str = "acl many maxconn 4\nhttp_access deny many";

fn privoxy(world: &Running) -> Server {
    let text = format!(
        "confdir /etc/privoxy\nlogdir {}\nlisten-address 10.20.0.80:8118\nmax-client-connections 4\n",
        world.folder().display()
    );
    let file = hops::write(world, "privoxy.conf", &text);
    let words = ["privoxy", "--no-daemon", &file];
    hops::start(world, &words, "10.20.0.80:8118")
}

/// A run through this proxy, judged again offline with the same outcome.
#[track_caller]
fn through(world: &Running, proxy: &str) -> Outcome {
    let outcome = world.check(&[
        "--proxy",
        proxy,
        "--save",
        "seen.json",
        "--save",
        "seen.txt",
    ]);
    let judged = world.clearway(&["judge", "seen.json", "--format", "json"]);
    assert_eq!(judged.exit, outcome.exit, "{judged:#?}");
    assert_eq!(
        all(&judged.report()),
        all(&outcome.report()),
        "judged again"
    );
    outcome
}

/// The places of all findings of this code that stand at a host.
fn places(found: &[Seen], code: &str) -> BTreeSet<String> {
    let own = found.iter().filter(|seen| seen.code == code);
    let places = own.map(|seen| seen.place.clone());
    places.filter(|place| place != "run").collect()
}

/// Fails unless the limit is a warning about several hosts, told once, and nothing failed.
#[track_caller]
fn is_a_limit(outcome: &Outcome) {
    outcome.ends(0, "warn");
    let found = all(&outcome.report());
    let limited = places(&found, "tunnel.connection-limit");
    assert!(limited.len() >= 2, "{found:#?}");
    let open = found.iter().filter(|seen| !seen.explained);
    let open: BTreeSet<_> = open.map(|seen| (&*seen.place, &*seen.code)).collect();
    let wanted = BTreeSet::from([("run", "tunnel.connection-limit")]);
    assert_eq!(open, wanted, "{found:#?}");
}

#[test]
fn what_squid_denies_to_a_client_with_too_many_connections_is_a_limit() {
    let world = office().start();
    let _squid = squid::open().but(FOUR).start(&world);
    let outcome = through(&world, SQUID);
    is_a_limit(&outcome);
    assert!(outcome.took < Duration::from_secs(15), "{:?}", outcome.took);
}

#[test]
fn what_the_policy_denies_is_told_from_what_the_limit_denies() {
    let denied: Vec<String> = (0..6).map(|n| format!("host{n}.service{n}.com")).collect();
    let policy = format!(
        "acl denied dstdomain {}\nhttp_access deny denied",
        denied.join(" ")
    );
    let world = office().start();
    let _squid = squid::open().but(FOUR).but(&policy).start(&world);
    let outcome = through(&world, SQUID);
    outcome.ends(1, "fail");
    let found = all(&outcome.report());
    let wanted = denied.iter().map(|host| format!("{host}:443")).collect();
    assert_eq!(places(&found, "tunnel.refused"), wanted, "{found:#?}");
    let limited = places(&found, "tunnel.connection-limit");
    assert!(limited.is_disjoint(&wanted), "{found:#?}");
    let failing = found.iter().filter(|seen| seen.severity == "fail");
    assert_eq!(failing.count(), denied.len(), "{found:#?}");
    let text = std::fs::read_to_string(world.folder().join("seen.txt")).expect("it was saved");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Asked again alone: the same"), "{text}");
}

#[test]
fn what_a_policy_denies_to_many_hosts_is_asked_again_in_no_time() {
    let world = office().start();
    let policy = "acl allowed dstdomain host0.service0.com\nhttp_access deny !allowed";
    let _squid = squid::open().but(policy).start(&world);
    let outcome = through(&world, SQUID);
    outcome.ends(1, "fail");
    let found = all(&outcome.report());
    assert_eq!(places(&found, "tunnel.refused").len(), 11, "{found:#?}");
    assert!(outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
}

#[test]
fn what_privoxy_denies_beside_too_many_others_is_a_limit() {
    let world = office().start();
    let _privoxy = privoxy(&world);
    is_a_limit(&through(&world, PRIVOXY));
}

#[test]
fn tinyproxy_lets_those_wait_that_are_too_many() {
    let world = office().start();
    let _tinyproxy = hops::tinyproxy(&world, "MaxClients 4");
    let outcome = through(&world, TINYPROXY);
    outcome.ends(0, "warn");
    let found = all(&outcome.report());
    let other = found.iter().find(|seen| seen.code != "tunnel.old-http");
    assert!(other.is_none(), "{found:#?}");
}

#[test]
fn connections_to_the_proxy_that_a_firewall_counts_are_a_limit() {
    let rule = "tcp dport 3128 ct state new ct count over 3 reject with tcp reset";
    let world = office().firewall(rule).start();
    let _squid = squid::open().start(&world);
    is_a_limit(&through(&world, SQUID));
}
