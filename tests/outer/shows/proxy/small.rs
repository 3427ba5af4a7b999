//! tinyproxy.

use super::{fenced, is_one_of_all, speaks_http_1_0};
use crate::hops;
use crate::squid::{PASSWORD, USER};

const TINYPROXY: &str = "http://proxy.contoso.com:8888";

#[test]
fn tinyproxy_passes_and_speaks_http_1_0() {
    let world = fenced().start();
    let _tinyproxy = hops::tinyproxy(&world, "");
    let outcome = world.through(&[], &["--proxy", TINYPROXY]);
    speaks_http_1_0(&outcome);
}

#[test]
fn a_password_at_tinyproxy_is_right_wrong_or_wanted() {
    let world = fenced().start();
    // Its configuration knows no characters but letters and digits there.
    let password = PASSWORD.replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let _tinyproxy = hops::tinyproxy(&world, &format!("BasicAuth {USER} {password}"));
    let flags = ["--proxy", TINYPROXY, "--proxy-user", USER];
    let outcome = world.through(&[("CLEARWAY_PROXY_PASSWORD", &password)], &flags);
    speaks_http_1_0(&outcome);
    let outcome = world.through(&[("CLEARWAY_PROXY_PASSWORD", "wrong")], &flags);
    outcome.ends(1, "fail");
    // It answers 401, which to GET could be the target's own word.
    outcome.finds(&[
        "login.microsoftonline.com:443 tunnel.auth-failed fail 10.20.0.80:8888",
        "aadcdn.msftauth.net:443 tunnel.auth-failed fail 10.20.0.80:8888",
        "crl.operator-pki.com:80 fetch.block-page fail 10.20.0.80:8888",
    ]);
    let outcome = world.through(&[], &["--proxy", TINYPROXY]);
    is_one_of_all(&outcome, "tunnel.auth-required");
}

#[test]
fn what_tinyproxy_filters_is_refused() {
    let world = fenced().start();
    let filter = world.folder().join("filter");
    std::fs::write(&filter, "aadcdn\n").expect("the folder is writable");
    let lines = format!("Filter \"{}\"", filter.display());
    let _tinyproxy = hops::tinyproxy(&world, &lines);
    let outcome = world.through(&[], &["--proxy", TINYPROXY]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "aadcdn.msftauth.net:443 tunnel.refused fail 10.20.0.80:8888",
        "login.microsoftonline.com:443 tunnel.old-http warn 10.20.0.80:8888",
        "crl.operator-pki.com:80 tunnel.old-http warn 10.20.0.80:8888",
    ]);
}
