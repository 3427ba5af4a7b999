//! Words in Markdown that stay words: ours plain, foreign ones in code spans.

use crate::text::escape::escape;

/// A sentence of ours that may quote untrusted words between backticks. Only plain words stand outside
/// of code spans, whichever side of a backtick they are on.
pub(super) fn prose(text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (at, part) in text.split('`').enumerate() {
        let quoted = at % 2 == 1;
        if part.trim().is_empty() && !quoted {
            continue;
        }
        let plain = !quoted && is_plain(part);
        parts.push(match (plain, quoted) {
            (true, _) => part.trim().to_owned(),
            (false, true) => code(part),
            (false, false) => code(part.trim()),
        });
    }
    joined(&parts)
}

/// Parts beside each other with a space between, except before a sign that ends a clause.
fn joined(parts: &[String]) -> String {
    parts.iter().fold(String::new(), |mut text, part| {
        if !text.is_empty() && !part.starts_with([',', ';', ':', ')', '.', '\'']) {
            text.push(' ');
        }
        text + part
    })
}

/// Words that no renderer takes for anything else: no sign of markup, no start of a link, no name to
/// be called, no issue's number.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " ,.;:()'-".contains(c);
    let lower = text.to_lowercase();
    text.chars().all(plain) && !lower.contains("www.") && !lower.contains("gh-")
}

/// A code span (`CommonMark` 6.1), longer fenced than any run of backticks in it. A bar would end the
/// cell of a table even there, so it is spelt out.
pub(super) fn code(text: &str) -> String {
    let text = escape(text).replace('|', "\\u{7c}");
    if text.is_empty() {
        return String::new();
    }
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let own = |c: char| c == '`' || c == ' ';
    let pad = if text.starts_with(own) || text.ends_with(own) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// How many addresses or names one cell holds.
const MOST_IN_A_CELL: usize = 8;

/// The first ones, each in a code span, and how many more there are.
pub(super) fn several<T: ToString>(all: &[T]) -> String {
    let mut cells: Vec<_> = all
        .iter()
        .take(MOST_IN_A_CELL)
        .map(|one| code(&one.to_string()))
        .collect();
    if all.len() > MOST_IN_A_CELL {
        cells.push(format!("and {} more", all.len() - MOST_IN_A_CELL));
    }
    cells.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_stay_in_their_code_span() {
        assert_eq!(code("a|b"), "`a\\u{7c}b`");
        assert_eq!(code("`a``"), "``` `a`` ```");
        assert_eq!(code("<img>\n@all"), "`<img>\\u{a}@all`");
    }

    #[test]
    fn our_own_words_stay_words_and_the_rest_does_not() {
        assert_eq!(
            prose("wanted a CRL, got `text/html`, 121 bytes"),
            "wanted a CRL, got `text/html`, 121 bytes"
        );
        assert_eq!(prose("see `a` @all `b"), "see `a` `@all` `b`");
        assert_eq!(prose("go to www.evil.example"), "`go to www.evil.example`");
    }
}
