//! What the settings of the office's machine make of name resolution: glibc reads them, and so does clearway.

use crate::net::{MUTE_RESOLVER, RESOLVER};
use crate::process::Server;
use crate::resolvers::{Policy, Product};
use crate::world::{Running, ordinary};

/// Where a second resolver listens.
const SECOND: &str = "10.20.0.54";
/// A link-local address of the internet's end of the link.
const LINK_LOCAL: &str = "fe80::53";

/// An office with this text as its `resolv.conf`.
fn office(settings: &str) -> Running {
    let world = ordinary().start();
    world.net.office.etc("resolv.conf", settings);
    world
}

/// Does the machine's own resolver resolve a name that exists?
fn getent_resolves(office: &Running) -> bool {
    let mut command = office.net.office.command("getent");
    let ended = command
        .args(["ahosts", "login.microsoftonline.com"])
        .output();
    ended.expect("libc brings getent").status.success()
}

#[test]
fn a_file_written_on_windows_keeps_the_system_from_resolving() {
    let office = office(&format!("nameserver {RESOLVER}\r\n"));
    assert!(!getent_resolves(&office));
    let outcome = office.check(&[]);
    outcome.ends(1, "fail");
    outcome.finds_once("run resolve.system-fails fail");
    assert!(outcome.stdout.contains(r"nameserver 10.20.0.53\r"));
}

#[test]
fn no_time_to_wait_keeps_the_system_from_resolving() {
    let office = office(&format!(
        "nameserver {RESOLVER}\noptions timeout:0 attempts:0\n"
    ));
    assert!(!getent_resolves(&office));
    let outcome = office.check(&[]);
    outcome.ends(1, "fail");
    outcome.finds_once("run resolve.system-fails fail");
    assert!(outcome.stdout.contains("options attempts:0"));
}

#[test]
fn a_fourth_server_is_not_asked_and_is_named() {
    let dead = format!("nameserver {MUTE_RESOLVER}\n");
    let office = office(&format!(
        "nameserver {RESOLVER}\nnameserver 10.20.0.1\nnameserver {RESOLVER}\n{dead}"
    ));
    let outcome = office.clearway(&["check", "--endpoints", "endpoints.toml", "--color", "never"]);
    assert!(outcome.stdout.contains(MUTE_RESOLVER), "{}", outcome.stdout);
    let asked = office.check(&[]).report()["run"]["host"]["resolvers"].to_string();
    assert!(!asked.contains(MUTE_RESOLVER), "{asked}");
}

#[test]
fn an_interface_that_is_gone_is_a_warning() {
    let office = office(&format!(
        "nameserver fe80::1%gone0\nnameserver {RESOLVER}\n"
    ));
    let outcome = office.check(&[]);
    outcome.ends(0, "warn");
    outcome.finds_once("run resolve.unusable-server warn");
}

/// unbound on this address, with these lines below its `server:`, in front of the world's BIND.
fn unbound(office: &Running, address: &str, lines: &str) -> Server {
    let folder = office.folder();
    let file = folder.join("unbound.conf");
    let text = format!(
        "server:\n directory: \"{}\"\n chroot: \"\"\n username: \"\"\n pidfile: \"\"\n use-syslog: no\n \
         interface: {address}\n access-control: ::/0 allow\n access-control: 0.0.0.0/0 allow\n{lines}\
         forward-zone:\n name: \".\"\n forward-addr: {RESOLVER}\nremote-control:\n control-enable: no\n",
        folder.display()
    );
    std::fs::write(&file, text).expect("the world's folder is writable");
    let program = crate::bind::unconfined("/usr/sbin/unbound", folder);
    let mut command = office.net.internet.command(program);
    command.args(["-d", "-p", "-c"]).arg(&file);
    let mut server = Server::start(&mut command, &folder.join("unbound.log"));
    server.ready("unbound answers", || {
        let mut dig = office.net.office.command("dig");
        dig.args(["+tries=1", "+time=1", "+short"]);
        dig.args([&format!("@{address}"), "login.microsoftonline.com"]);
        let answer = dig.output().expect("dig is installed");
        answer.status.success() && !answer.stdout.is_empty()
    });
    server
}

#[test]
fn a_link_local_server_is_asked_with_its_zone() {
    let office = office(&format!("nameserver {LINK_LOCAL}%eth0\n"));
    let address = format!("addr add {LINK_LOCAL}/64 dev eth0 nodad\n");
    office.net.internet.ip(&address);
    let zoned = format!("{LINK_LOCAL}%eth0");
    let _resolver = unbound(&office, &zoned, " module-config: \"iterator\"\n");
    assert!(getent_resolves(&office));
    for flags in [vec![], vec!["--resolver", "fe80::53%eth0"]] {
        let outcome = office.check(&flags);
        outcome.ends(0, "pass");
        outcome.finds(&[]);
        assert!(outcome.stdout.contains("[fe80::53%"));
    }
}

/// No translator of Debian runs without a module of the kernel: only its absence can be shown.
#[test]
fn made_ipv6_addresses_without_a_translator_are_the_cause() {
    let office = office(&format!("nameserver {SECOND}\n"));
    let address = format!("addr add {SECOND}/24 dev eth0\n");
    office.net.internet.ip(&address);
    let dns64 = " module-config: \"dns64 iterator\"\n dns64-prefix: 2602:fe90:64::/96\n";
    let _resolver = unbound(&office, SECOND, dns64);
    let outcome = office.check(&["--timeout", "2s"]);
    outcome.ends(0, "warn");
    outcome.finds_once("run resolve.translated warn");
}

#[test]
fn a_first_server_that_knows_nothing_outside_is_the_dns_teams() {
    let office = ordinary().start();
    let _internal = Product::Dnsdist.start(&office, Policy::InternalOnly);
    let both = format!("nameserver {SECOND}\nnameserver {RESOLVER}\n");
    office.net.office.etc("resolv.conf", &both);
    assert!(!getent_resolves(&office));
    let outcome = office.check(&[]);
    outcome.ends(1, "fail");
    outcome.finds_once("run resolve.system-fails fail");
    let owner = outcome.report()["findings"][0]["owner"].clone();
    assert_eq!(owner, "DNS team");
}

#[test]
fn one_dead_server_of_two_is_one_warning() {
    let office = office(&format!(
        "nameserver {MUTE_RESOLVER}\nnameserver {RESOLVER}\n"
    ));
    assert!(getent_resolves(&office));
    let outcome = office.check(&[]);
    outcome.ends(0, "warn");
    outcome.finds_once("run resolve.servers-disagree warn");
}

#[test]
fn a_report_about_an_internal_resolver_fits_on_one_page() {
    let office = ordinary().start();
    let _internal = Product::Dnsdist.start(&office, Policy::InternalOnly);
    let outcome = office.clearway(&["check", "--color", "never"]);
    assert_eq!(outcome.exit, 1, "{}", outcome.stderr);
    assert!(outcome.stdout.contains("resolve.nothing-external"));
    let lines = outcome.stdout.lines().count();
    assert!(lines < 60, "{lines} lines:\n{}", outcome.stdout);
}
