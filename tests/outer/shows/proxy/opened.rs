//! Proxies that open TLS: on which names, and on no other.

use super::{SQUID, fenced};
use crate::clearway::Outcome;
use crate::squid;
use crate::world::World;

const TWO: [&str; 2] = ["aadcdn.msftauth.net", "autologon.azuread-sso.com"];

const WANTED: [&str; 2] = [
    "aadcdn.msftauth.net:443 chain.intercepted fail 10.20.0.80:3128",
    "autologon.azuread-sso.com:443 chain.intercepted fail 10.20.0.80:3128",
];

/// One key signs for all of them: told once of the whole run, and kept for each host.
fn is_one_box(outcome: &Outcome, wanted: &[&str]) {
    outcome.finds(&["run chain.intercepted fail"]);
    for line in wanted {
        outcome.mentions(line);
    }
}

fn world() -> World {
    fenced()
        .names("autologon.azuread-sso.com CNAME www.tm.prd.aadg.akadns.net")
        .https("autologon.azuread-sso.com")
}

#[test]
fn two_opened_names_are_intercepted_and_no_other_where_the_system_trusts_the_authority() {
    let world = world();
    let corporate = world.pki.corporate.pem();
    let world = world.trusting(corporate).start();
    let _squid = squid::open().opening(&TWO).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    is_one_box(&outcome, &WANTED);
    world.tells(&[
        "the whole run chain.intercepted",
        "Contoso Inspection CA",
        "signs for 2 hosts: `aadcdn.msftauth.net`, `autologon.azuread-sso.com`",
        "not inspected: `login.microsoftonline.com`",
        "this machine trusts it",
        "proxy team:",
    ]);
}

#[test]
fn two_opened_names_are_intercepted_and_no_other_where_nobody_trusts_the_authority() {
    let world = world().start();
    let _squid = squid::open().opening(&TWO).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    is_one_box(&outcome, &WANTED);
}

#[test]
fn a_proxy_that_opens_all_intercepts_each_name_and_no_page_on_port_80() {
    let world = world().start();
    let _squid = squid::open().opening_all().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    let login = "login.microsoftonline.com:443 chain.intercepted fail 10.20.0.80:3128";
    is_one_box(&outcome, &[WANTED[0], WANTED[1], login]);
}

#[test]
fn a_proxy_that_cuts_a_name_once_it_sees_it_is_a_handshake_cut() {
    let world = world().start();
    let _squid = squid::open()
        .cutting(&["aadcdn.msftauth.net"])
        .start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    outcome.finds(&["aadcdn.msftauth.net:443 handshake.cut fail 10.20.0.80:3128"]);
    world.tells(&[
        "`aadcdn.msftauth.net` through http://proxy.contoso.com:3128: it closes the connection",
        "proxy team: let TLS pass in the tunnel to `aadcdn.msftauth.net:443`",
    ]);
}
