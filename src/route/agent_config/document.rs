//! Bytes of a file → its elements, with their places; what is no XML to .NET is an error.

use roxmltree::{Document, ParsingOptions, TextPos};

use super::element::{Source, error};
use super::encoding;
use super::error::Read;
use crate::route::text::MOST_BYTES;

/// Elements and attributes; a machine.config has a few thousand.
const MOST_NODES: u32 = 100_000;

/// The text of a file, which is no longer than it may be.
pub(super) fn text(name: &str, bytes: &[u8]) -> Read<String> {
    if bytes.len() > MOST_BYTES {
        let why = "longer than 1 MiB, which no such file is";
        return Err(error(name, TextPos::new(1, 1), why));
    }
    encoding::decode(bytes).map_err(|wrong| {
        let (row, column) = wrong.at;
        error(
            name,
            TextPos::new(row, column),
            &format!("not readable: {}", wrong.why),
        )
    })
}

/// A document type without entities is taken, as .NET takes it.
pub(super) fn parse<'t>(name: &str, text: &'t str) -> Read<Document<'t>> {
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        allow_dtd: !text.contains("<!ENTITY"),
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options)
        .map_err(|why| error(name, why.pos(), &words_of(&why)))
}

/// The library ends its sentences with the place, which stands in front here.
fn words_of(why: &roxmltree::Error) -> String {
    let words = why.to_string();
    let end = words.rfind(" at ").unwrap_or(words.len());
    format!("not well-formed XML: {}", &words[..end])
}

/// Nothing but the XML declaration, comments and a document type may stand in front of the root
/// (`XmlUtil`).
pub(super) fn prolog(source: Source<'_>) -> Read<()> {
    let before = source
        .document
        .root()
        .children()
        .take_while(|node| !node.is_element());
    match before.into_iter().find(roxmltree::Node::is_pi) {
        None => Ok(()),
        Some(node) => {
            let why = "a processing instruction must not stand in front of `configuration`";
            Err(source.error(node.range().start, why))
        }
    }
}
