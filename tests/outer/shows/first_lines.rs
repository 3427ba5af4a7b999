//! Six broken networks, each of real servers: whoever reads the first two lines and no more knows what is
//! wrong and whom to call.

use std::fs;

use crate::inspectors::{self, INSPECTOR};
use crate::process::Server;
use crate::squid;
use crate::world::{Running, World, ordinary, page};

const RESOLVER: &str = "10.20.0.80";

/// What the program says to people, at the width of a pipe.
fn said(world: &Running, flags: &[&str]) -> String {
    let words = [&["check", "--endpoints", "endpoints.toml"], flags].concat();
    world.clearway(&words).stdout
}

/// The first line is this, and the second begins with these words.
#[track_caller]
fn begins(text: &str, first: &str, second: &str) {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(first), "{text}");
    let scope = lines.next().unwrap_or_default().trim_start();
    assert!(scope.starts_with(second), "{text}");
}

fn with_proxy() -> World {
    ordinary().names("proxy.contoso.com A 10.20.0.80")
}

#[test]
fn one_dropped_address_is_named_and_the_firewall_team_is_asked() {
    let world = ordinary()
        .firewall("ip daddr 20.190.128.5 tcp dport 443 drop")
        .start();
    begins(
        &said(&world, &["--timeout", "2s"]),
        "FAIL  1 of 4 addresses of `login.microsoftonline.com:443` cannot be reached: 20.190.128.5",
        "for the firewall team; 1 of 3 required endpoints failed, 2 pass;",
    );
}

#[test]
fn a_block_page_is_quoted_and_the_firewall_team_is_asked() {
    let html = "<html><head><title>Access denied</title></head><body>Blocked</body></html>";
    let world = ordinary()
        .names("crl9.operator-pki.com A 152.199.19.169")
        .http(
            "crl9.operator-pki.com",
            page("/root.crl", "text/html", html.into()),
            "crl",
        )
        .start();
    begins(
        &said(&world, &[]),
        "FAIL  A block page came instead of a CRL from `crl9.operator-pki.com:80` at 152.199.19.169: status \
         200, page title `Access denied`",
        "for the firewall team; 1 of 4 required endpoints failed, 3 pass;",
    );
}

#[test]
fn inspection_is_counted_and_the_proxy_team_is_asked() {
    let world = with_proxy().start();
    let _mitmproxy = inspectors::mitmproxy(&world, "nothing.example");
    let proxy = format!("http://{INSPECTOR}");
    begins(
        &said(&world, &["--proxy", &proxy]),
        &format!(
            "FAIL  TLS is inspected on 2 of 2 hosts through proxy `{proxy}` by `Contoso Inspection CA`"
        ),
        "for the proxy team; 2 of 3 required endpoints failed, 1 pass;",
    );
}

#[test]
fn a_proxy_that_wants_a_login_is_named_and_its_team_is_asked() {
    let world = with_proxy().start();
    let _squid = squid::open().with_basic().start(&world);
    let text = said(&world, &["--proxy", &format!("http://{}", squid::SQUID)]);
    let first = text.lines().next().unwrap_or_default();
    assert!(first.starts_with("FAIL  Proxy `http://"), "{text}");
    assert!(first.contains("requires authentication"), "{text}");
    begins(
        &text,
        first,
        "for the proxy team; 3 of 3 required endpoints failed;",
    );
}

/// unbound, that refuses every client.
fn refusing(world: &Running) -> Server {
    let folder = world.folder().join("refusing");
    fs::create_dir(&folder).expect("the world's folder is writable");
    let settings = format!(
        "server:\n interface: {RESOLVER}\n access-control: 0.0.0.0/0 refuse\n chroot: \"\"\n username: \"\"\n \
         pidfile: \"\"\n do-daemonize: no\n use-syslog: no\n verbosity: 1\n"
    );
    fs::write(folder.join("unbound.conf"), settings).expect("the folder is writable");
    let mut command = world.net.internet.command("unbound");
    command.arg("-d").arg("-c").arg(folder.join("unbound.conf"));
    let mut server = Server::start(&mut command, &folder.join("log"));
    server.logs("start of service");
    server
}

#[test]
fn a_name_server_that_refuses_is_named_and_the_dns_team_is_asked() {
    let world = with_proxy().start();
    let _unbound = refusing(&world);
    let text = said(&world, &["--resolver", RESOLVER]);
    let first = text.lines().next().unwrap_or_default();
    assert!(
        first.contains("REFUSED") && first.contains(RESOLVER),
        "{text}"
    );
    begins(
        &text,
        first,
        "for the DNS team; 3 of 3 required endpoints failed;",
    );
}

#[test]
fn a_deadline_says_what_was_measured_and_what_to_do() {
    let world = ordinary()
        .firewall("ip daddr 20.190.128.0/24 tcp dport 443 drop")
        .start();
    let text = said(&world, &["--deadline", "1s"]);
    begins(
        &text,
        "UNPROVEN  The run's time limit came before `login.microsoftonline.com:443` was fully measured",
        "for you; 1 of 3 required endpoints unproven, 2 pass;",
    );
    assert!(
        text.contains("time limit of the run reached after 1."),
        "{text}"
    );
}

#[test]
fn where_every_connection_is_silent_and_no_setting_names_a_proxy_that_is_asked_first() {
    let world = ordinary().firewall("th dport { 80, 443 } drop").start();
    let text = said(&world, &["--timeout", "2s"]);
    begins(
        &text,
        "FAIL  No response from 3 hosts within 2 s",
        "for you and the firewall team; 3 of 3 required endpoints failed;",
    );
    let asked = text
        .find("find out whether this network")
        .expect("it is asked");
    let opened = text
        .find("allow TCP to these destinations")
        .expect("it is asked");
    assert!(asked < opened, "{text}");
}
