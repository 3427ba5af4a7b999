//! Proxies that open TLS: on which names, and on no other.

use super::{SQUID, fenced};
use crate::squid;
use crate::world::World;

const TWO: [&str; 2] = ["aadcdn.msftauth.net", "autologon.azuread-sso.com"];

const WANTED: [&str; 2] = [
    "aadcdn.msftauth.net:443 chain.intercepted fail 10.20.0.80:3128",
    "autologon.azuread-sso.com:443 chain.intercepted fail 10.20.0.80:3128",
];

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
    outcome.finds_one_box(&WANTED);
    world.tells(&[
        "the whole run chain.intercepted",
        "TLS is inspected on 2 of 3 hosts through proxy `http://proxy.contoso.com:3128` by `Contoso Inspection CA`",
        "Not affected: `login.microsoftonline.com`",
        "This machine trusts the chain",
        "Contoso Inspection CA",
        "ask the proxy team",
    ]);
}

#[test]
fn two_opened_names_are_intercepted_and_no_other_where_nobody_trusts_the_authority() {
    let world = world().start();
    let _squid = squid::open().opening(&TWO).start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    outcome.finds_one_box(&WANTED);
}

#[test]
fn a_proxy_that_opens_all_intercepts_each_name_and_no_page_on_port_80() {
    let world = world().start();
    let _squid = squid::open().opening_all().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(1, "fail");
    let login = "login.microsoftonline.com:443 chain.intercepted fail 10.20.0.80:3128";
    outcome.finds_one_box(&[WANTED[0], WANTED[1], login]);
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
        "The connection to `aadcdn.msftauth.net:443` through proxy `http://proxy.contoso.com:3128` was closed as soon as TLS began",
        "ask the proxy team",
        "allow TLS in the tunnel to `aadcdn.msftauth.net:443`",
    ]);
}
