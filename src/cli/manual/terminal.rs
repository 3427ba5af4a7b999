//! A page of the manual for a terminal: wrapped, headings bold, code indented, tables in columns.

use anstyle::Style;
use textwrap::core::display_width;
use textwrap::{Options, fill};

use super::markdown::{Block, Span, Text, blocks};

const STRONG: Style = Style::new().bold();
/// The last column of a table is at least this wide, or it goes to lines of its own.
const NARROWEST: usize = 28;

/// The page in lines of at most this many columns; code may be wider.
pub(super) fn lay_out(page: &str, width: usize) -> String {
    let mut text = String::new();
    let mut in_list = false;
    for block in blocks(page) {
        let item = matches!(block, Block::Item(..));
        let follows_on = text.is_empty() || (item && in_list);
        if !follows_on {
            text.push('\n');
        }
        in_list = item;
        text.push_str(&lines(&block, width));
    }
    text
}

fn lines(block: &Block, width: usize) -> String {
    match block {
        Block::Heading(_, text) => format!("{STRONG}{}{STRONG:#}\n", super::markdown::plain(text)),
        Block::Paragraph(text) => wrapped(&styled(text), width, "", ""),
        Block::Item(depth, marker, text) => {
            let marker = if marker.is_empty() { " " } else { marker };
            let first = format!("{}{marker} ", "  ".repeat(depth - 1));
            let rest = " ".repeat(first.len());
            wrapped(&styled(text), width, &first, &rest)
        }
        Block::Code(code) => indented(code),
        Block::Table(rows) => table(rows, width),
    }
}

fn indented(code: &str) -> String {
    let mut text = String::new();
    for line in code.lines() {
        text.push_str(format!("    {line}").trim_end());
        text.push('\n');
    }
    text
}

fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> String {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    format!("{}\n", fill(text, options))
}

fn styled(text: &[Span]) -> String {
    let spans = text.iter().map(|span| match span {
        Span::Plain(text) => text.clone(),
        Span::Strong(text) => format!("{STRONG}{text}{STRONG:#}"),
        Span::Code(text) => format!("`{text}`"),
    });
    spans.collect()
}

/// Columns as wide as their cells; the last is wrapped. A head without words is left out.
fn table(rows: &[Vec<Text>], width: usize) -> String {
    let named = |row: &&Vec<Text>| row.iter().any(|cell| !cell.is_empty());
    let rows: Vec<Vec<String>> = rows
        .iter()
        .filter(named)
        .map(|row| row.iter().map(|cell| styled(cell)).collect())
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| display_width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.saturating_sub(1)).map(widest).collect();
    let before: usize = widths.iter().map(|width| width + 2).sum();
    rows.iter()
        .map(|row| row_lines(row, &widths, before, width))
        .collect()
}

fn row_lines(row: &[String], widths: &[usize], before: usize, width: usize) -> String {
    let Some((last, cells)) = row.split_last() else {
        return String::new();
    };
    let padded = cells.iter().zip(widths).map(|(cell, width)| {
        let gap = width.saturating_sub(display_width(cell)) + 2;
        format!("{cell}{}", " ".repeat(gap))
    });
    let head: String = padded.collect();
    if last.is_empty() {
        return wrapped(head.trim_end(), width, "", "    ");
    }
    if before + NARROWEST <= width {
        return wrapped(last, width, &head, &" ".repeat(before));
    }
    let cells = wrapped(head.trim_end(), width, "", "    ");
    format!("{cells}{}", wrapped(last, width, "    ", "    "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_a_pipe(page: &str, width: usize) -> String {
        anstream::adapter::strip_str(&lay_out(page, width)).to_string()
    }

    #[test]
    fn a_page_is_wrapped_and_code_is_left_as_it_is() {
        let page =
            "# Title\n\nOne two three four.\n\n- five six seven\n- eight\n\n```text\na  b\n```\n";
        assert_eq!(
            in_a_pipe(page, 14),
            "Title\n\nOne two three\nfour.\n\n- five six\n  seven\n- eight\n\n    a  b\n"
        );
    }

    #[test]
    fn the_last_column_of_a_table_is_wrapped_or_goes_below() {
        let page =
            "| key | what it means |\n|---|---|\n| `id` | a name for this row of the file |\n";
        assert_eq!(
            in_a_pipe(page, 36),
            "key   what it means\n`id`  a name for this row of the\n      file\n"
        );
        assert_eq!(
            in_a_pipe(page, 24),
            "key\n    what it means\n`id`\n    a name for this row\n    of the file\n"
        );
    }
}
