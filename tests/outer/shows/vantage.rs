//! Who measures, from where: it is in every report, and `--source` says it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::clearway::Outcome;
use crate::findings::all;
use crate::world::{EVERY_PLACE, Running, ordinary};

/// The second address of the office.
const OTHER: &str = "10.20.0.6";

/// An office with two addresses, and a firewall that lets only the second through.
fn two_addresses() -> Running {
    let world = ordinary()
        .firewall("ip saddr 10.20.0.5 tcp dport { 80, 443 } reject with tcp reset")
        .start();
    world.net.office.ip(&format!(
        "addr add {OTHER}/24 dev eth0\n\
         link add eth7 type veth peer name eth8\n\
         link set eth7 up\n\
         addr add 10.77.0.7/32 dev eth7\n"
    ));
    world
}

fn host(outcome: &Outcome) -> Value {
    outcome.report()["run"]["host"].clone()
}

#[test]
fn a_report_says_who_measured_and_from_where() {
    let world = ordinary().start();
    let outcome = world.check(&[]);
    outcome.ends(0, "pass");
    assert_eq!(outcome.stderr, "", "progress is for terminals");
    let host = host(&outcome);
    assert_eq!(host["user"]["name"], "root");
    assert_eq!(host["user"]["elevated"], true);
    assert!(host["name"].as_str().is_some_and(|name| !name.is_empty()));
    assert!(
        host["clock_unix"]
            .as_i64()
            .is_some_and(|now| now > 1_700_000_000)
    );
    let own: Vec<_> = host["source_addresses"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(own, ["10.20.0.5", "2602:fe90:20::5"]);
    let interfaces = host["interfaces"].as_array().into_iter().flatten();
    let eth0 = interfaces.clone().find(|one| one["name"] == "eth0");
    let addresses = eth0.and_then(|one| one["addresses"].as_array());
    assert!(
        addresses.is_some_and(|all| all.contains(&"10.20.0.5".into())),
        "{host:#}"
    );
    let text = world.clearway(&["check", "--endpoints", "endpoints.toml"]);
    let line = text.stdout.lines().find(|line| line.starts_with("from "));
    let line = line.unwrap_or_else(|| panic!("no such line\n{}", text.stdout));
    for word in ["as `root`", "from 10.20.0.5, 2602:fe90:20::5"] {
        assert!(text.stdout.contains(word), "{word}: {line}");
    }
}

#[test]
fn a_rule_for_one_address_shows_from_the_other_alone() {
    let world = two_addresses();
    let outcome = world.check(&["--source", "10.20.0.5"]);
    outcome.ends(1, "fail");
    for place in EVERY_PLACE {
        outcome.mentions(&format!("{place} connect.refused fail"));
    }
    let outcome = world.check(&["--source", OTHER]);
    outcome.ends(0, "pass");
    for seen in all(&outcome.report()) {
        assert_eq!(seen.severity, "note", "only IPv6 has no source: {seen:?}");
        assert_eq!(seen.code, "connect.unreachable");
    }
    let host = host(&outcome);
    assert_eq!(host["bound_to"], OTHER);
    assert_eq!(host["source_addresses"], serde_json::json!([OTHER]));
}

#[test]
fn questions_to_name_servers_go_out_from_the_source_as_well() {
    let world = ordinary()
        .firewall("ip saddr 10.20.0.6 th dport 53 counter drop")
        .start();
    world
        .net
        .office
        .ip(&format!("addr add {OTHER}/24 dev eth0\n"));
    let outcome = world.check(&["--source", OTHER, "--timeout", "1s"]);
    outcome.mentions("login.microsoftonline.com:443 resolve.silent fail");
}

#[test]
fn an_interface_stands_for_its_addresses_of_both_families() {
    let outcome = two_addresses().check(&["--source", "eth0"]);
    let host = host(&outcome);
    let own: BTreeSet<_> = host["source_addresses"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(own, BTreeSet::from(["10.20.0.5", "2602:fe90:20::5"]));
}

#[test]
fn a_source_that_this_machine_does_not_have_is_refused_before_any_packet() {
    let world = two_addresses();
    for wrong in ["10.20.0.77", "eth9", "2602:fe90:20::77"] {
        let before = world.net.packets_from_office();
        let outcome = world.check(&["--source", wrong]);
        assert_eq!(outcome.exit, 2, "{outcome:#?}");
        assert_eq!(outcome.stdout, "");
        assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
        for word in [wrong, "`eth0`", "10.20.0.5", OTHER, "`eth7` (10.77.0.7)"] {
            assert!(outcome.stderr.contains(word), "{word}: {}", outcome.stderr);
        }
        assert_eq!(
            world.net.packets_from_office(),
            before,
            "no packet was sent"
        );
    }
}
