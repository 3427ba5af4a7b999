//! The tables of `NO_PROXY` and of the variables, asked of the real curl where there is no network.

use std::process::Command;

const LISTS: &str = include_str!("../../../../src/route/bypass/no_proxy.tsv");
const VARIABLES: &str = include_str!("../../../../src/route/environment/variables.tsv");
/// Nobody listens anywhere here, so that any will do.
const PROXY: &str = "127.0.0.9:9";

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

/// Where curl turns first: an address, `direct` where it has none, or `unusable`.
fn curl(variables: &[(&str, String)], flags: &[&str], url: &str) -> String {
    let mut command = Command::new("unshare");
    command
        .args(["-n", "curl", "-qsv", "-m", "2"])
        .args(flags)
        .arg(url);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").expect("there is a PATH"));
    let variables = variables.iter().map(|(name, value)| (name, value));
    let output = command
        .envs(variables)
        .output()
        .expect("curl and unshare are installed");
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    if words.contains("Unsupported proxy") {
        return "unusable".to_owned();
    }
    let tried = words
        .split_once("Trying ")
        .and_then(|(_, rest)| rest.split_once("..."));
    match tried {
        Some((place, _)) => place.to_owned(),
        None if words.contains("Could not resolve proxy") => "a proxy".to_owned(),
        None => "direct".to_owned(),
    }
}

fn version() -> (u32, u32) {
    let output = Command::new("curl")
        .arg("--version")
        .output()
        .expect("curl is installed");
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = words
        .split([' ', '.'])
        .skip(1)
        .map(|word| word.parse().expect("a number"));
    (
        numbers.next().expect("major"),
        numbers.next().expect("minor"),
    )
}

#[test]
fn curl_reads_no_proxy_as_the_table_says() {
    let version = version();
    let mut wrong = Vec::new();
    for row in rows(LISTS) {
        let [list, host, chosen, alike, source] = row[..] else {
            panic!("{row:?}");
        };
        let wanted = match alike {
            "same" => chosen,
            "before-8.9" if version < (8, 9) => chosen,
            "since-8.18" if version >= (8, 18) => chosen,
            "ours" => "proxy",
            _ => continue,
        };
        let list = list[1..list.len() - 1].replace("\\t", "\t");
        let host = if host.matches(':').count() > 1 {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        let url = format!("https://{host}/");
        let flags = ["--proxy", PROXY, "--noproxy", &list];
        let is_proxied = curl(&[], &flags, &url) == PROXY;
        if is_proxied != (wanted == "proxy") {
            wrong.push(format!(
                "{list:?} {host}: curl goes {}, {source}",
                if is_proxied {
                    "to the proxy"
                } else {
                    "directly"
                }
            ));
        }
    }
    assert!(wrong.is_empty(), "curl {version:?}\n{}", wrong.join("\n"));
}

#[test]
fn curl_reads_the_variables_as_the_table_says() {
    let mut wrong = Vec::new();
    for row in rows(VARIABLES) {
        let [pairs, https, http, alike, source] = row[..] else {
            panic!("{row:?}");
        };
        if alike != "same" {
            continue;
        }
        let pairs = pairs.split(' ').filter_map(|pair| pair.split_once('='));
        let value = |text: &str| text.replace("\\s", " ").replace("\\r", "\r");
        let variables: Vec<_> = pairs.map(|(name, text)| (name, value(text))).collect();
        for (url, wanted) in [("https://a.example/", https), ("http://a.example/", http)] {
            let seen = curl(&variables, &[], url);
            let place = wanted.split_once("://").map_or(wanted, |(_, place)| place);
            if seen != place {
                wrong.push(format!(
                    "{variables:?} {url}: {seen}, not {wanted}, {source}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
