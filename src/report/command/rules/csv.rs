//! The rules as a table for change systems and spreadsheets (RFC 4180): a row for each endpoint, or
//! for each of its networks where these are known.

use super::rule::{Rule, RuleSet};
use crate::report::format::csv::row;
use crate::report::view::tickets::exemption;

/// The first row.
const HEAD: [&str; 14] = [
    "id",
    "destination",
    "network",
    "port",
    "transport",
    "protocol",
    "exempt from TLS inspection",
    "need",
    "phase",
    "purpose",
    "source document",
    "ranges",
    "no range",
    "cloud",
];

pub(super) fn write(rules: &RuleSet<'_>) -> String {
    let mut text = row(&HEAD.map(str::to_owned));
    for rule in &rules.all {
        let networks = rule.expected.networks.iter().map(ToString::to_string);
        let mut networks = networks.peekable();
        if networks.peek().is_none() {
            text.push_str(&row(&cells(rules, rule, String::new())));
        }
        for network in networks {
            text.push_str(&row(&cells(rules, rule, network)));
        }
    }
    text
}

fn cells(rules: &RuleSet<'_>, rule: &Rule<'_>, network: String) -> [String; 14] {
    let row = rule.row;
    [
        row.id.clone(),
        row.host.to_string(),
        network,
        row.port.to_string(),
        "TCP".to_owned(),
        if rule.exempt().is_some() {
            "TLS"
        } else {
            "HTTP"
        }
        .to_owned(),
        exemption(rule.exempt()).to_owned(),
        row.need.to_string(),
        row.phase.map(|phase| phase.to_string()).unwrap_or_default(),
        row.purpose.clone(),
        row.source.clone(),
        rule.expected.names.join(" "),
        rule.no_range().unwrap_or_default(),
        rules.cloud.to_string(),
    ]
}
