//! The rules for people.

use super::rule::{Rule, RuleSet};
use crate::catalogue::Need;
use crate::report::amounts::counted;
use crate::report::style::{Style, wrapped};

pub(super) fn write(rules: &RuleSet<'_>, style: &Style) -> String {
    let width = style.columns();
    let mut text = String::new();
    let number = counted(rules.all.len(), "rule", "rules");
    push(
        &mut text,
        width,
        "",
        &format!("{number}, TCP only, outbound from the agents"),
    );
    for line in rules.about() {
        push(&mut text, width, "", &style.escape(&line));
    }
    let widest = rules
        .all
        .iter()
        .map(|rule| rule.row.host.to_string().len())
        .max();
    let columns = RuleColumns {
        host: widest.unwrap_or_default().min(width.saturating_sub(34)),
    };
    for &need in Need::ALL {
        let mut own = rules
            .all
            .iter()
            .filter(|rule| rule.row.need == need)
            .peekable();
        if own.peek().is_some() {
            text.push('\n');
            text.push_str(&columns.heading(need));
        }
        for rule in own {
            text.push_str(&columns.line(rule));
            push(&mut text, width, "    ", &style.escape(&rule.row.purpose));
        }
    }
    without_range(rules, width, &mut text);
    text
}

struct RuleColumns {
    host: usize,
}

impl RuleColumns {
    fn heading(&self, need: Need) -> String {
        let host = self.host;
        format!("{need:host$}   port  TLS inspection  networks\n")
    }

    /// A host that its column has no room for pushes the others on.
    fn line(&self, rule: &Rule<'_>) -> String {
        let (host, port) = (rule.row.host.to_string(), rule.row.port);
        let exempt = match rule.exempt() {
            Some(true) => "leave alone",
            Some(false) => "tolerated",
            None => "no TLS",
        };
        let networks = match (rule.expected.networks.len(), rule.no_range()) {
            (0, _) => "-".to_owned(),
            (some, None) => some.to_string(),
            (some, Some(_)) => format!("{some}, and unknown ones"),
        };
        let column = self.host;
        format!("{host:column$}  {port:>5}  {exempt:14}  {networks}\n")
    }
}

/// What a packet filter cannot open by address, each reason once.
fn without_range(rules: &RuleSet<'_>, width: usize, text: &mut String) {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for rule in &rules.all {
        let Some(why) = rule.no_range() else { continue };
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, hosts)) => hosts.push(rule.authority()),
            None => reasons.push((why, vec![rule.authority()])),
        }
    }
    for (why, hosts) in &reasons {
        text.push('\n');
        let why = match why.as_str() {
            "no range is known for it" => {
                "no range is known: open these by name, or through a proxy"
            }
            other => &format!("{other}: give `--service-tags FILE`, or open these by name"),
        };
        push(text, width, "", why);
        push(text, width, "    ", &hosts.join(", "));
    }
}

fn push(text: &mut String, width: usize, margin: &str, words: &str) {
    for line in wrapped(words, width - margin.len()) {
        text.push_str(margin);
        text.push_str(&line);
        text.push('\n');
    }
}
