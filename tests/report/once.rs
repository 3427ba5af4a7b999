//! The page says everything once: no sentence stands in it twice, and what a link leads to is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clearway::report::{Format, Origin, Report, Style, Summary, json, write};
use roxmltree::{Document, Node, ParsingOptions};

use crate::rich::{good, rich};
use crate::wide::wide;

/// What holds a paragraph of its own.
const BLOCKS: [&str; 10] = ["h1", "h2", "h3", "h4", "h5", "p", "li", "dd", "dt", "td"];
/// Raw evidence, or a drawing of it; links to where something is told; the facts of a ticket, which is
/// complete by itself; and the page that an endpoint is taken from.
const EVIDENCE: [&str; 8] = [
    "path",
    "aliases",
    "walks",
    "seen",
    "raw",
    "reference",
    "destinations",
    "source",
];
/// Shorter texts are values: a host, a code, a name.
const SHORTEST_SENTENCE: usize = 40;
const FEWEST_WORDS: usize = 5;

fn saved() -> Vec<(String, Report)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let files = fs::read_dir(folder).expect("the folder is there");
    let paths = files.map(|file| file.expect("a file").path());
    let read = |path: &Path| {
        let text = fs::read_to_string(path).expect("a text");
        json::read(&text).expect("a report")
    };
    paths
        .map(|path| (path.display().to_string(), read(&path)))
        .collect()
}

fn all() -> Vec<(String, Report)> {
    let fixed = [("rich", rich()), ("good", good()), ("wide", wide())];
    let fixed = fixed.map(|(name, report)| (name.to_owned(), report));
    fixed.into_iter().chain(saved()).collect()
}

fn page(report: &Report) -> String {
    write(report, Format::Html, &Style::default())
}

fn parsed(text: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).expect("the page is XML too")
}

fn is_block(node: &Node<'_, '_>) -> bool {
    BLOCKS.contains(&node.tag_name().name())
}

fn is_evidence(node: &Node<'_, '_>) -> bool {
    let class = node.attribute("class").unwrap_or_default();
    let mut classes = class.split(' ');
    classes.any(|class| EVIDENCE.contains(&class))
}

/// The sentences of the blocks that hold no other; of a heading with a badge what stands behind it.
fn sentences(page: &Document<'_>) -> Vec<String> {
    let blocks = page.descendants().filter(is_block);
    let blocks = blocks.filter(|node| !node.ancestors().any(|above| is_evidence(&above)));
    let innermost = blocks.filter(|node| !node.descendants().skip(1).any(|below| is_block(&below)));
    let words = innermost.map(|node| {
        let is_heading = matches!(node.tag_name().name(), "h3" | "h4");
        let mut behind = node.children().filter(|child| child.has_tag_name("span"));
        let part = behind.next_back().filter(|_| is_heading).unwrap_or(node);
        let texts = part.descendants().filter(Node::is_text);
        let text: String = texts.filter_map(|node| node.text()).collect();
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    });
    words
        .filter(|text| text.chars().count() > SHORTEST_SENTENCE)
        .filter(|text| text.split(' ').count() >= FEWEST_WORDS)
        .collect()
}

#[test]
fn no_sentence_stands_in_the_page_twice() {
    for (name, report) in all() {
        let text = page(&report);
        let sentences = sentences(&parsed(&text));
        assert!(!sentences.is_empty(), "{name}");
        for (at, one) in sentences.iter().enumerate() {
            let mut others = sentences.iter().enumerate();
            let twice = others.find(|(other, text)| *other != at && text.ends_with(one.as_str()));
            assert_eq!(twice, None, "{name}: {one}");
        }
    }
}

#[test]
fn every_link_leads_to_a_place_of_the_page() {
    for (name, report) in all() {
        let text = page(&report);
        let document = parsed(&text);
        let ids = document
            .descendants()
            .filter_map(|node| node.attribute("id"));
        let ids: Vec<_> = ids.collect();
        let distinct: BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "{name}: each id once");
        for node in document.descendants() {
            if let Some(to) = node.attribute("href") {
                let id = to.strip_prefix('#').expect("nothing leads away");
                assert!(ids.contains(&id), "{name}: {to}");
            }
        }
    }
}

/// Whoever prints a page that passes has TLS, the route and the machine on its first sheet.
#[test]
fn the_header_says_what_the_verdict_holds_for() {
    for (name, report) in all() {
        let text = page(&report);
        let document = parsed(&text);
        let header = document
            .descendants()
            .find(|node| node.has_tag_name("header"));
        let header = header.expect("there is a header");
        let texts = header.descendants().filter(Node::is_text);
        let words: String = texts.filter_map(|node| node.text()).collect();
        let Origin {
            system, machine, ..
        } = Origin::new(&report);
        let known = [
            ("route", true),
            ("machine", machine.is_some() || !system.is_empty()),
            ("time", true),
            ("data", !report.endpoints_file.product.is_empty()),
        ];
        for (fact, is_known) in known {
            let names = header.descendants().filter(|node| node.has_tag_name("dt"));
            let count = names.filter(|node| node.text() == Some(fact)).count();
            assert_eq!(count, usize::from(is_known), "{name}: {fact}");
        }
        assert!(words.contains(&report.run.started), "{name}");
        let speaks_tls = Summary::new(&report).inspection;
        let first = speaks_tls
            .first()
            .map(|line| line.replace('`', "").to_lowercase());
        assert!(
            first.is_none_or(|line| words.to_lowercase().contains(&line)),
            "{name}: {words}"
        );
    }
}

/// The row says why, before it is opened.
#[test]
fn every_row_that_does_not_pass_has_a_reason() {
    for (name, report) in all() {
        let text = page(&report);
        let document = parsed(&text);
        let rows = document.descendants().filter(|node| {
            let class = node.attribute("class").unwrap_or_default();
            node.has_tag_name("details")
                && class.starts_with("endpoint ")
                && class != "endpoint pass"
        });
        for row in rows {
            let summary = row
                .children()
                .find(|node| node.has_tag_name("summary"))
                .expect("one");
            let mut links = summary
                .descendants()
                .filter_map(|node| node.attribute("href"));
            // Where nothing was asked, the link leads to the reason.
            let says_why = |to: &str| to.starts_with("#finding-") || to == "#run";
            let texts = summary.descendants().filter(Node::is_text);
            let words: String = texts.filter_map(|node| node.text()).collect();
            assert!(links.any(says_why), "{name}: {words}");
        }
    }
}
