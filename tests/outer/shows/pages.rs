//! Whose answer it is on port 80: products that answer in place of the server.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::Value;

use crate::clearway::Outcome;
use crate::datafile;
use crate::findings::{Seen, all};
use crate::hops;
use crate::net::RESOLVER;
use crate::process::{Server, feed, run};
use crate::world::{Running, World, ordinary, page};

const LIST: &str = "crl.operator-pki.com";
const PRIVOXY: &str = "10.20.0.80:8118";
const THROUGH_PRIVOXY: [&str; 2] = ["--proxy", "http://10.20.0.80:8118"];

/// Leads the office's requests to port 80 of these addresses (a rule of nftables; empty for all) to this
/// port of the machine on the way.
fn redirect(world: &Running, to: &str, port: u16) {
    let rules = format!(
        "table inet pages {{
           chain pre {{
             type nat hook prerouting priority dstnat; policy accept;
             iifname \"eth0\" {to} tcp dport 80 redirect to :{port}
           }}
         }}\n"
    );
    feed(world.net.internet.command("nft").args(["-f", "-"]), &rules);
}

/// squid, in the way of port 80, that holds the host of each request against the address it went to. It
/// finds its names as these lines of a hosts file say, and else as the office does.
fn transparent_squid(world: &Running, hosts: &str) -> Server {
    let folder = world.folder().join("transparent");
    fs::create_dir(&folder).expect("the world's folder is writable");
    // squid gives root away, and has to find its own files afterwards.
    fs::set_permissions(world.folder(), fs::Permissions::from_mode(0o755))
        .expect("the folder is the test's own");
    let path = folder.display().to_string();
    fs::write(folder.join("hosts"), hosts).expect("the folder is writable");
    let settings = format!(
        "cache_effective_user proxy\npid_filename none\naccess_log none\ncache_log {path}/log\n\
         coredump_dir none\npinger_enable off\ncache deny all\ncache_mem 0 MB\n\
         visible_hostname gateway.contoso.com\ndns_nameservers {RESOLVER}\nhosts_file {path}/hosts\n\
         shutdown_lifetime 0 seconds\nmax_filedescriptors 1024\nhost_verify_strict on\n\
         http_port 10.20.0.1:3131\nhttp_port 10.20.0.1:3132 intercept\nhttp_access allow all\n"
    );
    let file = hops::write(world, "transparent/squid.conf", &settings);
    run(Command::new("chown").args(["-R", "proxy:"]).arg(&folder));
    let name = format!("pages{}", world.net.internet.name().replace('-', ""));
    let words = ["squid", "-N", "-d1", "-n", &name, "-f", &file];
    let squid = hops::start(world, &words, "10.20.0.1:3131");
    redirect(world, "", 3132);
    squid
}

/// The address of a proxy exists where a name has it.
fn with_proxy(world: World) -> World {
    world.names("proxy.contoso.com A 10.20.0.80")
}

/// Privoxy, that blocks these hosts.
fn privoxy(world: &Running, blocked: &str) -> Server {
    let folder = world.folder().display().to_string();
    let action = format!("{{ +block{{Not allowed by Contoso.}} }}\n{blocked}\n");
    let action = hops::write(world, "own.action", &action);
    let settings = format!(
        "confdir /etc/privoxy\nlogdir {folder}\nlisten-address {PRIVOXY}\nactionsfile {action}\n\
         toggle 1\nconnection-sharing 0\n"
    );
    let file = hops::write(world, "privoxy.conf", &settings);
    hops::start(world, &["privoxy", "--no-daemon", &file], PRIVOXY)
}

/// nginx as a firewall's page for the requests to these addresses: plain text, and a status that no
/// standard knows.
fn firewall_page(world: &Running, to: &str) -> Server {
    let folder = world.folder().join("gate");
    fs::create_dir(&folder).expect("the world's folder is writable");
    let path = folder.display().to_string();
    let settings = format!(
        "daemon off; master_process off; pid {path}/pid; error_log {path}/errors;
         events {{ worker_connections 1024; }}
         http {{
           access_log off; client_body_temp_path {path}/body; proxy_temp_path {path}/proxy;
           fastcgi_temp_path {path}/fastcgi; uwsgi_temp_path {path}/uwsgi; scgi_temp_path {path}/scgi;
           server_tokens off;
           server {{
             listen 10.20.0.1:8470;
             default_type text/plain;
             return 470 \"Action: Deny. Reason: No rule matched for $host. Ticket: 4711-0815\";
           }}
         }}\n"
    );
    let file = hops::write(world, "gate/nginx.conf", &settings);
    let errors = format!("{path}/errors");
    let words = ["nginx", "-p", &path, "-e", &errors, "-c", &file];
    let nginx = hops::start(world, &words, "10.20.0.1:8470");
    redirect(world, to, 8470);
    nginx
}

/// The finding of this host and code.
#[track_caller]
fn seen(outcome: &Outcome, place: &str, code: &str) -> Seen {
    let found = all(&outcome.report());
    let own = found
        .iter()
        .find(|one| one.place == place && one.code == code);
    own.unwrap_or_else(|| panic!("no {code} at {place}: {found:#?}"))
        .clone()
}

/// What a report says of a finding, as facts.
#[track_caller]
fn facts(report: &Value, code: &str) -> Value {
    let probes = report["endpoints"].as_array().into_iter().flatten();
    let probes = probes.flat_map(|endpoint| endpoint["probes"].as_array().into_iter().flatten());
    let mut findings = probes.flat_map(|probe| probe["findings"].as_array().into_iter().flatten());
    let own = findings.find(|finding| finding["code"] == code);
    own.unwrap_or_else(|| panic!("no {code} in {report:#}"))["facts"].clone()
}

#[test]
fn a_transparent_squid_that_finds_other_addresses_is_the_proxy_team_s() {
    let world = ordinary().start();
    let _squid = transparent_squid(&world, &format!("152.199.19.77 {LIST}\n"));
    let outcome = world.check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!(
        "{LIST}:80 fetch.block-page fail 152.199.19.160:80"
    )]);
    let found = seen(&outcome, &format!("{LIST}:80"), "fetch.block-page");
    assert_eq!(found.owner, "proxy team");
    let facts = facts(&outcome.report(), "fetch.block-page");
    assert_eq!(facts["status"], 409, "{facts:#}");
    assert_eq!(facts["trick"]["is"], "host-conflict", "{facts:#}");
}

#[test]
fn a_transparent_squid_that_finds_the_same_addresses_passes() {
    let world = ordinary().start();
    let _squid = transparent_squid(&world, "");
    world.check(&[]).ends(0, "pass");
}

#[test]
fn what_privoxy_blocks_is_the_proxy_team_s_with_its_words() {
    let world = with_proxy(ordinary()).start();
    let _privoxy = privoxy(&world, LIST);
    let outcome = world.check(&THROUGH_PRIVOXY);
    outcome.ends(1, "fail");
    let found = seen(&outcome, &format!("{LIST}:80"), "fetch.refused");
    assert_eq!(found.owner, "proxy team");
    let said = outcome.stdout;
    assert!(said.contains("Not allowed by Contoso"), "{said}");
}

#[test]
fn a_host_that_privoxy_does_not_find_is_not_the_service_operator_s() {
    let row = datafile::http_row("list.operator-pki.net", "/x.crl", "GET", "crl");
    let world = with_proxy(ordinary()).row(&row).start();
    let _privoxy = privoxy(&world, "");
    let outcome = world.check(&THROUGH_PRIVOXY);
    outcome.ends(1, "fail");
    let found = seen(&outcome, "list.operator-pki.net:80", "fetch.status");
    assert_eq!(found.owner, "proxy team");
    let facts = facts(&outcome.report(), "fetch.status");
    assert_eq!(facts["status"], 404, "{facts:#}");
    assert_eq!(facts["speaker"]["who"], "route", "{facts:#}");
}

/// Its 404 is the server's: of a host that nobody has, the proxy says so in other words.
#[test]
fn a_path_that_the_server_lacks_is_not_privoxy_s() {
    let row = datafile::http_row(LIST, "/gone.crl", "GET", "crl").replace("-80", "-gone");
    let world = with_proxy(ordinary().set("location /gone.crl { return 404; }"));
    let world = world.row(&row).start();
    let _privoxy = privoxy(&world, "");
    let outcome = world.check(&THROUGH_PRIVOXY);
    outcome.ends(1, "fail");
    let found = seen(&outcome, &format!("{LIST}:80"), "fetch.status");
    assert_eq!(found.owner, "service operator");
}

#[test]
fn a_firewall_s_page_with_a_status_of_its_own_is_the_firewall_team_s() {
    let world = ordinary().start();
    let _nginx = firewall_page(&world, "ip daddr 152.199.19.160");
    let outcome = world.check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!(
        "{LIST}:80 fetch.block-page fail 152.199.19.160:80"
    )]);
    let found = seen(&outcome, &format!("{LIST}:80"), "fetch.block-page");
    assert_eq!(found.owner, "firewall team");
    let facts = facts(&outcome.report(), "fetch.block-page");
    assert_eq!(facts["status"], 470);
    assert_eq!(facts["speaker"]["who"], "route", "{facts:#}");
    assert_eq!(facts["responder"]["reference"], "4711-0815", "{facts:#}");
}

/// The firewall and the servers are of one product and version: nothing is told by its name.
#[test]
fn a_firewall_s_page_and_its_cut_of_tls_are_one_cause_of_one_team() {
    let world = ordinary();
    let list = page("/x.crl", "application/pkix-crl", world.pki.root.crl());
    let world = world
        .http("aadcdn.msftauth.net", list, "crl")
        .without_ipv6()
        .firewall("ip daddr 13.107.6.10 tcp dport 443 meta length > 80 reject with tcp reset")
        .start();
    let _nginx = firewall_page(&world, "ip daddr 13.107.6.10");
    let outcome = world.check(&[]);
    outcome.ends(1, "fail");
    outcome.mentions("run fetch.block-page fail");
    outcome.speaks_of_no_other_team("firewall team");
    let cut = seen(&outcome, "aadcdn.msftauth.net:443", "handshake.cut");
    assert!(cut.explained, "{cut:#?}");
}

#[test]
fn a_path_that_the_server_itself_lacks_is_not_the_firewall_team_s() {
    let row = datafile::http_row(LIST, "/gone.crl", "GET", "crl").replace("-80", "-gone");
    let world = ordinary().set("location /gone.crl { return 404; }");
    let world = world.row(&row).start();
    let outcome = world.check(&[]);
    outcome.ends(1, "fail");
    let found = seen(&outcome, &format!("{LIST}:80"), "fetch.status");
    assert_eq!(found.owner, "service operator");
    let facts = facts(&outcome.report(), "fetch.status");
    assert_eq!(facts["speaker"]["who"], "server", "{facts:#}");
}

impl Outcome {
    /// Fails if a failure is another team's.
    #[track_caller]
    fn speaks_of_no_other_team(&self, team: &str) {
        let found = all(&self.report());
        let mut failing = found.iter().filter(|one| one.severity == "fail");
        let other = failing.find(|one| one.owner != team);
        assert!(other.is_none(), "{other:#?}");
    }
}
