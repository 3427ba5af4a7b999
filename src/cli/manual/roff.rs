//! A page of the manual as roff, the language of man pages.

use super::markdown::{Block, Span, Text, blocks};

/// The page as man's section 7.
pub(super) fn topic(name: &str, title: &str, page: &str) -> String {
    let head = format!(
        ".TH \"CLEARWAY\\-{}\" \"7\" \"\" \"clearway {}\"\n{}clearway\\-{} \\- {}\n{}",
        escaped(&name.to_uppercase()),
        env!("CARGO_PKG_VERSION"),
        section("name"),
        escaped(name),
        escaped(title),
        section("description"),
    );
    let blocks = blocks(page);
    // The page's own heading is the name above.
    let body = blocks
        .iter()
        .filter(|block| !matches!(block, Block::Heading(1, _)));
    head + &body.map(lines).collect::<String>()
}

/// The begin of a section.
pub(super) fn section(name: &str) -> String {
    format!(".SH {}\n", escaped(&name.to_uppercase()))
}

/// Lines that stay as they are.
pub(super) fn code(lines: &str) -> String {
    let lines = lines
        .lines()
        .map(|text| format!("{}\n", line(&escaped(text))));
    format!(".PP\n.RS 4\n.nf\n{}.fi\n.RE\n", lines.collect::<String>())
}

/// A term, and what it means.
pub(super) fn term(name: &str, meaning: &str) -> String {
    format!(
        ".TP\n\\fB{}\\fR\n{}\n",
        escaped(name),
        line(&escaped(meaning))
    )
}

fn lines(block: &Block) -> String {
    match block {
        Block::Heading(2, text) => format!(
            ".SH {}\n",
            escaped(&super::markdown::plain(text).to_uppercase())
        ),
        Block::Heading(_, text) => format!(".SS {}\n", faces(text)),
        Block::Paragraph(text) => format!(".PP\n{}\n", line(&faces(text))),
        Block::Item(depth, marker, text) => {
            let mark = if marker == "-" { "\\(bu" } else { marker };
            format!(".IP \"{mark}\" {}\n{}\n", 2 + 2 * depth, line(&faces(text)))
        }
        Block::Code(text) => code(text),
        Block::Table(rows) => rows.iter().skip(1).map(|row| entry(row)).collect(),
    }
}

/// A row of a table: the first cell as a term, the others below it. Tables of man need a program of their own.
fn entry(row: &[Text]) -> String {
    let Some((first, rest)) = row.split_first() else {
        return String::new();
    };
    let rest: Vec<String> = rest
        .iter()
        .filter(|cell| !cell.is_empty())
        .map(|cell| faces(cell))
        .collect();
    format!(".TP\n{}\n{}\n", line(&faces(first)), line(&rest.join("; ")))
}

fn faces(text: &[Span]) -> String {
    let spans = text.iter().map(|span| match span {
        Span::Plain(text) => escaped(text),
        Span::Strong(text) | Span::Code(text) => format!("\\fB{}\\fR", escaped(text)),
    });
    spans.collect()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}

/// A line that is no control line, whatever it begins with.
fn line(text: &str) -> String {
    if text.starts_with(['.', '\'']) {
        return format!("\\&{text}");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_becomes_roff_in_which_nothing_of_the_text_is_a_command() {
        let page =
            "# T\n\n.NET reads `a\\b`.\n\n## Sub\n\n- one\n\n| k | v |\n|---|---|\n| `x` | y |\n";
        let roff = topic("t", "a title", page);
        assert!(roff.contains("\\&.NET reads \\fBa\\eb\\fR."), "{roff}");
        assert!(
            roff.contains(".SH SUB\n.IP \"\\(bu\" 4\none\n.TP\n\\fBx\\fR\ny\n"),
            "{roff}"
        );
    }
}
