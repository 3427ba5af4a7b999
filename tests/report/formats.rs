//! The formats for other readers: each is read back by the rules of its kind, for ordinary and for
//! hostile reports, and all of them agree.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use clearway::catalogue::{Catalogue, Cloud, HostPattern, Need};
use clearway::evidence::host::User;
use clearway::finding::{Code, Finding, Severity, Verdict};
use clearway::plan::{Selection, plan};
use clearway::report::compare::{Column, Comparison};
use clearway::report::rules::{RuleSet, RulesFormat};
use clearway::report::{Format, Report, Style, write};
use clearway::text::bytes::{Blob, sha256_hex};
use proptest::prelude::*;
use roxmltree::{Document, Node, ParsingOptions};

use crate::rich::{good, rich};
use crate::wide::wide;
use crate::{hostile, is_harmless};

fn text(report: &Report, format: Format) -> String {
    write(report, format, &Style::default())
}

/// Where every format lies to be looked at, and for the outer tier: a folder of the build.
fn put(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(file, text).expect("the folder of the build is writable");
}

/// The text as XML; HTML is written so that it is both.
fn parsed(text: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

fn elements<'a, 'input>(
    document: &'a Document<'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    document
        .descendants()
        .filter(move |node| node.has_tag_name(name))
}

/// How many endpoints came to a verdict.
fn counted(report: &Report, verdict: Verdict) -> usize {
    report
        .endpoints
        .iter()
        .filter(|e| e.verdict == verdict)
        .count()
}

mod page {
    use super::*;

    /// Nothing that runs, loads, frames or leads elsewhere.
    const ELEMENTS: [&str; 41] = [
        "html", "head", "meta", "title", "style", "body", "a", "header", "main", "nav", "section",
        "article", "h1", "h2", "h3", "h4", "h5", "p", "span", "b", "strong", "code", "pre", "ul",
        "ol", "li", "dl", "dt", "dd", "div", "details", "summary", "table", "thead", "tbody", "tr",
        "th", "td", "svg", "rect", "br",
    ];
    const ATTRIBUTES: [&str; 22] = [
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "href",
        "id",
        "aria-labelledby",
        "aria-label",
        "aria-hidden",
        "role",
        "tabindex",
        "scope",
        "viewBox",
        "preserveAspectRatio",
        "focusable",
        "x",
        "y",
        "width",
        "height",
        "open",
    ];

    /// Is it built of nothing but what this page is built of?
    pub(super) fn is_ours(text: &str) {
        let page = parsed(text);
        for node in page.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            assert!(ELEMENTS.contains(&name), "<{name}>");
            for attribute in node.attributes() {
                assert!(
                    ATTRIBUTES.contains(&attribute.name()),
                    "<{name} {}>",
                    attribute.name()
                );
            }
            let leads = node.attribute("href").unwrap_or("#");
            assert!(leads.starts_with('#'), "{leads}");
        }
        assert_eq!(elements(&page, "style").count(), 1);
        assert!(is_harmless(text));
    }

    #[test]
    fn a_small_one() {
        let mut report = good();
        report.endpoints.truncate(1);
        report.endpoints[0].probes.truncate(1);
        let page = text(&report, Format::Html);
        let (before, rest) = page.split_once("<style>").unwrap();
        let (_, after) = rest.split_once("</style>").unwrap();
        let (head, raw) = after.split_once("<pre").unwrap();
        let tail = raw.split_once("</pre>").unwrap().1;
        insta::assert_snapshot!(
            "page",
            format!("{before}<style>…</style>{head}<pre…</pre>{tail}")
        );
    }

    #[test]
    fn it_is_well_formed_and_needs_nothing_from_elsewhere() {
        for report in [rich(), good(), wide()] {
            is_ours(&text(&report, Format::Html));
        }
    }

    #[test]
    fn its_policy_lets_its_own_style_in_and_nothing_else() {
        let page = text(&rich(), Format::Html);
        let document = parsed(&page);
        let policy = elements(&document, "meta")
            .find(|meta| meta.attribute("http-equiv") == Some("Content-Security-Policy"))
            .and_then(|meta| meta.attribute("content"))
            .expect("there is a policy");
        let rules: BTreeMap<&str, &str> = policy
            .split("; ")
            .filter_map(|rule| rule.split_once(' '))
            .collect();
        assert_eq!(rules["default-src"], "'none'");
        let style = elements(&document, "style")
            .next()
            .and_then(|node| node.text())
            .unwrap();
        let digest = rules["style-src"]
            .trim_matches('\'')
            .strip_prefix("sha256-")
            .unwrap();
        let digest = Blob::from_base64(digest).unwrap();
        assert_eq!(
            clearway::text::bytes::hex(&digest),
            sha256_hex(style.as_bytes())
        );
        assert!(
            !page.contains("style="),
            "a style in an attribute would be thrown away"
        );
    }

    #[test]
    fn every_endpoint_is_a_row_and_headings_leave_no_level_out() {
        let report = wide();
        let page = text(&report, Format::Html);
        let document = parsed(&page);
        let rows = elements(&document, "details");
        let rows = rows.filter(|d| {
            d.attribute("class")
                .is_some_and(|c| c.starts_with("endpoint "))
        });
        assert_eq!(rows.count(), report.endpoints.len());
        let mut level = 0;
        for node in document.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            if let Some(own) = name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok()) {
                assert!(own <= level + 1, "h{own} after h{level}");
                level = own;
            }
        }
        let ids: Vec<_> = document
            .descendants()
            .filter_map(|node| node.attribute("id"))
            .collect();
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>().len(),
            ids.len(),
            "each id once"
        );
        for node in document.descendants() {
            let leads = node.attribute("href").and_then(|to| to.strip_prefix('#'));
            for to in leads.into_iter().chain(node.attribute("aria-labelledby")) {
                assert!(ids.contains(&to), "{to}");
            }
        }
    }

    #[test]
    fn the_expected_key_is_marked_and_the_box_s_is_not() {
        let page = text(&wide(), Format::Html);
        let document = parsed(&page);
        let cards: Vec<_> = elements(&document, "li")
            .filter(|li| {
                li.attribute("class")
                    .is_some_and(|c| c.starts_with("certificate"))
            })
            .collect();
        let said = |li: &Node<'_, '_>| -> String {
            li.descendants()
                .filter(Node::is_text)
                .filter_map(|node| node.text())
                .collect()
        };
        let root = cards
            .iter()
            .map(said)
            .find(|text| text.starts_with("Operator Root G2"));
        assert!(root.unwrap().contains("not sent ★ expected key"));
        let office = cards
            .iter()
            .map(said)
            .find(|text| text.starts_with("Contoso Proxy CA 3"));
        assert!(!office.unwrap().contains("expected"));
    }
}

mod junit {
    use super::*;

    #[test]
    fn one_case_for_each_endpoint_and_totals_that_fit() {
        for report in [rich(), good(), wide()] {
            let xml = text(&report, Format::Junit);
            check(&report, &xml);
        }
        insta::assert_snapshot!("junit", text(&rich(), Format::Junit));
    }

    #[test]
    fn what_is_only_advised_passes_and_says_so() {
        let mut report = good();
        let endpoint = &mut report.endpoints[0];
        (endpoint.need, endpoint.verdict) = (Need::Advised, Verdict::Warn);
        let mut blocked = crate::facts::plain(Code::ConnectSilent);
        (blocked.severity, blocked.lowered_from) = (Severity::Warn, Some(Severity::Fail));
        endpoint.probes[0].findings.push(blocked);
        let xml = text(&report, Format::Junit);
        check(&report, &xml);
        let document = parsed(&xml);
        let case = elements(&document, "testcase").next().expect("a case");
        let output = case.children().find(|node| node.has_tag_name("system-out"));
        let said = output.and_then(|node| node.text()).expect("it says why");
        let first =
            "not as it should be; a warning only, since this endpoint is advised and not required";
        assert!(said.trim_start().starts_with(first), "{said}");
        assert!(said.contains("connect.silent"), "{said}");
    }

    pub(super) fn check(report: &Report, xml: &str) {
        let document = parsed(xml);
        let suite = elements(&document, "testsuite")
            .next()
            .expect("there is a suite");
        let total = |name| -> usize {
            let total = suite.attribute(name).and_then(|text| text.parse().ok());
            total.unwrap_or_else(|| panic!("no `{name}`"))
        };
        assert_eq!(total("tests"), report.endpoints.len());
        assert_eq!(
            elements(&document, "testcase").count(),
            report.endpoints.len()
        );
        assert_eq!(total("failures"), counted(report, Verdict::Fail));
        assert_eq!(elements(&document, "failure").count(), total("failures"));
        assert_eq!(total("errors"), counted(report, Verdict::Unproven));
        assert_eq!(elements(&document, "error").count(), total("errors"));
        assert_eq!(elements(&document, "skipped").count(), total("skipped"));
        assert!(is_harmless(xml));
    }
}

mod table {
    use super::*;

    /// RFC 4180, and nothing more lenient.
    pub(super) fn rows(text: &str) -> Vec<Vec<String>> {
        let lines = marked(text)
            .strip_suffix("\r\n")
            .expect("the last row ends")
            .split("\r\n");
        lines.map(cells).collect()
    }

    fn cells(line: &str) -> Vec<String> {
        let (mut cells, mut rest) = (Vec::new(), line);
        loop {
            let (cell, behind) = cell(rest);
            cells.push(cell);
            if behind.is_empty() {
                return cells;
            }
            rest = behind.strip_prefix(',').expect("a comma between cells");
        }
    }

    /// A cell in quotes, within which a quote is doubled, and what is behind it.
    fn cell(text: &str) -> (String, &str) {
        let mut rest = text.strip_prefix('"').expect("every cell is quoted");
        let mut cell = String::new();
        loop {
            let (part, behind) = rest.split_once('"').expect("every cell ends");
            cell.push_str(part);
            let Some(more) = behind.strip_prefix('"') else {
                assert!(!cell.contains(['\r', '\n']), "{cell}");
                return (cell, behind);
            };
            cell.push('"');
            rest = more;
        }
    }

    /// Without the mark that tells a spreadsheet that the text is UTF-8.
    fn marked(text: &str) -> &str {
        text.strip_prefix('\u{feff}').unwrap_or(text)
    }

    pub(super) fn check(text: &str) {
        let rows = rows(text);
        let text = marked(text);
        for row in &rows {
            assert_eq!(row.len(), rows[0].len(), "{row:?}");
        }
        // A spreadsheet may cut at commas, semicolons or tabs, and passes over quotes and spaces.
        for part in text.split([',', ';', '\t', '\n', '\r']) {
            let begins = part.trim_start_matches(['"', ' ']);
            assert!(
                !begins.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']),
                "{part}"
            );
        }
        assert!(text.split("\r\n").all(is_harmless));
    }

    #[test]
    fn a_row_for_each_change_and_destination() {
        let csv = text(&rich(), Format::Csv);
        assert!(csv.starts_with("\u{feff}\"ticket\","));
        check(&csv);
        insta::assert_snapshot!("tickets", marked(&csv).replace("\r\n", "\n"));
        assert_eq!(
            rows(&text(&good(), Format::Csv)).len(),
            1,
            "nothing is to be done"
        );
    }

    #[test]
    fn a_wildcard_is_asked_for_once_and_whole() {
        let csv = text(&wide(), Format::Csv);
        let rows = rows(&csv);
        assert_eq!(
            rows[0][16..],
            [
                "endpoint",
                "need",
                "not to do",
                "run",
                "machine",
                "route",
                "TLS inspection",
                "label"
            ]
        );
        let bus: Vec<_> = rows
            .iter()
            .filter(|row| row[4].contains("servicebus"))
            .collect();
        assert_eq!(bus.len(), 1);
        assert_eq!(bus[0][4], "*.servicebus.windows.net");
        assert!(bus[0][8].contains("trafficmanager.net") && bus[0][9].contains("20.190."));
        assert_eq!(bus[0][11], "yes");
        assert!(
            bus[0][15].starts_with("connect.silent (25 times): "),
            "{}",
            bus[0][15]
        );
    }
}

pub(crate) mod markdown {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    #[test]
    fn pasted_into_a_ticket() {
        insta::assert_snapshot!("markdown", text(&rich(), Format::Markdown));
    }

    /// What a renderer shows, a line for each heading, paragraph, item and cell. There is nothing but
    /// these, code, and numbers and teams in bold.
    pub(crate) fn rendered(markdown: &str) -> String {
        let mut shown = String::new();
        let all = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        for event in Parser::new_ext(markdown, all) {
            match event {
                Event::Text(text) => {
                    assert!(!is_link(&text), "{text} in {markdown}");
                    shown.push_str(&text);
                }
                Event::Code(text) => shown.push_str(&text),
                Event::Start(tag) => {
                    assert!(is_ours(&tag), "{tag:?} in {markdown}");
                }
                Event::End(TagEnd::Strong) => {}
                Event::End(_) => shown.push('\n'),
                other => panic!("{other:?} in {markdown}"),
            }
        }
        shown
    }

    fn is_ours(tag: &Tag<'_>) -> bool {
        match tag {
            Tag::Heading { id, classes, .. } => id.is_none() && classes.is_empty(),
            Tag::Paragraph
            | Tag::List(None)
            | Tag::Item
            | Tag::Strong
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell => true,
            _ => false,
        }
    }

    /// Would a platform make a link or a call of it, behind the renderer's back?
    fn is_link(text: &str) -> bool {
        let lower = text.to_lowercase();
        let mut pairs = text.chars().zip(text.chars().skip(1));
        ["@", "://", "www.", "mailto:", "$", "[["]
            .iter()
            .any(|mark| lower.contains(mark))
            || pairs.any(|(sign, next)| "#!~%".contains(sign) && next.is_alphanumeric())
    }

    /// Bars that end a cell: those without a backslash before them (GFM 4.10).
    fn bars(line: &str) -> usize {
        line.replace("\\|", "").matches('|').count()
    }

    pub(super) fn check(text: &str) {
        let mut columns = 0;
        for line in text.lines() {
            if line.starts_with('|') {
                assert!(columns == 0 || columns == bars(line), "{line}");
                columns = bars(line);
            } else {
                columns = 0;
            }
        }
        rendered(text);
        assert!(is_harmless(text));
    }

    #[test]
    fn nothing_in_it_is_markup_but_ours() {
        for report in [rich(), good(), wide()] {
            check(&text(&report, Format::Markdown));
        }
    }
}

mod metrics {
    use std::net::{IpAddr, SocketAddr};

    use super::*;

    /// Other addresses, as if the service's front ends had rotated.
    fn rotated(mut report: Report) -> Report {
        for endpoint in &mut report.endpoints {
            for (at, probe) in (1..).zip(&mut endpoint.probes) {
                for attempt in &mut probe.evidence.attempts {
                    attempt.to =
                        SocketAddr::new(IpAddr::from([198, 51, 100, at]), attempt.to.port());
                }
            }
        }
        report
    }

    #[test]
    fn no_series_depends_on_an_address() {
        for report in [rich(), good(), wide()] {
            let names = |report: &Report| -> Vec<String> {
                samples(&text(report, Format::Prometheus))
                    .into_keys()
                    .collect()
            };
            assert_eq!(names(&report), names(&rotated(report.clone())));
            let all = names(&report).concat();
            for probe in report.endpoints.iter().flat_map(|one| &one.probes) {
                for attempt in &probe.evidence.attempts {
                    assert!(
                        !all.contains(&attempt.to.ip().to_string()),
                        "{}",
                        attempt.to
                    );
                }
            }
        }
    }

    #[test]
    fn inspection_and_the_route_are_in_it() {
        let samples = samples(&text(&good(), Format::Prometheus));
        let number = |name: &str| samples[name].parse::<u32>().unwrap();
        assert_eq!(number("clearway_tls_inspected_hosts"), 0);
        assert_eq!(
            number("clearway_tls_hosts"),
            number("clearway_tls_genuine_hosts")
        );
        let info = samples
            .keys()
            .find(|name| name.starts_with("clearway_run_info{"));
        let info = info.expect("there is the metric");
        assert!(info.contains("route=\"direct\""), "{info}");
        assert!(
            info.contains("inspection=\"no TLS inspection seen on "),
            "{info}"
        );
    }

    #[test]
    fn for_a_dashboard() {
        insta::assert_snapshot!("metrics", text(&good(), Format::Prometheus));
    }

    /// Every sample as `name{labels}` and its value; each line by the grammar of the text format.
    pub(super) fn samples(text: &str) -> BTreeMap<String, String> {
        let mut samples = BTreeMap::new();
        let mut typed = BTreeSet::new();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                assert!(
                    typed.insert(rest.trim_end_matches(" gauge").to_owned()),
                    "{line}"
                );
                continue;
            }
            if line.starts_with("# HELP ") {
                continue;
            }
            let (sample, value) = line.rsplit_once(' ').expect("a value");
            let (name, labels) = sample.split_once('{').unwrap_or((sample, "}"));
            assert!(typed.contains(name), "{line}");
            assert_eq!(after_labels(labels), Some(""), "{line}");
            assert!(value.parse::<f64>().is_ok(), "{line}");
            let known = samples.insert(sample.to_owned(), value.to_owned());
            assert!(known.is_none(), "twice: {sample}");
        }
        samples
    }

    /// What stands behind `name="value",…}`.
    fn after_labels(mut text: &str) -> Option<&str> {
        loop {
            if let Some(rest) = text.strip_prefix('}') {
                return Some(rest);
            }
            let (name, rest) = text.split_once("=\"")?;
            assert!(
                name.trim_start_matches(',')
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit())
            );
            let mut escaped = false;
            let end = rest.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            })?;
            text = &rest[end + 1..];
        }
    }

    pub(super) fn verdict(text: &str) -> String {
        let one = samples(text)
            .into_iter()
            .find(|(sample, value)| sample.starts_with("clearway_run_verdict{") && value == "1");
        let (sample, _) = one.expect("one verdict is the run's");
        sample.split('"').nth(1).unwrap_or_default().to_owned()
    }
}

/// One report in every format.
struct Written<'a> {
    report: &'a Report,
    texts: HashMap<Format, String>,
}

impl<'a> Written<'a> {
    fn of(report: &'a Report) -> Self {
        let texts = Format::ALL
            .iter()
            .map(|&format| (format, text(report, format)));
        Self {
            report,
            texts: texts.collect(),
        }
    }

    fn get(&self, format: Format) -> &str {
        &self.texts[&format]
    }

    /// Every format tells of the same verdict, of as many endpoints of each, and of as many tickets.
    fn agrees(&self) {
        let word = self.report.verdict.to_string();
        let large = word.to_uppercase();
        assert!(self.get(Format::Human).starts_with(&large));
        assert!(
            self.get(Format::Markdown)
                .starts_with(&format!("## {large}: "))
        );
        assert!(self.get(Format::Html).contains(&format!("<title>{large} ")));
        assert_eq!(metrics::verdict(self.get(Format::Prometheus)), word);
        junit::check(self.report, self.get(Format::Junit));
        for verdict in [
            Verdict::Pass,
            Verdict::Warn,
            Verdict::Unproven,
            Verdict::Fail,
        ] {
            self.agrees_on(verdict);
        }
        self.agrees_on_tickets();
    }

    fn agrees_on(&self, verdict: Verdict) {
        let wanted = counted(self.report, verdict);
        let mark = format!("verdict=\"{verdict}\"}}");
        let in_metrics =
            self.sum(|sample| sample.starts_with("clearway_endpoints{") && sample.ends_with(&mark));
        assert_eq!(in_metrics, wanted);
        let row = format!("<details class=\"endpoint {verdict}\">");
        let revocation = self
            .report
            .revocation
            .iter()
            .filter(|p| p.verdict == verdict)
            .count();
        assert_eq!(
            self.get(Format::Html).matches(&row).count(),
            wanted + revocation
        );
        let row = format!("\n| {verdict} | ");
        let table = self
            .get(Format::Markdown)
            .split("\n### Endpoints\n")
            .nth(1)
            .expect("there is the table");
        assert_eq!(table.matches(&row).count(), wanted, "{verdict}");
    }

    fn sum(&self, fits: impl Fn(&str) -> bool) -> usize {
        let samples = metrics::samples(self.get(Format::Prometheus)).into_iter();
        let own = samples.filter(|(sample, _)| fits(sample));
        own.map(|(_, value)| value.parse::<usize>().expect("a count"))
            .sum()
    }

    fn agrees_on_tickets(&self) {
        let rows = table::rows(self.get(Format::Csv));
        let numbers: BTreeSet<_> = rows.iter().skip(1).map(|row| row[0].clone()).collect();
        let page = self.get(Format::Html);
        assert_eq!(
            page.matches("<article class=\"ticket\"").count(),
            numbers.len()
        );
        let asked = self.get(Format::Markdown).lines().filter(|line| {
            let number = line
                .strip_prefix("**")
                .and_then(|rest| rest.split_once(".** "));
            number.is_some_and(|(number, _)| number.parse::<u32>().is_ok())
        });
        assert_eq!(asked.count(), numbers.len());
        let in_metrics = self.sum(|sample| sample.starts_with("clearway_tickets{"));
        assert_eq!(in_metrics, numbers.len());
    }

    /// What is foreign is text in every format, and nothing else.
    fn holds(&self) {
        page::is_ours(self.get(Format::Html));
        table::check(self.get(Format::Csv));
        markdown::check(self.get(Format::Markdown));
        assert!(is_harmless(self.get(Format::Prometheus)));
    }
}

#[test]
fn every_format_of_a_run_agrees() {
    for (name, report) in [("rich", rich()), ("good", good()), ("wide", wide())] {
        let written = Written::of(&report);
        written.agrees();
        written.holds();
        for &format in Format::ALL {
            put(&format!("{name}.{}", format.ending()), written.get(format));
        }
    }
}

#[test]
fn what_explains_failures_is_asked_for_where_they_are() {
    let rows = table::rows(&text(&rich(), Format::Csv));
    let whole = rows
        .iter()
        .find(|row| row[15].starts_with("connect.answered-for-all"))
        .unwrap();
    assert_eq!(whole[4], "*.servicebus.windows.net");
}

#[test]
fn silent_name_servers_are_the_destination() {
    let mut report = good();
    report.endpoints[0].probes[0].findings = vec![crate::rich::silent_server()];
    let rows = table::rows(&text(&report, Format::Csv));
    assert_eq!(rows[1][4..8], ["10.0.0.53", "53", "UDP and TCP", "DNS"]);
}

#[test]
fn a_proxy_that_cannot_be_reached_is_the_destination() {
    let mut report = rich();
    let probe = &mut report.endpoints[1].probes[0];
    probe.findings = vec![crate::facts::plain(Code::TunnelUnreachable)];
    let rows = table::rows(&text(&report, Format::Csv));
    let row = rows
        .iter()
        .find(|row| row[15].starts_with("tunnel.unreachable"))
        .unwrap();
    assert_eq!(row[4..6], ["proxy.corp.example", "8080"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn no_foreign_text_breaks_out_of_any_format(report in hostile()) {
        let written = Written::of(&report);
        written.holds();
        written.agrees();
    }

    #[test]
    fn no_foreign_text_breaks_out_of_a_comparison(report in hostile()) {
        let compared = comparison::of(&report, &rich());
        comparison::holds(&compared);
        comparison::agrees(&compared);
    }
}

#[path = "comparison.rs"]
mod comparison;

mod opening {
    use super::*;

    const FORMS: [RulesFormat; 6] = [
        RulesFormat::Table,
        RulesFormat::Csv,
        RulesFormat::Json,
        RulesFormat::FqdnList,
        RulesFormat::Squid,
        RulesFormat::Nftables,
    ];

    /// A data file whose words are foreign.
    fn file(words: &str) -> Catalogue {
        let mut catalogue = Catalogue::built_in();
        words.clone_into(&mut catalogue.product);
        words.clone_into(&mut catalogue.dated);
        for row in &mut catalogue.rows {
            words.clone_into(&mut row.purpose);
            words.clone_into(&mut row.source);
            row.ranges.push(words.to_owned());
        }
        catalogue
    }

    fn text(catalogue: &Catalogue, form: RulesFormat) -> String {
        let plan = plan(catalogue, &Selection::default()).expect("there are rows");
        RuleSet::new(catalogue, &plan, Cloud::Public, "2026-11-22").write(form, &Style::default())
    }

    /// What may begin a line of these settings, beside a comment.
    fn ours(form: RulesFormat) -> &'static [&'static str] {
        match form {
            RulesFormat::Squid => &["acl clearway_", "http_access allow clearway_from "],
            _ => &["add ", "flush ", "    ", "}"],
        }
    }

    fn holds(catalogue: &Catalogue) {
        for form in FORMS {
            let text = text(catalogue, form);
            assert!(text.split("\r\n").all(is_harmless), "{form:?}");
            match form {
                RulesFormat::Csv => table::check(&text),
                RulesFormat::FqdnList => {
                    let names = text.lines().map(str::parse::<HostPattern>);
                    assert!(names.into_iter().all(|name| name.is_ok()), "{text}");
                }
                RulesFormat::Squid | RulesFormat::Nftables => {
                    let own = |line: &str| ours(form).iter().any(|begins| line.starts_with(begins));
                    let good = |line: &str| line.is_empty() || line.starts_with('#') || own(line);
                    assert!(text.lines().all(good), "{text}");
                }
                RulesFormat::Table | RulesFormat::Json => {}
            }
        }
    }

    #[test]
    fn every_form_names_every_endpoint() {
        let catalogue = Catalogue::built_in();
        let json: serde_json::Value =
            serde_json::from_str(&text(&catalogue, RulesFormat::Json)).unwrap();
        let rules = json["rules"].as_array().unwrap();
        let csv = text(&catalogue, RulesFormat::Csv);
        let ids: BTreeSet<_> = table::rows(&csv)
            .into_iter()
            .skip(1)
            .map(|r| r[0].clone())
            .collect();
        assert_eq!(ids.len(), rules.len());
        let names = text(&catalogue, RulesFormat::FqdnList);
        let table = text(&catalogue, RulesFormat::Table);
        for rule in rules {
            let host = rule["host"].as_str().unwrap();
            assert!(names.lines().any(|name| name == host), "{host}");
            assert!(table.contains(host), "{host}");
        }
        holds(&catalogue);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

        #[test]
        fn no_foreign_text_breaks_out_of_any_form(words in crate::foreign()) {
            holds(&file(&words));
        }
    }
}
