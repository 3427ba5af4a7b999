//! The direct way beside the proxy's: open, closed, and what was asked of it.

use super::{SQUID, fenced};
use crate::findings::all;
use crate::squid;
use crate::world::ordinary;

#[test]
fn a_closed_direct_way_is_told_and_is_as_it_must_be() {
    let world = fenced().start();
    let _squid = squid::open().start(&world);
    let quick = ["--proxy", SQUID, "--timeout", "2s"];
    let asked = |more: &[&str]| world.through(&[], &[&quick, more].concat());
    let outcome = asked(&["--compare-direct"]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
    world.tells(&["open for none; closed for all"]);
    asked(&["--direct", "must-fail"]).ends(0, "pass");
    let outcome = asked(&["--direct", "must-pass"]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "aadcdn.msftauth.net:443 route.direct-closed fail",
        "crl.operator-pki.com:80 route.direct-closed fail",
        "login.microsoftonline.com:443 route.direct-closed fail",
    ]);
}

#[test]
fn an_open_direct_way_around_the_proxy_fails_where_there_must_be_none() {
    let world = ordinary().names("proxy.contoso.com A 10.20.0.80").start();
    let _squid = squid::open().start(&world);
    let asked = |word: &str| world.through(&[], &["--proxy", SQUID, "--direct", word]);
    asked("must-pass").ends(0, "pass");
    let outcome = asked("must-fail");
    outcome.ends(1, "fail");
    outcome.finds(&[
        "aadcdn.msftauth.net:443 route.direct-open fail",
        "crl.operator-pki.com:80 route.direct-open fail",
        "login.microsoftonline.com:443 route.direct-open fail",
    ]);
}
