//! How many lines a finding may take, and how text is kept within them. What does not fit is cut at a word;
//! `-v` and the page show it whole.

use super::bounds::COLUMN;
use crate::report::style::{Look, Style, wrapped};

/// Lines of a block at [`FULL_WIDTH`] columns; at fewer columns it has more of them.
const MOST_LINES: usize = 6;
const FULL_WIDTH: usize = 80;
/// Where the labels of a block begin.
const INDENT: usize = 4;
/// Digits of a SHA-256 digest, and how many of them are shown.
const DIGEST: usize = 64;
const SHORT_DIGEST: usize = 12;

/// What is left of the lines of one block.
pub(super) struct LineBudget<'s> {
    style: &'s Style,
    left: usize,
}

impl<'s> LineBudget<'s> {
    pub(super) fn new(style: &'s Style) -> Self {
        let narrow = FULL_WIDTH.div_ceil(style.columns().min(FULL_WIDTH));
        let left = if style.whole {
            usize::MAX
        } else {
            MOST_LINES * narrow
        };
        Self { style, left }
    }

    /// For text that was laid out elsewhere.
    pub(super) fn spend(&mut self, text: &str) {
        self.left = self.left.saturating_sub(text.lines().count());
    }

    /// A paragraph of at most so many lines.
    pub(super) fn unlabelled(&mut self, indent: usize, text: &str, most: usize) -> String {
        let width = self.style.columns().saturating_sub(indent);
        let margin = " ".repeat(indent);
        let lines = self.taken(wrapped(text, width), width, most);
        let each = lines.iter();
        each.fold(String::new(), |text, line| text + &margin + line + "\n")
    }

    /// Paragraphs beside a label, of at most so many lines together.
    pub(super) fn labelled(&mut self, label: &str, texts: &[String], most: usize) -> String {
        let width = self.style.columns().saturating_sub(COLUMN);
        let all = texts.iter().flat_map(|text| wrapped(text, width));
        let lines = self.taken(all.collect(), width, most);
        let gap = |shown: usize| " ".repeat(COLUMN - INDENT - shown);
        let line = |(at, text): (usize, &String)| {
            let (label, shown) = if at == 0 {
                (label, label.len())
            } else {
                ("", 0)
            };
            let label = self.style.paint((Look::Faint, label));
            format!("{}{label}{}{text}\n", " ".repeat(INDENT), gap(shown))
        };
        lines.iter().enumerate().map(line).collect()
    }

    /// The first lines, as many as there is room for; the last one ends in a mark where others follow.
    fn taken(&mut self, mut lines: Vec<String>, width: usize, most: usize) -> Vec<String> {
        let most = if self.style.whole {
            usize::MAX
        } else {
            most.min(self.left)
        };
        if lines.len() > most {
            lines.truncate(most);
            let mark = if self.style.ascii { " ..." } else { " …" };
            if let Some(last) = lines.last_mut() {
                *last = cut(last, width.saturating_sub(mark.len())) + mark;
            }
        }
        self.left -= lines.len().min(self.left);
        lines
    }
}

/// The first words of a line, as many as fit; the first one always.
fn cut(line: &str, width: usize) -> String {
    let lines = wrapped(line, width);
    lines.into_iter().next().unwrap_or_default()
}

/// The text with the beginnings of digests in place of whole ones: for eyes, these tell them apart.
pub(super) fn digests_shortened(text: &str) -> String {
    let is_digest =
        |part: &str| part.len() == DIGEST && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = text.split('`').map(|part| match part {
        digest if is_digest(digest) => format!("{}...", &digest[..SHORT_DIGEST]),
        other => other.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(whole: bool) -> Style {
        Style {
            whole,
            ..Style::default()
        }
    }

    #[test]
    fn what_does_not_fit_is_cut_at_a_word_and_marked() {
        let narrow = style(false);
        let mut budget = LineBudget::new(&narrow);
        budget.spend("one\ntwo\n");
        let text = "word ".repeat(200);
        let said = budget.labelled("evidence", std::slice::from_ref(&text), usize::MAX);
        assert_eq!(said.lines().count(), MOST_LINES - 2);
        assert!(said.ends_with("word …\n"), "{said}");
        assert!(said.lines().all(|line| line.chars().count() <= FULL_WIDTH));
        assert_eq!(
            budget.labelled("remedy", std::slice::from_ref(&text), 1),
            ""
        );
        let wide = style(true);
        let said = LineBudget::new(&wide).labelled("evidence", &[text], 1);
        assert!(!said.contains('…'));
    }

    #[test]
    fn a_digest_is_shown_by_its_beginning() {
        let digest = "0123456789abcdef".repeat(4);
        assert_eq!(
            digests_shortened(&format!("the key `{digest}` of `CN=a`")),
            "the key `0123456789ab...` of `CN=a`"
        );
    }
}
