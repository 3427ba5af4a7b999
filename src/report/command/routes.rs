//! The route to every endpoint and the setting that chose it, as `clearway routes` shows it.

use serde_json::{Value, json};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::catalogue::Catalogue;
use crate::finding::{Finding, Many, Place, Severity};
use crate::plan::{Plan, Probe};
use crate::route::{PassedOver, ReaderRoute, Route, Why};
use crate::text::escape::escape;

/// The narrowest text that is written.
const NARROWEST: usize = 40;
/// Where the words begin behind their labels.
const INDENT: usize = 13;

/// The route of one probe, and what was found about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Routed {
    /// What would be asked.
    pub probe: Probe,
    /// Its route, and what every other source says.
    pub route: Route,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// The routes of the programs on the agent's server; none where nothing is known of them.
    pub readers: Vec<ReaderRoute>,
}

/// Is there a route that could not be chosen as its source asks?
#[must_use]
pub fn fails(all: &[Routed]) -> bool {
    let mut findings = all.iter().flat_map(|routed| &routed.findings);
    findings.any(|finding| finding.severity == Severity::Fail)
}

/// For programs.
#[must_use]
pub fn json(catalogue: &Catalogue, plan: &Plan, all: &[Routed], remarks: &[String]) -> Value {
    let endpoints = plan
        .endpoints
        .iter()
        .filter_map(|id| catalogue.endpoint(id));
    let endpoint = |row: &crate::catalogue::Endpoint| {
        let own = all.iter().filter(|routed| routed.probe.endpoint == row.id);
        json!({
            "id": row.id,
            "host": row.host,
            "port": row.port,
            "need": row.need,
            "samples": own.map(sample).collect::<Vec<_>>(),
        })
    };
    json!({
        "format": crate::report::model::FORMAT,
        "endpoints": endpoints.map(endpoint).collect::<Vec<_>>(),
        "remarks": remarks,
    })
}

fn sample(routed: &Routed) -> Value {
    json!({
        "host": routed.probe.host,
        "port": routed.probe.port,
        "scheme": routed.probe.scheme,
        "route": routed.route,
        "findings": routed.findings,
        "readers": routed.readers,
    })
}

/// For people: every route once, with the hosts that take it; no line wider than `width` where words
/// allow it.
#[must_use]
pub fn human(all: &[Routed], remarks: &[String], width: usize) -> String {
    let mut text = RouteText {
        text: String::new(),
        width: width.max(NARROWEST),
    };
    for (at, group) in groups(all).iter().enumerate() {
        if at > 0 {
            text.text.push('\n');
        }
        text.group(group);
    }
    for (at, remark) in remarks.iter().enumerate() {
        if at == 0 {
            text.text.push('\n');
        }
        text.labelled("remark", &escape(remark));
    }
    text.text
}

/// Probes that take the same route for the same reasons.
fn groups(all: &[Routed]) -> Vec<Vec<&Routed>> {
    let mut groups: Vec<Vec<&Routed>> = Vec::new();
    for routed in all {
        let same = |group: &&mut Vec<&Routed>| {
            let first = group[0];
            first.route == routed.route
                && first.readers == routed.readers
                && causes(first).eq(causes(routed))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(routed),
            None => groups.push(vec![routed]),
        }
    }
    groups
}

fn causes(routed: &Routed) -> impl Iterator<Item = String> {
    let findings = routed.findings.iter();
    findings.map(|finding| finding.cause.common().to_key())
}

/// Conclusion and evidence of a finding that several hosts share.
fn sentences(finding: &Finding, hosts: usize) -> String {
    let place = match hosts {
        1 => finding.place(),
        several => Place {
            many: Many::Hosts(several),
            ..finding.place()
        },
    };
    let conclusion = finding.cause.conclusion(&place);
    let evidence = finding.cause.evidence(&place);
    let all: Vec<_> = std::iter::once(conclusion).chain(evidence).collect();
    all.join(". ")
}

struct RouteText {
    text: String,
    width: usize,
}

impl RouteText {
    fn group(&mut self, group: &[&Routed]) {
        let (first, route) = (group[0], &group[0].route);
        self.push("", "", &format!("{}{}", way(route), alternatives(route)));
        self.labelled("set by", &set_by(route));
        for said in route.passed_over.iter().filter_map(passed_over) {
            self.labelled("but", &said);
        }
        for own in &first.readers {
            self.labelled(own.reader.name(), &read_by(own));
        }
        for finding in &first.findings {
            let said = format!(
                "{}  {}: {}",
                finding.severity,
                finding.code(),
                sentences(finding, group.len())
            );
            self.labelled("finding", &escape(&said));
        }
        let mut hosts: Vec<String> = Vec::new();
        for routed in group {
            let host = format!("{}:{}", escape(&routed.probe.host), routed.probe.port);
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        self.labelled("for", &hosts.join(", "));
    }

    fn labelled(&mut self, label: &str, words: &str) {
        let width = INDENT - 2;
        self.push(&format!("  {label:width$}"), &" ".repeat(INDENT), words);
    }

    /// Names are never broken at a hyphen.
    fn push(&mut self, first: &str, next: &str, words: &str) {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(next)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(words, options) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }
}

/// The route of one program, and which of its settings says so.
fn read_by(own: &ReaderRoute) -> String {
    let Some(route) = &own.route else {
        return format!("not known here: {}", own.reader.asks_for());
    };
    let setting = route.setting.as_deref();
    let setting = setting.map(|setting| format!(", set by {}", escape(setting)));
    format!(
        "{}{}{}",
        way(route),
        alternatives(route),
        setting.unwrap_or_default()
    )
}

/// `through http://a:1`, `direct`
fn way(route: &Route) -> String {
    match &route.via {
        Some(via) => format!("through {}", escape(via)),
        None => route.name().to_owned(),
    }
}

fn alternatives(route: &Route) -> String {
    match route.alternatives.as_slice() {
        [] => String::new(),
        others => format!(", else {}", escape(&others.join(", else "))),
    }
}

fn set_by(route: &Route) -> String {
    match &route.setting {
        Some(setting) => format!("{}, {}", route.source, escape(setting)),
        None => "nothing: no setting names a proxy".to_owned(),
    }
}

/// What another setting says; what a finding tells is not told twice.
fn passed_over(other: &PassedOver) -> Option<String> {
    let why = match &other.why {
        Why::Earlier => "comes later".to_owned(),
        Why::Unasked => "comes later and was not asked".to_owned(),
        Why::Bypassed(entry) => format!("taken off by `{}`", escape(entry)),
        Why::Unusable(_)
        | Why::Fatal(_)
        | Why::UnusableEntry(_)
        | Why::Unread(_)
        | Why::Failed(_)
        | Why::Unreachable(_) => return None,
    };
    let setting = escape(&other.setting);
    let said = escape(&other.raw);
    Some(format!("{}, {setting} says {said}: {why}", other.source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Selection, plan};
    use crate::route::Source;

    fn routed(place: usize, route: Route) -> Routed {
        let catalogue = Catalogue::built_in();
        let plan = plan(&catalogue, &Selection::default()).unwrap();
        Routed {
            readers: Vec::new(),
            probe: plan.probes[place].clone(),
            route,
            findings: Vec::new(),
        }
    }

    fn through(via: &str) -> Route {
        Route {
            via: Some(via.to_owned()),
            source: Source::Environment,
            setting: Some("HTTPS_PROXY".to_owned()),
            passed_over: vec![PassedOver {
                source: Source::System,
                setting: "/etc/environment HTTPS_PROXY".to_owned(),
                raw: "http://other.corp.example:3128".to_owned(),
                why: Why::Earlier,
            }],
            ..Route::default()
        }
    }

    #[test]
    fn hosts_that_go_the_same_way_stand_together() {
        let all = [
            routed(0, through("http://a:1")),
            routed(1, Route::default()),
            routed(2, through("http://a:1")),
        ];
        let text = human(&all, &["a remark".to_owned()], 80);
        assert_eq!(text.matches("through http://a:1\n").count(), 1, "{text}");
        assert!(
            text.contains("  set by     environment, HTTPS_PROXY\n"),
            "{text}"
        );
        assert!(text.contains("nothing: no setting names a proxy"), "{text}");
        assert!(text.ends_with("  remark     a remark\n"), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
    }

    #[test]
    fn foreign_words_are_made_safe_to_show() {
        let text = human(&[routed(0, through("http://a\u{1b}[2J:1"))], &[], 80);
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
