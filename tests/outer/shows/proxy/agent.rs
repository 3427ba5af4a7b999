//! The way as the agent's own file and PAC scripts name it.

use std::fs;
use std::process::Command;

use super::{SQUID, fenced, route};
use crate::findings::all;
use crate::squid;
use crate::world::{EVERY_PLACE, Running, page};

fn write(world: &Running, name: &str, text: &str) {
    fs::write(world.folder().join(name), text).expect("the folder is writable");
}

/// An agent's file with this section.
fn config(section: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<configuration>\n{section}</configuration>\n")
}

#[test]
fn the_agent_s_file_leads_through_the_proxy_and_its_exceptions_around_it() {
    let world = fenced().start();
    let _squid = squid::open().start(&world);
    let section = format!(
        "<system.net><defaultProxy><proxy proxyaddress='{SQUID}' bypassonlocal='True'/>\n\
         <bypasslist><add address='\\.contoso\\.com$'/></bypasslist></defaultProxy></system.net>\n"
    );
    write(&world, "agent.exe.config", &config(&section));
    let outcome = world.through(&[], &["--agent-config", "agent.exe.config"]);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
    for place in EVERY_PLACE {
        let report = outcome.report();
        let route = route(&report, place);
        assert_eq!(route["source"], "agent-config", "{route:#}");
        assert_eq!(route["setting"], "agent.exe.config:3 proxyaddress");
        assert_eq!(route["via"], SQUID);
    }
}

/// By another reader of XML than our own.
#[track_caller]
fn well_formed(world: &Running, name: &str) {
    let file = world.folder().join(name);
    let read = Command::new("xmllint").arg("--noout").arg(file).status();
    assert!(read.expect("xmllint is there").success(), "{name}");
}

/// What is printed leads the agent the way that passed: straight, and through a proxy.
#[test]
fn the_printed_block_leads_the_same_way() {
    let world = fenced().start();
    let _squid = squid::open().start(&world);
    let flags = ["--endpoints", "endpoints.toml", "--proxy", SQUID];
    let printed = world.clearway(&[&["check", "--print-agent-config"], flags.as_slice()].concat());
    assert_eq!(printed.exit, 0, "{printed:#?}");
    write(&world, "agent.exe.config", &printed.stdout);
    well_formed(&world, "agent.exe.config");
    let outcome = world.through(&[], &["--agent-config", "agent.exe.config"]);
    outcome.ends(0, "pass");
    let report = outcome.report();
    assert_eq!(route(&report, EVERY_PLACE[0])["via"], SQUID);
    let old =
        config("<system.net>\n  <defaultProxy enabled='false'/>\n  <settings/>\n</system.net>\n");
    write(&world, "old.exe.config", &old);
    let file = ["--agent-config", "old.exe.config"];
    let mended =
        world.clearway(&[&["check", "--print-agent-config"], flags.as_slice(), &file].concat());
    assert_eq!(mended.exit, 0, "{mended:#?}");
    assert!(
        mended
            .stdout
            .ends_with("  <settings/>\n</system.net>\n</configuration>\n"),
        "{mended:#?}"
    );
    write(&world, "old.exe.config", &mended.stdout);
    well_formed(&world, "old.exe.config");
    let outcome = world.through(&[], &file);
    outcome.ends(0, "pass");
    assert_eq!(route(&outcome.report(), EVERY_PLACE[0])["via"], SQUID);
    let dead = ["--endpoints", "endpoints.toml", "--proxy", "direct"];
    let printed = world.clearway(&[&["check", "--print-agent-config"], dead.as_slice()].concat());
    assert_eq!(
        (printed.exit, printed.stdout.as_str()),
        (1, ""),
        "{printed:#?}"
    );
    assert!(
        printed.stderr.contains("no route that passed"),
        "{printed:#?}"
    );
}

const SCRIPT: &str = "function FindProxyForURL(url, host) {
  if (isInNet(dnsResolve(host), '203.0.114.0', '255.255.255.0')) return 'DIRECT';
  return shExpMatch(host, '*.microsoftonline.com')
    ? 'PROXY proxy.contoso.com:9; PROXY proxy.contoso.com:3128' : 'PROXY proxy.contoso.com:3128';
}";

/// Fails unless all passed through squid, and one of them only after a dead proxy.
#[track_caller]
fn goes_by_the_script(world: &Running, flags: &[&str], setting: &str) {
    let outcome = world.through(&[], flags);
    outcome.ends(0, "warn");
    let report = outcome.report();
    let found = all(&report);
    let found: Vec<_> = found
        .iter()
        .map(|seen| (&*seen.place, &*seen.code))
        .collect();
    assert_eq!(
        found,
        [(EVERY_PLACE[0], "route.fell-back")],
        "{:#?}",
        outcome.lines()
    );
    for place in EVERY_PLACE {
        let route = route(&report, place);
        assert_eq!(
            (&route["via"], &route["source"]),
            (&SQUID.into(), &"pac".into())
        );
        assert_eq!(route["setting"], setting);
    }
    world.tells(&["http://proxy.contoso.com:9", "cannot be reached, so"]);
}

#[test]
fn a_script_s_list_is_tried_in_its_order() {
    let world = fenced().start();
    let _squid = squid::open().start(&world);
    write(&world, "proxy.pac", SCRIPT);
    goes_by_the_script(&world, &["--pac", "proxy.pac"], "--pac proxy.pac");
}

#[test]
fn a_script_is_fetched_from_its_url_and_what_stands_in_the_way_is_told() {
    let wpad = "wpad.contoso.com A 10.20.0.81";
    let script = page(
        "/proxy.pac",
        "application/x-ns-proxy-autoconfig",
        SCRIPT.into(),
    );
    let world = fenced()
        .names(wpad)
        .page("wpad.contoso.com", script)
        .start();
    let _squid = squid::open().start(&world);
    let url = "http://wpad.contoso.com/proxy.pac";
    goes_by_the_script(&world, &["--pac", url], &format!("--pac {url}"));
    for (url, why) in [
        (
            "http://wpad.contoso.com/other.pac",
            "line 1: genuine is not defined",
        ),
        ("http://nowhere.contoso.com/proxy.pac", "does not resolve"),
        ("http://wpad.contoso.com:9/proxy.pac", "refused"),
    ] {
        let outcome = world.through(&[], &["--pac", url, "--timeout", "2s"]);
        outcome.ends(1, "fail");
        let codes = all(&outcome.report());
        let failed = codes.iter().filter(|seen| seen.code == "route.pac-failed");
        assert_eq!(failed.count(), EVERY_PLACE.len(), "{:#?}", outcome.lines());
        world.tells(&[why]);
    }
}
