//! Who names the proxy: variables in both cases, exceptions, conflicts, and the command line.

use serde_json::json;

use super::{SQUID, fenced, route};
use crate::clearway::{Outcome, Variables};
use crate::findings::all;
use crate::squid;
use crate::world::{EVERY_PLACE, Running, ordinary};

const DEAD: &str = "http://proxy.contoso.com:9";
const LOGIN: &str = EVERY_PLACE[0];
const CDN: &str = EVERY_PLACE[1];
const LIST: &str = EVERY_PLACE[2];

/// A world in which both ways are open, so that what was chosen passes.
fn both_ways() -> (Running, crate::process::Server) {
    let world = ordinary().names("proxy.contoso.com A 10.20.0.80").start();
    let squid = squid::open().start(&world);
    (world, squid)
}

/// Fails unless that is the way of that place: hop, source, setting.
#[track_caller]
fn goes(outcome: &Outcome, place: &str, via: Option<&str>, source: &str, setting: Option<&str>) {
    let report = outcome.report();
    let route = route(&report, place);
    let said = (&route["via"], &route["source"], &route["setting"]);
    assert_eq!(
        said,
        (&json!(via), &json!(source), &json!(setting)),
        "{place}: {route:#}"
    );
}

/// Runs with these variables; each of the three must go by the setting named, or directly.
#[track_caller]
fn by(variables: Variables<'_>, settings: [Option<&str>; 3]) {
    let (world, _squid) = both_ways();
    let outcome = world.through(variables, &[]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
    for (place, setting) in EVERY_PLACE.into_iter().zip(settings) {
        let source = setting.map_or("default", |_| "environment");
        goes(&outcome, place, setting.map(|_| SQUID), source, setting);
    }
}

#[test]
fn upper_case_https_proxy_is_heeded_for_its_scheme() {
    by(
        &[("HTTPS_PROXY", SQUID)],
        [Some("HTTPS_PROXY"), Some("HTTPS_PROXY"), None],
    );
}

#[test]
fn http_proxy_in_upper_case_is_not_read_and_that_is_told() {
    let (world, _squid) = both_ways();
    let outcome = world.through(&[("HTTP_PROXY", SQUID)], &[]);
    outcome.ends(0, "warn");
    outcome.finds(&["crl.operator-pki.com:80 route.unusable warn"]);
    goes(&outcome, LIST, None, "default", None);
    world.tells(&[
        "The variable `HTTP_PROXY` is not used",
        "write `HTTP_PROXY` as `http_proxy`",
    ]);
}

#[test]
fn lower_case_variables_are_heeded_each_for_its_scheme() {
    by(
        &[("https_proxy", SQUID)],
        [Some("https_proxy"), Some("https_proxy"), None],
    );
    by(&[("http_proxy", SQUID)], [None, None, Some("http_proxy")]);
}

#[test]
fn one_variable_for_all_is_heeded_in_both_cases() {
    by(&[("ALL_PROXY", SQUID)], [Some("ALL_PROXY"); 3]);
    by(
        &[("all_proxy", "proxy.contoso.com:3128")],
        [Some("all_proxy"); 3],
    );
}

/// Runs with this exception; the places that go directly because of it.
fn excepted(variable: &str, list: &str) -> Vec<String> {
    let (world, _squid) = both_ways();
    let outcome = world.through(&[("ALL_PROXY", SQUID), (variable, list)], &[]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
    let report = outcome.report();
    let direct = EVERY_PLACE.into_iter().filter_map(|place| {
        let route = route(&report, place);
        if !route["via"].is_null() {
            return None;
        }
        assert_eq!(route["source"], "environment", "{route:#}");
        assert_eq!(route["passed_over"][0]["raw"], SQUID, "{route:#}");
        let setting = route["setting"].as_str().unwrap_or_default();
        Some(format!("{place} {setting}"))
    });
    let direct = direct.collect();
    world.tells(&["direct (", "set by `"]);
    direct
}

#[test]
fn an_exception_by_name_is_that_name_and_what_is_below_it() {
    let direct = excepted("NO_PROXY", "localhost,aadcdn.msftauth.net");
    assert_eq!(direct, [format!("{CDN} NO_PROXY aadcdn.msftauth.net")]);
    let direct = excepted("no_proxy", "operator-pki.com, 10.0.0.0/8");
    assert_eq!(direct, [format!("{LIST} no_proxy operator-pki.com")]);
}

#[test]
fn an_exception_by_suffix_is_what_is_below_it() {
    let direct = excepted("NO_PROXY", ".microsoftonline.com,*.msftauth.net");
    let wanted = [
        format!("{LOGIN} NO_PROXY .microsoftonline.com"),
        format!("{CDN} NO_PROXY *.msftauth.net"),
    ];
    assert_eq!(direct, wanted);
}

#[test]
fn an_exception_with_a_port_is_for_that_port() {
    let list = "login.microsoftonline.com:443,aadcdn.msftauth.net:80,.operator-pki.com:80";
    let wanted = [
        format!("{LOGIN} NO_PROXY login.microsoftonline.com:443"),
        format!("{LIST} NO_PROXY .operator-pki.com:80"),
    ];
    assert_eq!(excepted("NO_PROXY", list), wanted);
}

#[test]
fn an_exception_for_all_is_the_direct_way() {
    assert_eq!(excepted("NO_PROXY", "*").len(), 3);
}

#[test]
fn exceptions_of_the_command_line_stand_in_for_those_of_the_environment() {
    let (world, _squid) = both_ways();
    let variables = [("ALL_PROXY", SQUID), ("NO_PROXY", "*")];
    let outcome = world.through(&variables, &["--no-proxy", "msftauth.net"]);
    outcome.ends(0, "pass");
    goes(
        &outcome,
        LOGIN,
        Some(SQUID),
        "environment",
        Some("ALL_PROXY"),
    );
    goes(&outcome, CDN, None, "flag", Some("--no-proxy msftauth.net"));
    let outcome = world.through(&[], &["--proxy", SQUID, "--no-proxy", ".operator-pki.com"]);
    goes(&outcome, CDN, Some(SQUID), "flag", Some("--proxy"));
    goes(
        &outcome,
        LIST,
        None,
        "flag",
        Some("--no-proxy .operator-pki.com"),
    );
}

#[test]
fn one_name_in_two_cases_is_a_conflict_and_lower_case_wins() {
    let (world, _squid) = both_ways();
    let outcome = world.through(&[("HTTPS_PROXY", DEAD), ("https_proxy", SQUID)], &[]);
    outcome.ends(0, "pass");
    outcome.finds(&[
        "login.microsoftonline.com:443 route.conflict note",
        "aadcdn.msftauth.net:443 route.conflict note",
    ]);
    goes(
        &outcome,
        LOGIN,
        Some(SQUID),
        "environment",
        Some("https_proxy"),
    );
    world.tells(&["`https_proxy` is used, `HTTPS_PROXY` is not"]);
}

#[test]
fn the_command_line_wins_over_the_environment_and_says_so() {
    let (world, _squid) = both_ways();
    let outcome = world.through(&[("ALL_PROXY", DEAD)], &["--proxy", SQUID]);
    outcome.ends(0, "pass");
    for place in EVERY_PLACE {
        outcome.mentions(&format!("{place} route.conflict note"));
        goes(&outcome, place, Some(SQUID), "flag", Some("--proxy"));
    }
    let outcome = world.through(&[("ALL_PROXY", SQUID)], &["--proxy", SQUID]);
    outcome.finds(&[]);
}

#[test]
fn direct_on_the_command_line_is_direct_whatever_the_environment_says() {
    let (world, _squid) = both_ways();
    let outcome = world.through(&[("ALL_PROXY", DEAD)], &["--proxy", "direct"]);
    outcome.ends(0, "pass");
    goes(&outcome, LOGIN, None, "flag", Some("--proxy"));
    let outcome = world.through(&[], &["--proxy", "direct"]);
    outcome.ends(0, "pass");
    outcome.finds(&[]);
}

#[test]
fn env_on_the_command_line_is_the_environment() {
    let (world, _squid) = both_ways();
    let outcome = world.through(&[("ALL_PROXY", SQUID)], &["--proxy", "env"]);
    outcome.ends(0, "pass");
    goes(
        &outcome,
        LOGIN,
        Some(SQUID),
        "environment",
        Some("ALL_PROXY"),
    );
}

#[test]
fn a_setting_that_cannot_be_spoken_leaves_its_hosts_unproven_and_no_other_counts() {
    let world = fenced().start();
    let _squid = squid::open().start(&world);
    for wrong in ["gopher://a:1", "http://proxy.contoso.com:port", "http://"] {
        let outcome = world.through(&[("HTTPS_PROXY", wrong), ("ALL_PROXY", SQUID)], &[]);
        outcome.ends(1, "unproven");
        outcome.finds(&[
            "login.microsoftonline.com:443 route.unusable unproven",
            "aadcdn.msftauth.net:443 route.unusable unproven",
        ]);
        world.tells(&[
            "2 hosts route.unusable",
            "The proxy setting `HTTPS_PROXY` decides the route to 2 hosts and cannot be used",
            "ask the host owner",
            "write `HTTPS_PROXY` as `http://host:port`",
        ]);
    }
}

#[test]
fn a_proxy_flag_that_cannot_be_spoken_is_refused() {
    let world = fenced().start();
    for wrong in ["gopher://a:1", "http://", "http://a:99999", "a b", ""] {
        let outcome = world.check(&["--proxy", wrong]);
        assert_eq!(outcome.exit, 2, "{wrong}: {outcome:#?}");
        assert!(outcome.stderr.contains("--proxy"), "{}", outcome.stderr);
    }
}

#[test]
fn an_empty_variable_is_none() {
    by(
        &[("HTTPS_PROXY", ""), ("https_proxy", ""), ("ALL_PROXY", "")],
        [None; 3],
    );
}
