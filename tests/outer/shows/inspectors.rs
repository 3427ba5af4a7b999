//! Proxies that open TLS, product by product: each is one device of the proxy team's, told once with the hosts
//! that it opens and those that it leaves alone.

use crate::forward_proxies::trafficserver;
use crate::inspectors::{self, INSPECTOR};
use crate::world::{Running, World, ordinary};

const LOGIN: &str = "login.microsoftonline.com";
const CDN: &str = "aadcdn.msftauth.net";
const SIGN_ON: &str = "autologon.azuread-sso.com";

fn world() -> World {
    ordinary()
        .names(&format!("{SIGN_ON} CNAME www.tm.prd.aadg.akadns.net"))
        .names("proxy.contoso.com A 10.20.0.80")
        .https(SIGN_ON)
}

/// The login is left alone, the others are opened.
#[track_caller]
fn opens_two_of_three(world: &Running) {
    let outcome = world.check(&["--proxy", &format!("http://{INSPECTOR}")]);
    outcome.ends(1, "fail");
    outcome.finds_one_box(&[
        &format!("{CDN}:443 chain.intercepted fail {INSPECTOR}"),
        &format!("{SIGN_ON}:443 chain.intercepted fail {INSPECTOR}"),
    ]);
    let report = outcome.report();
    let found = &report["findings"][0];
    assert_eq!(found["owner"], "proxy team", "{found:#}");
    let cause = format!(
        "TLS is inspected on 2 of 3 hosts through proxy `http://{INSPECTOR}` by `Contoso Inspection CA`"
    );
    assert_eq!(found["cause"], cause.as_str(), "{found:#}");
    assert_eq!(
        found["across"]["unaffected"],
        serde_json::json!([LOGIN]),
        "{found:#}"
    );
}

#[test]
fn privoxy_that_opens_two_names_is_one_device() {
    let world = world().start();
    let _privoxy = inspectors::privoxy(&world, &[CDN, SIGN_ON]);
    opens_two_of_three(&world);
}

#[test]
fn mitmproxy_that_adds_the_servers_own_certificates_is_one_device_all_the_same() {
    let world = world().start();
    let _mitmproxy = inspectors::mitmproxy(&world, LOGIN);
    opens_two_of_three(&world);
}

#[test]
fn e2guardian_that_opens_all_but_one_name_is_one_device() {
    let world = world().start();
    let _e2guardian = inspectors::e2guardian(&world, &[LOGIN]);
    opens_two_of_three(&world);
}

#[test]
#[ignore = "its package is one of tests/more"]
fn proxy_py_that_opens_all_is_one_device() {
    let world = world().start();
    let _proxy = inspectors::proxy_py(&world);
    let outcome = world.check(&["--proxy", &format!("http://{INSPECTOR}")]);
    outcome.ends(1, "fail");
    for host in [CDN, SIGN_ON, LOGIN] {
        outcome.mentions(&format!("{host}:443 chain.intercepted fail {INSPECTOR}"));
    }
    // Its certificates are valid from the second on in which it made them.
    let lines = outcome.lines();
    assert!(
        !lines.iter().any(|line| line.contains("not-yet-valid")),
        "{lines:#?}"
    );
    let found = &outcome.report()["findings"][0];
    let cause = format!(
        "TLS is inspected on 3 of 3 hosts through proxy `http://{INSPECTOR}` by `Contoso Inspection CA`"
    );
    assert_eq!(found["cause"], cause.as_str(), "{found:#}");
}

#[test]
#[ignore = "its package is one of tests/more"]
fn traffic_server_that_makes_a_certificate_for_each_name_is_one_device_on_the_way() {
    let world = world().start();
    let _certifier = trafficserver::certifier(&world);
    let outcome = world.check(&[]);
    outcome.ends(1, "fail");
    let report = outcome.report();
    let found = &report["findings"][0];
    assert_eq!(found["code"], "chain.intercepted", "{found:#}");
    assert_eq!(found["across"]["of"], 3, "{found:#}");
    let hosts = found["across"]["hosts"].as_array().map(Vec::len);
    assert_eq!(hosts, Some(3), "{found:#}");
}
