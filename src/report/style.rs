//! How text for people is laid out: width, colour, marks.

use std::borrow::Cow;

use anstyle::{AnsiColor, Effects};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::text::escape::shown;

/// How a report for people looks. It says the same in every style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// No line is wider, unless one word is; under [`Style::NARROWEST`] that is used.
    pub width: usize,
    /// May escape sequences colour the words that carry the verdict?
    pub colour: bool,
    /// Nothing but ASCII, foreign text included.
    pub ascii: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            ascii: false,
        }
    }
}

/// What a piece of text is, and so how it looks in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Bold,
    Faint,
    Good,
    Warning,
    Bad,
}

/// Text with a look.
pub(super) type Piece<'a> = (Look, &'a str);

impl Style {
    /// The least width that is laid out for.
    pub const NARROWEST: usize = 40;

    /// The width to lay out for.
    pub(super) fn columns(&self) -> usize {
        self.width.max(Self::NARROWEST)
    }

    /// Foreign text, harmless in this style.
    pub(super) fn foreign(&self, text: &str) -> String {
        let safe = shown(text);
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
    pub(super) fn paint(&self, (look, text): Piece<'_>) -> String {
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
    pub(super) fn flow(&self, pieces: &[Piece<'_>], indent: usize) -> String {
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
    pub(super) fn labelled(&self, indent: usize, label: &str, column: usize, text: &str) -> String {
        " ".repeat(indent) + &self.beside((Look::Faint, label), indent, column, text)
    }

    /// The same with a label in its own look, where the line stands at `start` already.
    pub(super) fn beside(
        &self,
        label: Piece<'_>,
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
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(Cow::into_owned).collect()
}

/// Milliseconds, as people say them.
pub(super) fn duration(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms / 1_000 % 60),
    }
}

/// A number with its noun.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The first ones as a list, and how many more there are. A lone last one is named, not counted.
pub(super) fn first_of(all: &[String], most: usize) -> String {
    if all.len() <= most + 1 {
        return all.join(", ");
    }
    format!("{} and {} more", all[..most].join(", "), all.len() - most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_as_people_say_them() {
        let said: Vec<_> = [0, 999, 1_000, 59_999, 61_500].map(duration).into();
        assert_eq!(said, ["0 ms", "999 ms", "1.0 s", "59.9 s", "1 min 1 s"]);
    }

    #[test]
    fn a_lone_last_one_is_named_and_more_are_counted() {
        let all: Vec<_> = ["a", "b", "c", "d"].map(str::to_owned).into();
        assert_eq!(first_of(&all, 3), "a, b, c, d");
        assert_eq!(first_of(&all, 2), "a, b and 2 more");
    }

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
        assert_eq!(style.foreign("Zürich"), "Z\\u{fc}rich");
        assert_eq!(Style::default().foreign("Zürich"), "Zürich");
    }
}
