//! What to open, before and after it was tested: settings that real programs take, ranges that real
//! answers are held against, what failed asked again, and two points of view beside each other.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::process::run;
use crate::squid::{SQUID, open};
use crate::world::{Running, ordinary};

/// A file of service tags in the world's folder, with one tag.
fn tags(world: &Running, prefixes: &[&str]) {
    let file = json!({
        "changeNumber": 402, "cloud": "Public", "values": [{
            "name": "Login", "id": "Login",
            "properties": { "changeNumber": 7, "region": "", "platform": "Azure",
                            "systemService": "AzureAD", "addressPrefixes": prefixes } }] });
    fs::write(world.folder().join("tags.json"), file.to_string()).expect("the folder is writable");
}

/// The same data file, where the sign-in's addresses should lie in a service tag.
fn with_a_tag(world: &Running) {
    let file = world.folder().join("endpoints.toml");
    let text = fs::read_to_string(&file).expect("the world has written it");
    let (head, tail) = text
        .split_once("host = \"login.microsoftonline.com\"\n")
        .expect("it has the row");
    let text = format!("{head}host = \"login.microsoftonline.com\"\nranges = [\"Login\"]\n{tail}");
    fs::write(file, text).expect("the folder is writable");
}

fn rules(world: &Running, form: &str, flags: &[&str]) -> String {
    let usual = ["rules", "--endpoints", "endpoints.toml", "--format", form];
    let outcome = world.clearway(&[usual.as_slice(), flags].concat());
    assert_eq!(outcome.exit, 0, "{outcome:#?}");
    outcome.stdout
}

/// Writes a report with these flags.
fn saved(world: &Running, file: &str, flags: &[&str]) -> Value {
    let flags = [["--save", file, "--timeout", "2s"].as_slice(), flags].concat();
    world.check(&flags).report()
}

fn codes(report: &Value) -> Vec<(String, String)> {
    let endpoints = report["endpoints"].as_array().expect("a report").iter();
    let probes = endpoints.flat_map(|one| one["probes"].as_array().expect("probes"));
    let findings = probes.flat_map(|probe| probe["findings"].as_array().expect("findings"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut codes: Vec<_> = findings
        .map(|found| (text(&found["code"]), text(&found["address"])))
        .collect();
    // Name servers turn their addresses round.
    codes.sort();
    codes
}

#[test]
fn a_proxy_with_these_rules_lets_through_what_is_needed_and_nothing_else() {
    let world = ordinary()
        .names("other.azureedge.net A 13.107.6.77\nproxy.contoso.com A 10.20.0.80")
        .https("other.azureedge.net")
        .start();
    let all = ["--skip", "other-azureedge-net-443"];
    let text = rules(&world, "squid", &all);
    fs::write(world.folder().join("rules.conf"), &text).expect("the folder is writable");
    let conf = world.folder().join("parse.conf");
    let included = format!(
        "http_port 3128\npid_filename none\ninclude {}\nhttp_access deny all\n",
        world.folder().join("rules.conf").display()
    );
    fs::write(&conf, included).expect("the folder is writable");
    let mut squid = Command::new("squid");
    let said = squid.args(["-k", "parse", "-f"]).arg(&conf).output();
    let said = said.expect("squid is installed");
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.status.success(), "{words}\n{text}");
    for bad in ["WARNING", "ERROR", "FATAL", "Bungled"] {
        assert!(!words.contains(bad), "{words}\n{text}");
    }
    let _proxy = open().but(&text).but("http_access deny all").start(&world);
    let through = format!("http://{SQUID}");
    let report = world.check(&["--proxy", &through]).report();
    for endpoint in report["endpoints"].as_array().expect("endpoints") {
        let needed = endpoint["id"] != "other-azureedge-net-443";
        let wanted = if needed { "pass" } else { "fail" };
        assert_eq!(endpoint["verdict"], wanted, "{endpoint:#}");
    }
}

#[test]
fn a_packet_filter_takes_these_rules_again_and_again() {
    let world = ordinary().start();
    with_a_tag(&world);
    tags(
        &world,
        &["20.190.128.0/18", "20.190.128.0/20", "2603:1006:2000::/48"],
    );
    let text = rules(&world, "nftables", &["--service-tags", "tags.json"]);
    assert!(text.contains("change number 402"), "{text}");
    let file = world.folder().join("rules.nft");
    fs::write(&file, &text).expect("the folder is writable");
    let nft = |flags: &[&str]| run(world.net.internet.command("nft").args(flags).arg(&file));
    nft(&["-c", "-f"]);
    nft(&["-f"]);
    nft(&["-f"]);
    let listed = run(world
        .net
        .internet
        .command("nft")
        .args(["list", "table", "inet", "clearway"]));
    assert_eq!(listed.matches("20.190.128.0/18").count(), 1, "{listed}");
    assert_eq!(listed.matches("accept").count(), 2, "{listed}");
}

#[test]
fn a_filter_of_the_whole_built_in_file_is_valid_too() {
    let world = ordinary().start();
    for form in ["nftables", "squid"] {
        let outcome = world.clearway(&["rules", "--format", form]);
        assert_eq!(outcome.exit, 0, "{outcome:#?}");
        fs::write(world.folder().join(form), &outcome.stdout).expect("the folder is writable");
    }
    let own = |file: &str| world.folder().join(file);
    run(world
        .net
        .internet
        .command("nft")
        .args(["-c", "-f"])
        .arg(own("nftables")));
    run(Command::new("squid")
        .args(["-k", "parse", "-f"])
        .arg(own("squid")));
}

#[test]
fn addresses_outside_of_a_service_tag_are_told_and_judged_the_same_offline() {
    let world = ordinary().start();
    with_a_tag(&world);
    tags(&world, &["20.190.128.4/31", "20.190.128.6/32"]);
    let report = saved(&world, "r.json", &["--service-tags", "tags.json"]);
    let outside = |at: &str| ("resolve.outside-range".to_owned(), format!("{at}:443"));
    let wanted = ["20.190.128.7", "20.190.128.8"].map(outside);
    assert_eq!(codes(&report), wanted);
    assert_eq!(report["verdict"], "warn");
    let file = &report["endpoints_file"]["addresses"]["files"][0];
    assert_eq!(file["change_number"], 402);
    fs::remove_file(world.folder().join("tags.json")).expect("it is there");
    let again = world
        .clearway(&["judge", "r.json", "--format", "json"])
        .report();
    assert_eq!(codes(&again), wanted);
    let human = world.clearway(&["judge", "r.json"]).stdout;
    assert!(human.contains("change number 402"), "{human}");
}

#[test]
fn what_failed_is_asked_again_by_the_rows_of_its_report() {
    let world = ordinary()
        .firewall("ip daddr 13.107.6.10 tcp dport 443 drop")
        .start();
    let first = saved(&world, "r.json", &[]);
    assert_eq!(first["verdict"], "fail");
    fs::remove_file(world.folder().join("endpoints.toml")).expect("it is there");
    let flags = [
        "check",
        "--from",
        "r.json",
        "--failed",
        "--timeout",
        "2s",
        "--format",
        "json",
    ];
    let again = world.clearway(&flags);
    assert_eq!(again.exit, 1, "{again:#?}");
    let report = again.report();
    let endpoints = report["endpoints"].as_array().expect("endpoints");
    let ids: Vec<_> = endpoints.iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["aadcdn-msftauth-net-443"]);
    assert_eq!(codes(&report), codes(&first));
}

#[test]
fn two_points_of_view_differ_where_a_box_opens_one_and_nowhere_else() {
    let world = ordinary().names("proxy.contoso.com A 10.20.0.80").start();
    saved(&world, "straight.json", &["--proxy", "direct"]);
    let _proxy = open().opening(&["login.microsoftonline.com"]).start(&world);
    saved(
        &world,
        "behind.json",
        &["--proxy", &format!("http://{SQUID}")],
    );
    let flags = [
        "compare",
        "straight.json",
        "behind.json",
        "--format",
        "json",
    ];
    let compared = world.clearway(&flags);
    assert_eq!(compared.exit, 1, "{compared:#?}");
    let compared = compared.report();
    for endpoint in compared["endpoints"].as_array().expect("endpoints") {
        let opened = endpoint["id"] == "login-microsoftonline-com-443";
        assert_eq!(endpoint["verdicts_differ"], opened, "{endpoint:#}");
        let keys = match endpoint["port"].as_u64() {
            Some(80) => "unseen",
            _ if opened => "other",
            _ => "same",
        };
        assert_eq!(endpoint["keys"], keys, "{endpoint:#}");
    }
    let human = world
        .clearway(&["compare", "straight.json", "behind.json"])
        .stdout;
    assert!(human.contains("B    fail: chain.intercepted"), "{human}");
    let (once, again) = ("behind.json", "again.json");
    fs::copy(world.folder().join(once), world.folder().join(again)).expect("it is writable");
    let same = world.clearway(&["compare", once, again]);
    assert_eq!(same.exit, 0, "{same:#?}");
}
