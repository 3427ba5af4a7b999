//! Nothing is wrong behind the proxy: exit 0, and at most notes about what is not needed here.

use std::time::Duration;

use super::{SQUID, fence, fenced, route};
use crate::bind::{self, Names};
use crate::datafile;
use crate::findings::{all, probe};
use crate::ocsp;
use crate::squid;
use crate::world::{EVERY_PLACE, Running, ordinary};

/// Every request that squid has seen.
fn log(world: &Running) -> String {
    std::fs::read_to_string(world.folder().join("squid/access")).expect("squid keeps a log")
}

#[test]
fn with_all_direct_traffic_dropped_the_proxy_is_enough() {
    let world = fenced().start();
    let _squid = squid::open().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(0, "pass");
    let report = outcome.report();
    assert_eq!(all(&report), []);
    for place in EVERY_PLACE {
        let route = route(&report, place);
        assert_eq!(route["via"], SQUID, "{place}");
        assert_eq!(
            (&route["source"], &route["setting"]),
            (&"flag".into(), &"--proxy".into())
        );
    }
    let log = log(&world);
    assert!(
        log.contains("CONNECT login.microsoftonline.com:443"),
        "{log}"
    );
    assert!(
        log.contains("GET http://crl.operator-pki.com/root.crl"),
        "{log}"
    );
    world.tells(&["via http://proxy.contoso.com:3128 (3 requests), set by `--proxy`"]);
}

#[test]
fn without_the_proxy_every_place_is_silent_within_one_step() {
    let outcome = fenced().start().through(&[], &["--timeout", "2s"]);
    outcome.ends(1, "fail");
    for place in EVERY_PLACE {
        outcome.mentions(&format!("{place} connect.silent fail"));
    }
    assert!(outcome.took < Duration::from_secs(4), "{:?}", outcome.took);
}

/// An office whose own name server knows the proxy and nothing else.
fn without_external_names() -> (Running, crate::process::Server) {
    let world = fenced().start();
    world.net.internet.ip("addr add 10.20.0.54/32 dev lo");
    let mut names = Names::default();
    names.add("proxy.contoso.com A 10.20.0.80");
    let own = bind::start_at("10.20.0.54", &names, &world.net.internet, world.folder());
    world
        .net
        .office
        .etc("resolv.conf", "nameserver 10.20.0.54\nsearch contoso.com\n");
    (world, own)
}

#[test]
fn no_external_name_in_local_dns_is_worth_notes_only() {
    let (world, own) = without_external_names();
    let _squid = squid::open().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(0, "pass");
    let findings = all(&outcome.report());
    for place in EVERY_PLACE {
        outcome.mentions(&format!("{place} resolve.no-such-name note"));
    }
    assert!(
        findings.iter().all(|seen| seen.severity == "note"),
        "{findings:#?}"
    );
    world.tells(&["PASS", "the whole run resolve.nothing-external"]);
    drop(own);
}

#[test]
fn a_local_dns_that_is_silent_costs_little_and_is_worth_notes_only() {
    let world = fenced()
        .firewall("meta l4proto { tcp, udp } th dport 53 drop")
        .start();
    let _squid = squid::open().start(&world);
    let outcome = world.through(
        &[],
        &["--proxy", "http://10.20.0.80:3128", "--timeout", "10s"],
    );
    outcome.ends(0, "pass");
    let findings = all(&outcome.report());
    assert!(
        findings.iter().all(|seen| seen.severity == "note"),
        "{findings:#?}"
    );
    assert!(outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
}

#[test]
fn a_proxy_may_be_named_as_the_search_list_allows() {
    let (world, own) = without_external_names();
    let _squid = squid::open().start(&world);
    world
        .through(&[], &["--proxy", "http://proxy:3128"])
        .ends(0, "pass");
    drop(own);
}

#[test]
fn a_proxy_in_the_hosts_file_is_found() {
    let world = fenced().start();
    world
        .net
        .office
        .etc("hosts", "127.0.0.1 localhost\n10.20.0.80 hidden-proxy\n");
    let _squid = squid::open().start(&world);
    let outcome = world.through(&[], &["--proxy", "http://hidden-proxy:3128"]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}

#[test]
fn a_live_ocsp_responder_is_asked_through_the_proxy_by_post_and_by_get() {
    let world = fence(ordinary().names(
        "proxy.contoso.com     A 10.20.0.80
         ocsp.operator-pki.com A 152.199.19.162",
    ));
    let request = ocsp::request(&world.pki.issuing);
    let world = world
        .passing_on("ocsp.operator-pki.com", ocsp::PORT)
        .row(&datafile::ocsp_row("ocsp.operator-pki.com", &request))
        .start();
    let _responder = ocsp::start(&world);
    let _squid = squid::open().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    outcome.ends(0, "pass");
    let report = outcome.report();
    assert_eq!(all(&report), []);
    let shape = &probe(&report, "ocsp.operator-pki.com:80")["evidence"]["attempts"][0]["fetch"]["seen"]
        ["shape"];
    assert!(shape.to_string().contains("ocsp"), "{shape}");
    let log = log(&world);
    assert!(log.contains("POST http://ocsp.operator-pki.com/"), "{log}");
    assert!(log.contains("GET http://ocsp.operator-pki.com/M"), "{log}");
}

#[test]
fn one_request_after_another_passes_as_well() {
    let world = fenced().start();
    let _squid = squid::open().start(&world);
    let outcome = world.through(
        &[],
        &["--proxy", SQUID, "--parallel", "1", "--attempts", "3"],
    );
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}
