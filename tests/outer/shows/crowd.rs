//! Limits on the path, and on this machine: what works alone and not beside others.

use std::time::Duration;

use serde_json::Value;

use crate::clearway::Outcome;
use crate::findings::all;
use crate::shows::hosts;

/// Runs against so many hosts, behind this rule. The kernel counts connections that have just ended
/// as open for some milliseconds, so they are as far away as real ones.
fn behind(rule: &str, number: usize, flags: &[&str]) -> Outcome {
    let far = hosts(number).delay(Duration::from_millis(10));
    far.firewall(rule).start().check(flags)
}

/// Walks that were made once more, alone.
fn controls(report: &Value) -> usize {
    let endpoints = report["endpoints"].as_array().into_iter().flatten();
    let probes = endpoints.flat_map(|endpoint| endpoint["probes"].as_array().into_iter().flatten());
    let controls = probes.filter_map(|probe| probe["evidence"]["controls"].as_array());
    let alone = controls.flatten().filter(|one| one["kind"] == "retest");
    alone.count()
}

#[test]
fn a_limit_that_refuses_is_told_from_a_closed_port() {
    let rule = "tcp dport 443 ct state new ct count over 3 reject with tcp reset";
    let closed = "ip daddr 20.190.132.7 tcp dport 443 reject with tcp reset";
    let outcome = behind(&format!("{closed}\n{rule}"), 12, &[]);
    outcome.ends(1, "fail");
    outcome.mentions("host7.service7.com:443 connect.refused fail 20.190.132.7:443");
    let found = all(&outcome.report());
    let failing = found.iter().filter(|seen| seen.severity == "fail");
    assert_eq!(failing.count(), 1, "{found:#?}");
    let eased = found
        .iter()
        .filter(|seen| seen.code == "connect.under-load");
    let eased = eased.count();
    assert!(eased >= 1, "{found:#?}");
    assert_eq!(controls(&outcome.report()), eased + 1, "both are kept");
}

#[test]
fn a_limit_alone_is_a_warning() {
    let rule = "tcp dport 443 ct state new ct count over 3 reject with tcp reset";
    let outcome = behind(rule, 12, &[]);
    outcome.ends(0, "warn");
    let found = all(&outcome.report());
    assert!(
        found.iter().all(|seen| seen.code == "connect.under-load"),
        "{found:#?}"
    );
}

#[test]
fn a_limit_that_drops_is_a_warning_too() {
    // The second SYN is sent after a second: the step is over by then.
    let rule = "tcp dport 443 ct state new ct count over 3 drop";
    let outcome = behind(rule, 6, &["--timeout", "900ms"]);
    outcome.ends(0, "warn");
    let found = all(&outcome.report());
    assert!(
        found.iter().all(|seen| seen.code == "connect.under-load"),
        "{found:#?}"
    );
}

#[test]
fn many_silent_addresses_are_asked_again_for_one_step_and_no_longer() {
    let rule = "ip daddr 20.190.132.1-20.190.132.99 tcp dport 443 drop";
    let outcome = behind(rule, 40, &["--timeout", "2s"]);
    outcome.ends(1, "fail");
    assert!(outcome.took < Duration::from_secs(7), "{:?}", outcome.took);
    let report = outcome.report();
    let asked = controls(&report);
    let text = report.to_string();
    let left = text.matches("not_retested").count();
    assert!(
        asked >= 4 && asked + left == 39,
        "{asked} asked, {left} left"
    );
}

#[test]
fn few_descriptors_are_waited_for() {
    let world = hosts(40).start();
    for limit in [64, 40] {
        let outcome = world.check_with_descriptors(limit, &[]);
        outcome.ends(0, "pass");
        let found = all(&outcome.report());
        assert!(found.is_empty(), "{limit}: {found:#?}");
    }
}
