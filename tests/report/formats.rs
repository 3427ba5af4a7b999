//! The formats for other readers: each is read back by the rules of its kind, for ordinary and for
//! hostile reports, and all of them agree.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clearway::report::{Format, Report, Style, write};
use roxmltree::{Document, Node, ParsingOptions};

use crate::is_harmless;
use crate::rich::{good, rich};
use crate::wide::wide;

pub(crate) fn text(report: &Report, format: Format) -> String {
    write(report, format, &Style::default())
}

/// Where the long report lies to be looked at: a folder of the build.
fn put(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(file, text).expect("the folder of the build is writable");
}

/// The text as XML; HTML is written so that it is both.
fn parsed(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

fn names<'a>(document: &'a Document<'_>) -> BTreeSet<&'a str> {
    let elements = document.descendants().filter(Node::is_element);
    elements.map(|node| node.tag_name().name()).collect()
}

#[test]
fn a_long_report_is_written_in_every_format() {
    let report = wide();
    for &format in Format::ALL {
        put(&format!("wide.{}", format.ending()), &text(&report, format));
        put(&format!("rich.{}", format.ending()), &text(&rich(), format));
        put(&format!("good.{}", format.ending()), &text(&good(), format));
    }
}
