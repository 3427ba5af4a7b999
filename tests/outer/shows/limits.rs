//! Time: nothing waits longer than it must, and nothing seen is lost.

use std::fs;
use std::time::Duration;

use serde_json::Value;

use crate::findings::probe;
use crate::process::until;
use crate::shows::hosts;
use crate::world::{EVERY_PLACE, ordinary};

#[test]
fn everything_silent_takes_little_more_than_one_step() {
    let outcome = ordinary()
        .firewall("th dport { 80, 443 } drop")
        .start()
        .check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    for place in EVERY_PLACE {
        outcome.mentions(&format!("{place} connect.silent fail"));
    }
    assert!(outcome.took < Duration::from_secs(5), "{:?}", outcome.took);
}

#[test]
fn a_run_far_away_takes_the_round_trips_of_its_slowest_endpoint() {
    let world = hosts(12).delay(Duration::from_millis(40)).start();
    let outcome = world.check(&[]);
    outcome.ends(0, "pass");
    let took = outcome.report()["run"]["took_ms"]
        .as_u64()
        .expect("a number");
    // Name, connect, TLS, request: four or five. One host after the other needs twelve times as long; what
    // lies between is left to a busy machine, and the benches compare it with a peer.
    assert!(
        (320..1_900).contains(&took),
        "{took} ms at 80 ms a round trip"
    );
}

#[test]
fn a_deadline_ends_the_run_and_says_so() {
    let world = ordinary()
        .firewall("ip daddr 20.190.128.0/24 tcp dport 443 drop")
        .start();
    let outcome = world.check(&["--deadline", "1s"]);
    assert_eq!(outcome.exit, 1, "{outcome:#?}");
    outcome.mentions("login.microsoftonline.com:443 run.gave-up unproven");
    outcome.speaks_only_of(&["login.microsoftonline.com"]);
    assert!(outcome.took < Duration::from_secs(4), "{:?}", outcome.took);
}

#[test]
fn ctrl_c_ends_the_run_and_loses_nothing() {
    let world = ordinary()
        .firewall("ip daddr 20.190.128.0/24 tcp dport 443 drop")
        .start();
    let program = world.start_check(&["--timeout", "20s", "--save", "partial.json"]);
    until("the revocation list is asked for", || {
        world.has_served("/root.crl").then_some(())
    });
    program.interrupt();
    let outcome = program.wait();
    assert_eq!(outcome.exit, 130, "{outcome:#?}");
    assert!(outcome.took < Duration::from_secs(10), "{:?}", outcome.took);
    outcome.mentions("login.microsoftonline.com:443 run.interrupted unproven");
    let saved = fs::read_to_string(world.folder().join("partial.json")).expect("it was saved");
    let saved: Value = serde_json::from_str(&saved).expect("it is a whole report");
    assert_eq!(saved, outcome.report(), "stdout and the file say the same");
    assert_eq!(saved["run"]["interrupted"], true);
    let list = &probe(&saved, "crl.operator-pki.com:80")["evidence"];
    assert_eq!(
        list["attempts"][0]["to"], "152.199.19.160:80",
        "what was seen is kept"
    );
}

#[test]
fn a_report_that_cannot_be_saved_at_the_end_is_not_lost() {
    let world = ordinary().start();
    let full = world.folder().join("full.json");
    std::os::unix::fs::symlink("/dev/full", full).expect("the folder is writable");
    let outcome = world.check(&["--quiet", "--save", "full.json"]);
    assert_eq!(
        outcome.exit, 2,
        "what was asked could not be done: {outcome:#?}"
    );
    let said = &outcome.stderr;
    assert!(said.contains("full.json"), "{said}");
    assert_eq!(outcome.stdout, "", "nothing was asked for there");
    let kept = kept(said);
    let report = fs::read_to_string(kept).expect("it is there");
    let report: Value = serde_json::from_str(&report).expect("it is a whole report");
    assert_eq!(report["verdict"], "pass");
    fs::remove_file(kept).expect("it is ours");
}

#[test]
fn proofs_that_cannot_be_written_at_the_end_are_not_lost() {
    let world = ordinary().start();
    for name in ["full.zip", "full.pcapng"] {
        let full = world.folder().join(name);
        std::os::unix::fs::symlink("/dev/full", full).expect("the folder is writable");
    }
    let outcome = world.check(&["--quiet", "--proof", "full.zip"]);
    assert_eq!(outcome.exit, 2, "{outcome:#?}");
    let bundle = fs::read(kept(&outcome.stderr)).expect("it is there");
    assert!(bundle.starts_with(b"PK"), "{}", outcome.stderr);
    fs::remove_file(kept(&outcome.stderr)).expect("it is ours");
    let outcome = world.check(&["--quiet", "--pcap", "full.pcapng"]);
    assert_eq!(outcome.exit, 2, "{outcome:#?}");
    let capture = fs::read(kept(&outcome.stderr)).expect("it is there");
    assert!(
        capture.starts_with(b"\x0a\x0d\x0d\x0a"),
        "{}",
        outcome.stderr
    );
    fs::remove_file(kept(&outcome.stderr)).expect("it is ours");
}

/// Where what could not be saved is, as the message says.
#[track_caller]
fn kept(said: &str) -> &str {
    let kept = said.split('`').find(|part| part.contains("/clearway-"));
    kept.expect("it says where it is")
}
