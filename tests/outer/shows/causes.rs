//! Which of several explanations it is: a name or a connection, a device or a server, a lie or an
//! error, a small packet or a large one. And loss, which is none of them.

use crate::clearway::Outcome;
use crate::datafile::wildcard_row;
use crate::findings::all;
use crate::interceptor::{Act, Hello, Interceptor};
use crate::process::feed;
use crate::squid::{self, SQUID};
use crate::world::{Running, World, ordinary};

const CDN: &str = "aadcdn.msftauth.net:443";
const CDN_ADDRESSES: [&str; 2] = ["13.107.6.10:443", "[2603:1006:2000::10]:443"];
/// A host of the relay, and the domain it hands out names under.
const RELAY: &str = "g1.servicebus.windows.net";
const RELAYS: &str = "servicebus.windows.net";

fn relayed() -> World {
    let world = ordinary().names(&format!("{RELAY} A 52.167.106.66"));
    let chain = world.pki.genuine(RELAY);
    world
        .unlisted(RELAY, chain)
        .row(&wildcard_row(RELAYS, &[RELAY]))
}

/// A run behind a box that reads server names.
fn behind(world: &Running, act: fn(&Hello) -> Act) -> Outcome {
    let pki = crate::pki::Pki::new();
    let _box = Interceptor::start(world, act, move |name| pki.genuine(name));
    world.check(&["--timeout", "2s"])
}

fn names_the_cdn(hello: &Hello) -> bool {
    hello.name.as_deref() == Some("aadcdn.msftauth.net")
}

#[track_caller]
fn finds_the_name_filtered(outcome: &Outcome) {
    outcome.ends(1, "fail");
    let lines = CDN_ADDRESSES.map(|at| format!("{CDN} handshake.name-filtered fail {at}"));
    outcome.finds(&lines.each_ref().map(String::as_str));
    outcome.speaks_only_of(&["aadcdn.msftauth.net"]);
}

#[test]
fn a_name_that_is_cut_is_told_from_a_connection_that_is_cut() {
    let world = ordinary().start();
    let outcome = behind(&world, |hello| {
        if names_the_cdn(hello) {
            Act::Cut
        } else {
            Act::Pass
        }
    });
    finds_the_name_filtered(&outcome);
}

#[test]
fn a_name_that_gets_no_answer_is_told_from_a_silent_connection() {
    let world = ordinary().start();
    let outcome = behind(&world, |hello| {
        if names_the_cdn(hello) {
            Act::Swallow
        } else {
            Act::Pass
        }
    });
    finds_the_name_filtered(&outcome);
}

#[test]
fn a_filter_of_single_names_fails_the_wildcard_whose_sample_passes() {
    let world = relayed().start();
    let outcome = behind(&world, |hello| {
        match hello.name.as_deref().unwrap_or_default() {
            "" | RELAY | "login.microsoftonline.com" | "aadcdn.msftauth.net" => Act::Pass,
            _ => Act::Cut,
        }
    });
    outcome.ends(1, "fail");
    outcome.finds(&[&format!(
        "{RELAY}:443 handshake.name-filtered fail 52.167.106.66:443"
    )]);
}

#[test]
fn a_filter_of_whole_domains_passes() {
    let world = relayed().start();
    let outcome = behind(&world, |hello| {
        let name = hello.name.clone().unwrap_or_default();
        let mut domains = ["windows.net", "microsoftonline.com", "msftauth.net"].iter();
        if domains.any(|domain| name.ends_with(domain)) {
            Act::Pass
        } else {
            Act::Cut
        }
    });
    outcome.ends(0, "pass");
    outcome.finds(&[]);
}

#[test]
fn a_device_that_answers_every_syn_is_told_once() {
    let world = ordinary().start();
    let outcome = behind(&world, |_| Act::Swallow);
    outcome.ends(1, "fail");
    outcome.mentions("run connect.answered-for-all fail");
    let own = all(&outcome.report());
    let own = own.iter().filter(|seen| !seen.explained);
    assert_eq!(own.count(), 1, "{:#?}", outcome.lines());
    assert!(!outcome.lines().iter().any(|line| line.contains(":80 ")));
}

#[test]
fn a_device_that_answers_every_syn_does_not_explain_what_it_opens() {
    let world = ordinary().trusting(String::new()).start();
    let outcome = behind(&world, |hello| {
        if names_the_cdn(hello) {
            Act::Open
        } else {
            Act::Swallow
        }
    });
    outcome.ends(1, "fail");
    outcome.mentions("run connect.answered-for-all fail");
    let report = all(&outcome.report());
    let opened = report.iter().filter(|seen| seen.place == CDN);
    assert!(opened.clone().count() > 0, "{report:#?}");
    assert!(opened.clone().all(|seen| !seen.explained), "{report:#?}");
}

#[test]
fn names_that_do_not_exist_are_answered_and_others_are_not_touched() {
    let world = ordinary()
        .names("search.example-isp.net A 52.9.9.9")
        .rewriting_to("52.9.9.9")
        .https_row("gone.azure.com");
    let page = world.pki.corporate.chain("search.example-isp.net", &[]);
    let outcome = world
        .unlisted("search.example-isp.net", page)
        .start()
        .check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.mentions("run resolve.rewritten fail");
    outcome.mentions("gone.azure.com:443 resolve.rewritten fail 52.9.9.9:443");
    let own = all(&outcome.report());
    let own: Vec<_> = own.iter().filter(|seen| !seen.explained).collect();
    assert_eq!(own.len(), 1, "{own:#?}");
    let places = all(&outcome.report()).into_iter().map(|seen| seen.place);
    let allowed = ["run", "gone.azure.com:443"];
    assert_eq!(
        places.filter(|place| !allowed.contains(&&**place)).count(),
        0
    );
}

#[test]
fn every_answer_of_a_policy_zone_is_recognised_on_its_own_host() {
    let hosts = ["nx", "nodata", "null", "loop", "garden"];
    let world = ordinary().names("walled.garden.net A 10.66.66.66");
    let world = hosts.iter().fold(world, |world, host| {
        let name = format!("{host}.azure.com");
        world.names(&format!("{name} A 52.167.106.66")).https(&name)
    });
    let outcome = world
        .forbidding(
            "nx.azure.com CNAME .
             nodata.azure.com CNAME *.
             null.azure.com A 0.0.0.0
             loop.azure.com A 127.0.0.1
             garden.azure.com CNAME walled.garden.net.",
        )
        .start()
        .check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "nx.azure.com:443 resolve.no-such-name fail",
        "nodata.azure.com:443 resolve.no-address fail",
        "null.azure.com:443 resolve.private-answer fail 0.0.0.0:443",
        "loop.azure.com:443 resolve.private-answer fail 127.0.0.1:443",
        "garden.azure.com:443 resolve.private-answer fail 10.66.66.66:443",
    ]);
}

/// Two products' own marks, as their documentation gives them.
#[test]
fn filters_with_public_addresses_are_the_dns_teams_alone() {
    let world = ordinary().names(
        "block.contoso.net              A 146.112.61.106
         sinkhole.paloaltonetworks.com  A 72.5.65.111",
    );
    let page = world.pki.intercepted("block.contoso.net");
    let world = world
        .unlisted("block.contoso.net", page)
        .forbidding(
            "login.microsoftonline.com A 146.112.61.106
             aadcdn.msftauth.net CNAME sinkhole.paloaltonetworks.com.",
        )
        .start();
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "login.microsoftonline.com:443 resolve.filtered fail",
        "aadcdn.msftauth.net:443 resolve.filtered fail",
    ]);
    let text = world.clearway(&["check", "--endpoints", "endpoints.toml", "--timeout", "2s"]);
    assert!(text.stdout.contains("ask the DNS team"), "{}", text.stdout);
    for other in ["ask the firewall team", "ask the proxy team"] {
        assert!(!text.stdout.contains(other), "{}", text.stdout);
    }
}

#[test]
fn a_link_that_a_policy_zone_blocks_is_named() {
    let outcome = ordinary()
        .forbidding("*.aadg.akadns.net CNAME .\nwww.tm.prd.aadg.akadns.net CNAME .")
        .start()
        .check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.mentions(
        "login.microsoftonline.com:443 resolve.link-blocked fail www.tm.prd.aadg.akadns.net",
    );
    outcome.speaks_only_of(&["login.microsoftonline.com"]);
}

#[test]
fn a_domain_of_which_a_policy_zone_lets_single_names_through_is_rewritten() {
    let outcome = relayed()
        .forbidding(&format!(
            "{RELAY} CNAME rpz-passthru.\n*.{RELAYS} A 10.66.66.66"
        ))
        .start()
        .check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!("{RELAY}:443 resolve.rewritten fail")]);
}

/// Runs through squid with these lines before all else is allowed.
fn through_squid(lines: &str) -> Outcome {
    let world = relayed()
        .names("proxy.contoso.com A 10.20.0.80")
        .firewall("meta l4proto tcp ip daddr != 10.20.0.0/24 drop")
        .start();
    let _squid = squid::open().but(lines).start(&world);
    world.check(&["--proxy", &format!("http://{SQUID}")])
}

#[test]
fn a_proxy_that_refuses_a_made_up_name_is_a_warning_where_the_only_sample_passes() {
    let outcome = through_squid(&format!(
        "acl listed dstdomain {RELAY} login.microsoftonline.com aadcdn.msftauth.net \
         crl.operator-pki.com\nhttp_access deny !listed"
    ));
    outcome.ends(0, "warn");
    outcome.finds(&[&format!(
        "{RELAY}:443 tunnel.suffix-not-allowed warn {SQUID}"
    )]);
}

#[test]
fn a_proxy_that_allows_addresses_is_a_warning_at_most() {
    // A name without an address is on no list of addresses: squid answers 403 to a made-up one.
    let outcome = through_squid("acl anywhere dst 0.0.0.0/0\nhttp_access deny !anywhere");
    outcome.ends(0, "warn");
    outcome.finds(&[&format!(
        "{RELAY}:443 tunnel.suffix-not-allowed warn {SQUID}"
    )]);
}

#[test]
fn a_proxy_that_lists_the_domain_passes() {
    let outcome = through_squid(&format!(
        "acl listed dstdomain .{RELAYS} login.microsoftonline.com aadcdn.msftauth.net \
         crl.operator-pki.com\nhttp_access deny !listed"
    ));
    outcome.ends(0, "pass");
    outcome.finds(&[]);
}

#[test]
fn a_dropped_range_and_a_blocked_zone_are_told_once_each() {
    let near = |n: u8| format!("near{n}.azure.com A 40.126.{n}.1\n");
    let linked = |n: u8| {
        format!("far{n}.azure.com CNAME far{n}.traffic.net\nfar{n}.traffic.net A 52.1.{n}.1\n")
    };
    let world = (1..=3).fold(ordinary(), |world, n| {
        world
            .names(&(near(n) + &linked(n)))
            .https(&format!("near{n}.azure.com"))
            .https(&format!("far{n}.azure.com"))
    });
    let outcome = world
        .firewall("ip daddr 40.126.0.0/16 drop")
        .forbidding("*.traffic.net CNAME .")
        .start()
        .check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    let found = all(&outcome.report());
    let own: Vec<_> = found.iter().filter(|seen| !seen.explained).collect();
    assert_eq!(own.len(), 2, "{own:#?}");
    outcome.mentions("run connect.silent fail");
    outcome.mentions("run resolve.link-blocked fail traffic.net");
    let touched = |place: &str| {
        ["run", "near", "far"]
            .iter()
            .any(|one| place.starts_with(one))
    };
    assert!(found.iter().all(|seen| touched(&seen.place)), "{found:#?}");
}

/// A rule for what comes from the internet.
fn on_the_way_back(world: &Running, rule: &str) {
    let rules = format!(
        "table inet back {{
           chain back {{
             type filter hook output priority 0; policy accept;
             {rule}
           }}
         }}\n"
    );
    feed(world.net.internet.command("nft").args(["-f", "-"]), &rules);
}

#[test]
fn large_packets_that_get_lost_are_told_from_a_filter() {
    let world = ordinary().start();
    // One segment a packet, as on a wire: a filter must not see what the card has yet to cut.
    world.net.internet.ip("link set dev eth0 gso_max_segs 1\n");
    let rule = "oifname \"eth0\" ip saddr 13.107.6.10 tcp sport 443 meta length > 1000 drop";
    on_the_way_back(&world, rule);
    let outcome = world.check(&["--timeout", "3s"]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!("{CDN} handshake.silent fail 13.107.6.10:443")]);
    let words = outcome
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(words.contains("failed in segments of up to 1448 bytes"));
    assert!(outcome.stdout.contains("clamp the MSS"));
}

/// The C library asks for a name twice and gives up: with so much loss now and then a lookup of its
/// own says "try again", which is told as the warning it is. Nothing else may be said.
#[test]
fn loss_is_not_blocking() {
    let world = ordinary()
        .firewall("numgen random mod 100 < 5 drop")
        .start();
    on_the_way_back(&world, "oifname \"eth0\" numgen random mod 100 < 5 drop");
    for _ in 0..3 {
        let outcome = world.check(&[]);
        assert_eq!(outcome.exit, 0, "{}", outcome.stdout);
        let tired = |line: &String| line.contains("resolve.system-differs warn");
        let lines = outcome.lines();
        let else_said: Vec<_> = lines.iter().filter(|line| !tired(line)).collect();
        assert!(else_said.is_empty(), "{else_said:?}");
    }
}
