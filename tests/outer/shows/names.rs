//! Every way a name fails has a code of its own, on the right host, and nothing on any other.

use std::time::Duration;

use crate::shows::long_chain;
use crate::world::{EVERY_PLACE, ordinary};

#[test]
fn each_broken_name_has_its_own_code() {
    let world = ordinary()
        .names(
            "only-text.azure.com         TXT   hello
             dangling.azure.com          CNAME middle.azurefd.net
             middle.azurefd.net          CNAME gone.azureedge.net
             loop.azure.com              CNAME again.azurefd.net
             again.azurefd.net           CNAME loop.azure.com",
        )
        .broken_zone("broken.net")
        .mute_zone("mute.net")
        .https_row("no-such.azure.com")
        .https_row("only-text.azure.com")
        .https_row("dangling.azure.com")
        .https_row("loop.azure.com")
        .https_row("www.broken.net")
        .https_row("www.mute.net")
        .start();
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "no-such.azure.com:443 resolve.no-such-name fail",
        "only-text.azure.com:443 resolve.no-address fail",
        "dangling.azure.com:443 resolve.link-blocked fail gone.azureedge.net",
        "loop.azure.com:443 resolve.alias-loop fail",
        "www.broken.net:443 resolve.server-said fail",
        "www.mute.net:443 resolve.silent fail",
    ]);
}

#[test]
fn a_resolver_that_is_silent_for_all_is_said_for_all_and_in_time() {
    let world = ordinary()
        .firewall("udp dport 53 drop")
        .firewall("tcp dport 53 drop")
        .start();
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    for place in EVERY_PLACE {
        outcome.mentions(&format!("{place} resolve.silent fail"));
    }
    assert!(outcome.took < Duration::from_secs(5), "{:?}", outcome.took);
}

#[test]
fn a_resolver_that_is_refused_by_icmp_is_silent_too() {
    let world = ordinary()
        .firewall("meta l4proto { tcp, udp } th dport 53 reject")
        .start();
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.mentions("login.microsoftonline.com:443 resolve.silent fail");
}

#[test]
fn a_resolver_without_tcp_loses_only_what_udp_cannot_hold() {
    let world = ordinary()
        .names(&crate::shows::large_set("large.azureedge.net"))
        .https_row("large.azureedge.net")
        .firewall("tcp dport 53 drop")
        .start();
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.mentions("large.azureedge.net:443 resolve.truncated fail");
    outcome.speaks_only_of(&["large.azureedge.net"]);
}

#[test]
fn a_long_chain_ends_cleanly() {
    // BIND follows eleven links and then says SERVFAIL, and so does the office's system.
    for links in [14, 30] {
        let world = ordinary()
            .names(&long_chain(links))
            .https_row("link0.chain0.net")
            .start();
        let outcome = world.check(&["--timeout", "2s"]);
        outcome.ends(1, "fail");
        outcome.speaks_only_of(&["link0.chain0.net"]);
    }
}

#[test]
fn a_path_that_loses_udp_but_not_tcp_is_said_once() {
    // The program asks again over TCP; the system's own resolver has no answer.
    let outcome = ordinary()
        .firewall("udp dport 53 drop")
        .start()
        .check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.finds_once("run resolve.udp-blocked fail");
}

#[test]
fn a_machine_without_a_name_server_is_told_so() {
    let world = ordinary().start();
    world.net.office.etc("resolv.conf", "");
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    for place in EVERY_PLACE {
        outcome.mentions(&format!("{place} resolve.silent fail"));
    }
}

#[test]
fn a_hosts_file_that_names_another_address_differs() {
    let world = ordinary().start();
    let hosts = "127.0.0.1 localhost\n20.190.128.77 aadcdn.msftauth.net\n";
    world.net.office.etc("hosts", hosts);
    let outcome = world.check(&["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.mentions("aadcdn.msftauth.net:443 resolve.system-differs fail");
    outcome.mentions("aadcdn.msftauth.net:443 connect.silent fail 20.190.128.77:443");
    outcome.speaks_only_of(&["aadcdn.msftauth.net"]);
}

#[test]
fn a_public_name_with_a_private_address_and_a_genuine_chain_is_a_warning() {
    let world = ordinary()
        .names("vault.azure.net A 10.31.0.4")
        .https("vault.azure.net");
    let outcome = world.start().check(&[]);
    outcome.ends(0, "warn");
    outcome.finds(&["vault.azure.net:443 resolve.private-answer warn 10.31.0.4:443"]);
}

/// A firewall that drops what it does not know drops EDNS: the ten bytes of its option record, and the
/// DNS header's count of them.
#[test]
fn a_path_that_knows_no_edns_is_named_and_nothing_fails_for_it() {
    let world = ordinary()
        .firewall("udp dport 53 @th,144,16 1 drop")
        .start();
    let outcome = world.clearway(&["check", "--endpoints", "endpoints.toml"]);
    assert_eq!(outcome.exit, 0, "{}", outcome.stdout);
    let text = outcome
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let said = "10.20.0.53:53 answers over UDP only what comes without EDNS";
    assert!(text.contains(said), "{text}");
}
