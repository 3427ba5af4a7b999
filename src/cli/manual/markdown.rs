//! The Markdown of the manual as blocks, for a terminal and for man pages alike. It knows what the pages
//! use: headings, paragraphs, lists, code, tables.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading; 1 is the page's own.
    Heading(usize, Text),
    /// A paragraph.
    Paragraph(Text),
    /// An entry of a list: how deep it lies, what stands before it, and its text.
    Item(usize, String, Text),
    /// Lines that stay as they are.
    Code(String),
    /// Rows of cells; the first is the head.
    Table(Vec<Vec<Text>>),
}

/// Text of one paragraph, heading or cell.
pub(super) type Text = Vec<Span>;

/// A part of a text, in one face.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// As it is.
    Plain(String),
    /// Emphasised.
    Strong(String),
    /// What is typed or printed.
    Code(String),
}

/// The text without faces, code in backticks.
pub(super) fn plain(text: &[Span]) -> String {
    let spans = text.iter().map(|span| match span {
        Span::Plain(text) | Span::Strong(text) => text.clone(),
        Span::Code(text) => format!("`{text}`"),
    });
    spans.collect()
}

/// The blocks of a page, in order.
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        reader.read(event);
    }
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: Text,
    strong: bool,
    code: Option<String>,
    /// The lists that are open, each with the number of its next entry.
    lists: Vec<Option<u64>>,
    /// What stands before the entry that has begun.
    marker: String,
    rows: Vec<Vec<Text>>,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.begin(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.add(&text),
            Event::Code(text) => self.text.push(Span::Code(text.into_string())),
            Event::SoftBreak | Event::HardBreak => self.add(" "),
            _ => {}
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::List(first) => {
                self.flush();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}.", *number - 1)
                    }
                    _ => "-".into(),
                }
            }
            Tag::Strong | Tag::Emphasis => self.strong = true,
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = Some(String::new());
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.blocks.push(Block::Heading(level as usize, text));
            }
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Strong | TagEnd::Emphasis => self.strong = false,
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.blocks.push(Block::Code(code));
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.blocks.push(Block::Table(rows));
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        match (&mut self.code, self.strong) {
            (Some(code), _) => code.push_str(text),
            (None, true) => self.text.push(Span::Strong(text.into())),
            (None, false) => self.text.push(Span::Plain(text.into())),
        }
    }

    /// The paragraph or entry that has been read so far.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return;
        }
        self.blocks.push(match self.lists.len() {
            0 => Block::Paragraph(text),
            depth => Block::Item(depth, std::mem::take(&mut self.marker), text),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Text {
        vec![Span::Plain(text.into())]
    }

    #[test]
    fn a_page_is_read_as_the_blocks_that_it_shows() {
        let page = "# A\n\nOne\ntwo `c` **b**.\n\n1. x\n2. y\n\n```console\n$ z\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let paragraph = vec![
            Span::Plain("One".into()),
            Span::Plain(" ".into()),
            Span::Plain("two ".into()),
            Span::Code("c".into()),
            Span::Plain(" ".into()),
            Span::Strong("b".into()),
            Span::Plain(".".into()),
        ];
        let table = vec![vec![text("a"), text("b")], vec![text("1"), text("2")]];
        assert_eq!(
            blocks(page),
            [
                Block::Heading(1, text("A")),
                Block::Paragraph(paragraph),
                Block::Item(1, "1.".into(), text("x")),
                Block::Item(1, "2.".into(), text("y")),
                Block::Code("$ z\n".into()),
                Block::Table(table),
            ]
        );
    }
}
