//! The machine's own store of roots lacks the one that genuine chains lead to: curl, which asks that store,
//! refuses the server.

use crate::findings::all;
use crate::world::{Running, World};

const HOST: &str = "www.operator.com";

/// An office whose store holds one authority.
fn office(trusting: impl Fn(&World) -> String) -> Running {
    let world = World::new();
    let held = trusting(&world);
    world
        .trusting_only(held)
        .names(&format!("{HOST} 60 A 20.190.128.5"))
        .https(HOST)
        .start()
}

/// Does curl accept the server by the machine's store?
fn curl_accepts(office: &Running) -> bool {
    let mut command = office.net.office.command("curl");
    command.args(["--silent", "--output", "/dev/null", "--max-time", "10"]);
    command
        .arg("--cacert")
        .arg(office.folder().join("system.pem"));
    command.args(["--resolve", &format!("{HOST}:443:20.190.128.5")]);
    let ended = command.arg(format!("https://{HOST}/")).status();
    match ended.expect("curl is installed").code() {
        Some(0) => true,
        // CURLE_PEER_FAILED_VERIFICATION
        Some(60) => false,
        other => panic!("curl ended with {other:?}"),
    }
}

#[test]
fn a_store_without_the_root_is_told_once_and_the_chain_stays_genuine() {
    let office = office(|world| world.pki.corporate.pem());
    assert!(!curl_accepts(&office));
    let outcome = office.check(&[]);
    outcome.ends(0, "pass");
    let report = outcome.report();
    let found = all(&report).into_iter();
    let found: Vec<_> = found
        .map(|one| format!("{} {} {}", one.place, one.severity, one.code))
        .collect();
    let wanted = ["run", &format!("{HOST}:443")];
    let wanted = wanted.map(|place| format!("{place} note chain.untrusted-here"));
    assert_eq!(found, wanted);
}

#[test]
fn nothing_is_told_of_a_store_that_has_the_root() {
    let office = office(|world| world.pki.root.pem());
    assert!(curl_accepts(&office));
    let outcome = office.check(&[]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}
