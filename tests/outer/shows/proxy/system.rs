//! Revocation data as Windows itself fetches it: on `WinHTTP`'s settings, whatever the agent's are.

use super::{SQUID, fence};
use crate::clearway::Outcome;
use crate::hops;
use crate::squid;
use crate::world::{Running, ordinary};

const DIFFERS: &str = "crl.operator-pki.com:80 route.revocation-differs warn";
/// The list, asked directly.
const DIRECTLY: &str = "\"to\": \"152.199.19.160:80\"";
const WINHTTP: &str = "http://proxy.contoso.com:8888";

/// The ordinary world with a proxy and with revocation data that Windows fetches; firewalls as wanted.
fn world(fenced: bool) -> Running {
    let world = ordinary()
        .product("revocation = \"system\"")
        .names("proxy.contoso.com A 10.20.0.80");
    if fenced { fence(world) } else { world }.start()
}

fn asked(world: &Running, more: &[&str]) -> Outcome {
    world.through(&[], &[&["--proxy", SQUID], more].concat())
}

#[test]
fn a_list_that_only_the_agent_s_proxy_reaches_is_a_warning() {
    let world = world(true);
    let _squid = squid::open().start(&world);
    let outcome = asked(&world, &[]);
    outcome.ends(0, "warn");
    outcome.finds(&[DIFFERS]);
    world.tells(&["assuming no WinHTTP proxy; give `--system-proxy`"]);
    let outcome = asked(&world, &["--direct", "must-fail"]);
    outcome.ends(0, "warn");
    outcome.finds(&[DIFFERS]);
}

#[test]
fn a_list_that_is_open_directly_as_well_is_nothing() {
    let world = world(false);
    let _squid = squid::open().start(&world);
    let outcome = asked(&world, &[]);
    outcome.ends(0, "pass");
    assert!(outcome.stdout.contains(DIRECTLY), "{outcome:#?}");
}

#[test]
fn the_proxy_of_windows_itself_is_asked_and_nothing_directly() {
    let world = world(false);
    let _squid = squid::open().start(&world);
    let _tinyproxy = hops::tinyproxy(&world, "");
    let outcome = asked(&world, &["--system-proxy", WINHTTP]);
    outcome.ends(0, "pass");
    assert!(outcome.stdout.contains("\"by_system\""), "{outcome:#?}");
    assert!(!outcome.stdout.contains(DIRECTLY), "{outcome:#?}");
}

#[test]
fn a_proxy_of_windows_itself_that_refuses_the_list_is_a_warning() {
    let world = world(false);
    let _squid = squid::open().start(&world);
    let filter = world.folder().join("filter");
    std::fs::write(&filter, "operator-pki\n").expect("the folder is writable");
    let _tinyproxy = hops::tinyproxy(&world, &format!("Filter \"{}\"", filter.display()));
    let outcome = asked(&world, &["--system-proxy", WINHTTP]);
    outcome.ends(0, "warn");
    outcome.finds(&[DIFFERS]);
    assert!(!outcome.stdout.contains(DIRECTLY), "{outcome:#?}");
}
