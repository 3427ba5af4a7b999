//! How text for people is laid out: width, colour, marks.

use std::borrow::Cow;

use anstyle::{AnsiColor, Effects};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::text::escape::escape;

/// How a report for people looks. It says the same in every style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// No line is wider, unless one word is; under [`Style::NARROWEST`] that is used.
    pub width: usize,
    /// May escape sequences colour the words that carry the verdict?
    pub colour: bool,
    /// Nothing but ASCII, untrusted text included.
    pub ascii: bool,
    /// All evidence of each finding, however many lines it takes.
    pub whole: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            ascii: false,
            whole: false,
        }
    }
}

/// What a piece of text is, and so how it looks in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Look {
    Plain,
    Bold,
    Faint,
    Good,
    Warning,
    Bad,
}

/// Text with a look.
pub(in crate::report) type StyledText<'a> = (Look, &'a str);

impl Style {
    /// The least width that is laid out for.
    pub const NARROWEST: usize = 40;

    /// The width to lay out for.
    pub(in crate::report) fn columns(&self) -> usize {
        self.width.max(Self::NARROWEST)
    }

    /// Untrusted text, harmless in this style.
    pub(in crate::report) fn escape(&self, text: &str) -> String {
        let safe = escape(text);
        if !self.ascii || safe.is_ascii() {
            return safe;
        }
        let spelled = |c: char| match c {
            c if c.is_ascii() => c.to_string(),
            c => c.escape_unicode().to_string(),
        };
        safe.chars().map(spelled).collect()
    }

    /// Text in its look.
    pub(in crate::report) fn paint(&self, (look, text): StyledText<'_>) -> String {
        if !self.colour || look == Look::Plain || text.is_empty() {
            return text.to_owned();
        }
        let style = match look {
            Look::Plain => anstyle::Style::new(),
            Look::Bold => Effects::BOLD.into(),
            Look::Faint => Effects::DIMMED.into(),
            Look::Good => AnsiColor::Green.on_default() | Effects::BOLD,
            Look::Warning => AnsiColor::Yellow.on_default() | Effects::BOLD,
            Look::Bad => AnsiColor::Red.on_default() | Effects::BOLD,
        };
        format!("{style}{text}{style:#}")
    }

    /// Pieces beside each other, two spaces apart; what does not fit goes on below, indented.
    pub(in crate::report) fn flow(&self, pieces: &[StyledText<'_>], indent: usize) -> String {
        let mut line = String::new();
        let mut used = 0;
        for &(look, text) in pieces {
            let wide = display_width(text);
            if used > 0 && used + 2 + wide > self.columns() {
                line.push('\n');
                line.push_str(&" ".repeat(indent));
                used = indent;
            } else if used > 0 {
                line.push_str("  ");
                used += 2;
            }
            line.push_str(&self.paint((look, text)));
            used += wide;
        }
        line.push('\n');
        line
    }

    /// A label, and text beside it that keeps to its column on every line.
    pub(in crate::report) fn labelled(
        &self,
        indent: usize,
        label: &str,
        column: usize,
        text: &str,
    ) -> String {
        " ".repeat(indent) + &self.beside((Look::Faint, label), indent, column, text)
    }

    /// A label in its own look with text beside it, on a line that stands at `start` already.
    pub(in crate::report) fn beside(
        &self,
        label: StyledText<'_>,
        start: usize,
        column: usize,
        text: &str,
    ) -> String {
        let mut lines = wrapped(text, self.columns().saturating_sub(column)).into_iter();
        let gap = " ".repeat(column.saturating_sub(start + display_width(label.1)));
        let first = self.paint(label) + &gap + &lines.next().unwrap_or_default();
        let margin = " ".repeat(column);
        let others = lines.map(|line| format!("\n{margin}{line}"));
        others.fold(first, |all, line| all + &line) + "\n"
    }
}

/// The lines of a paragraph. Words are never broken: a cut host name or digest helps nobody.
pub(in crate::report) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_keeps_its_text_in_a_column() {
        let text = Style::default().labelled(2, "cause", 10, &"word ".repeat(20));
        assert!(text.starts_with("  cause   word word"));
        assert!(
            text.lines()
                .skip(1)
                .all(|line| line.starts_with("          word"))
        );
        assert!(text.lines().all(|line| line.len() <= 80));
    }

    #[test]
    fn in_ascii_foreign_letters_are_spelled_out() {
        let style = Style {
            ascii: true,
            ..Style::default()
        };
        assert_eq!(style.escape("Zürich"), "Z\\u{fc}rich");
        assert_eq!(Style::default().escape("Zürich"), "Zürich");
    }
}
