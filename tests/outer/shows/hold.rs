//! `--hold`: idle connections, and those who cut them.

use std::fs;
use std::path::Path;

use crate::world::{Running, World, ordinary};

/// nginx gives up on who says nothing for so long.
fn patient(seconds: u8) -> World {
    ordinary()
        .names("aadcdn.msauth.net 60 A 13.107.6.11")
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

#[test]
fn a_time_that_is_none_is_refused() {
    let world = ordinary().start();
    for wrong in ["0", "soon", "1500ms", "9000"] {
        let outcome = world.check(&["--hold", wrong]);
        assert_eq!(outcome.exit, 2, "{wrong}");
    }
}
