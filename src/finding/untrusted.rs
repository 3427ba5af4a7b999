//! Untrusted text, written by a peer. A finding may carry it and compare it; only [`Untrusted::quoted`]
//! puts it into a sentence, escaped and cut.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::escape::escape;

/// No quotation is longer, in characters.
const MOST: usize = 160;

/// Text from outside: a page's title, a name in a certificate, a proxy's words. JSON carries it
/// whole.
#[derive(
    Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// Wraps what came from outside.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The first bytes of something that need not be text, escaped as in a Rust byte string.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], most: usize) -> Self {
        Self(bytes[..bytes.len().min(most)].escape_ascii().to_string())
    }

    /// Is there nothing in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For a sentence: in backticks, what could deceive spelt out, cut at a word after 160 characters.
    #[must_use]
    pub fn quoted(&self) -> String {
        self.quoted_within(MOST)
    }

    /// The same, cut at a word after so many characters.
    #[must_use]
    pub fn quoted_within(&self, most: usize) -> String {
        format!("`{}`", escape(&cut(&self.0, most)).replace('`', "'"))
    }
}

/// The beginning, up to the last whole word that fits, and `…` where more follows.
fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let begin = &text[..end];
    let word = begin.rfind(' ').filter(|at| *at >= end / 2);
    format!("{}…", begin[..word.unwrap_or(end)].trim_end())
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.quoted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_cannot_steer_a_terminal_nor_end_itself() {
        let text = Untrusted::from("a`b\u{1b}[2J\u{202e}");
        assert_eq!(text.quoted(), "`a'b\\u{1b}[2J\\u{202e}`");
    }

    #[test]
    fn a_long_text_is_cut_at_a_word() {
        let text = Untrusted::from("word ".repeat(100));
        assert!(text.quoted().ends_with("word…`"), "{text:?}");
        assert!(text.quoted().chars().count() <= MOST + 3);
        let one = Untrusted::from("x".repeat(1000));
        assert!(one.quoted().ends_with("x…`"));
    }

    #[test]
    fn json_has_it_whole() {
        let text = Untrusted::from("x".repeat(1000));
        let json = serde_json::to_string(&text).unwrap();
        assert_eq!(serde_json::from_str::<Untrusted>(&json).unwrap(), text);
    }
}
