//! The rules for squid. Names come out of checked host patterns; all else stands in comments, of
//! which each is one line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::names::outermost;
use super::rule::{Rule, RuleSet};
use crate::catalogue::HostPattern;

const HOW: &str = "\
# Include this before the first `http_access deny` that would stop the agents. A leading dot stands for
# every name below it, and for the name itself.
# Put the addresses of the agents in place of `all`:
acl clearway_from src all
acl clearway_connect method CONNECT
";

const UNTOUCHED: &str = "
# TLS to these names must not be opened. Where this squid does so, put these lines, without their
# `# `, before the first `ssl_bump` that bumps:
";

pub(super) fn write(rules: &RuleSet<'_>) -> String {
    let about = rules.about();
    let about = about.iter().map(|line| format!("# {line}\n"));
    let mut text: String = about.collect();
    text.push_str(HOW);
    for ((port, tls), group) in groups(rules) {
        text.push_str(&allowed(port, tls, &group));
    }
    let untouched = rules.all.iter().filter(|rule| rule.exempt() == Some(true));
    let untouched = outermost(untouched.map(|rule| &rule.row.host));
    if !untouched.is_empty() {
        text.push_str(UNTOUCHED);
        for name in untouched.into_iter().map(dotted) {
            writeln!(text, "# acl clearway_untouched ssl::server_name {name}")
                .expect("writing to a String cannot fail");
        }
        text.push_str("# ssl_bump splice clearway_untouched\n");
    }
    text
}

/// Rules by their port, and by whether TLS is spoken there.
fn groups<'r, 'a>(rules: &'r RuleSet<'a>) -> BTreeMap<(u16, bool), Vec<&'r Rule<'a>>> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for rule in &rules.all {
        let key = (rule.row.port, rule.exempt().is_some());
        groups.entry(key).or_default().push(rule);
    }
    groups
}

fn allowed(port: u16, tls: bool, group: &[&Rule<'_>]) -> String {
    let (kind, asked) = if tls {
        ("tls", "clearway_connect")
    } else {
        ("http", "!clearway_connect")
    };
    let names = outermost(group.iter().map(|rule| &rule.row.host));
    let names = names.into_iter().map(|name| {
        let name = dotted(name);
        format!("acl clearway_{kind}_{port} dstdomain {name}\n")
    });
    let names: String = names.collect();
    format!(
        "\n{names}acl clearway_{kind}_port_{port} port {port}\n\
         http_access allow clearway_from {asked} clearway_{kind}_port_{port} clearway_{kind}_{port}\n"
    )
}

/// As squid writes it: `.example.com`.
fn dotted(name: &HostPattern) -> String {
    let dot = if name.is_wildcard() { "." } else { "" };
    format!("{dot}{}", name.suffix())
}
