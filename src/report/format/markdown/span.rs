//! Words in Markdown that stay words. A sentence reads as it is: what could be markup is escaped
//! (`CommonMark` 2.4), and a word that a platform would turn into a link, a person's name or a picture
//! stands in a code span, since no escape keeps those from it. Untrusted words between backticks are
//! code spans.

use crate::text::escape::escape;

/// A sentence that may quote untrusted words between backticks, in one line.
pub(super) fn prose(text: &str) -> String {
    let mut line = Line::default();
    for (at, part) in text.trim().split('`').enumerate() {
        if at % 2 == 1 {
            line.code(part);
        } else {
            line.sentence(part);
        }
    }
    line.written()
}

/// Stretches of text, each within a code span or outside. Neighbours of one kind are one, since two
/// spans beside each other would be taken for something else.
#[derive(Default)]
struct Line(Vec<(Kind, String)>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Code,
}

impl Line {
    fn push(&mut self, kind: Kind, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some((known, before)) if *known == kind => before.push_str(text),
            _ => self.0.push((kind, text.to_owned())),
        }
    }

    fn code(&mut self, text: &str) {
        self.push(Kind::Code, &escape(text));
    }

    fn sentence(&mut self, text: &str) {
        for word in escape(text).split_inclusive(' ') {
            let (before, core, after) = bared(word);
            if is_reference(core) || word.to_lowercase().contains("www.") {
                self.push(Kind::Plain, before);
                self.push(Kind::Code, core);
                self.push(Kind::Plain, after);
            } else {
                self.push(Kind::Plain, word);
            }
        }
    }

    fn written(&self) -> String {
        let mut text = String::new();
        for (kind, part) in &self.0 {
            match kind {
                Kind::Code => text.push_str(&code(part)),
                Kind::Plain => plain(part, &mut text),
            }
        }
        text
    }
}

/// Text with every sign escaped that could be markup where it stands.
fn plain(text: &str, to: &mut String) {
    let at_start = to.is_empty();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind_number = text.len() - number.len();
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map(|&(_, c)| c);
        let marks = match c {
            '\\' | '*' | '[' | ']' | '<' | '~' | '#' | '{' | '^' => true,
            // Within a word it is no emphasis (6.2).
            '_' => !is_letter(before) || !is_letter(after),
            // The start of an entity (2.5).
            '&' => after.is_some_and(|c| c.is_alphanumeric() || c == '#'),
            // Lists, quotes, underlines of headings, and what GitLab takes for orders.
            '-' | '+' | '=' | '>' | '/' => at_start && at == 0,
            '.' | ')' => at_start && at == behind_number && at > 0,
            _ => false,
        };
        if marks {
            to.push('\\');
        }
        to.push(c);
        before = Some(c);
    }
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// A word between the signs of a sentence around it.
fn bared(word: &str) -> (&str, &str, &str) {
    let behind = word.trim_start_matches(['(', '"', '\'']);
    let picture = behind.trim_end_matches([' ', ',', ';', '.', '!', '?', ')', '"', '\'']);
    let core = if is_picture(picture) {
        picture
    } else {
        picture.trim_end_matches([':', ')', '"', '\''])
    };
    let (before, after) = (word.len() - behind.len(), &behind[core.len()..]);
    (&word[..before], core, after)
}

/// Would GitHub, GitLab, Azure DevOps or a renderer that looks for links make more of this word than
/// text? They look at the text after its escapes are resolved.
fn is_reference(word: &str) -> bool {
    let lower = word.to_lowercase();
    let address = ["@", "://", "www.", "mailto:", "xmpp:"];
    // Mathematics, changes within a line, pages of a wiki.
    let marks = ["$", "{+", "{-", "[+", "[-", "[["];
    address.iter().chain(&marks).any(|one| lower.contains(one))
        || names_number(word)
        || is_issue(word)
        || is_picture(word)
        || is_commit(word)
        || lower.split(|c: char| !is_of_name(c)).any(is_host)
}

/// `#12`, `!12`, `~bug`, `%"1.0"`, `&12`, `^12`: issues and their like, by a sign.
fn names_number(word: &str) -> bool {
    let named = |c: char| c.is_alphanumeric() || c == '"';
    let mut pairs = word.chars().zip(word.chars().skip(1));
    pairs.any(|(sign, next)| "#!~%&^".contains(sign) && named(next))
}

/// `gh-12`, `NET-4711`: issues by the name of their list.
fn is_issue(word: &str) -> bool {
    let Some((list, number)) = word.rsplit_once('-') else {
        return false;
    };
    let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    let capitals = list
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    digits && (capitals && list.len() > 1 || list.eq_ignore_ascii_case("gh"))
}

/// `:smile:`
fn is_picture(word: &str) -> bool {
    let named = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
        !part.is_empty() && part.chars().all(fits)
    };
    let parts: Vec<_> = word.split(':').collect();
    parts.len() > 2 && parts[1..parts.len() - 1].iter().any(|part| named(part))
}

/// The digest of a commit, or its beginning.
fn is_commit(word: &str) -> bool {
    let hex = word.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    (7..=64).contains(&word.len()) && hex && word.contains(|c: char| c.is_ascii_digit())
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// A name with a dot that may be a host's: some renderers make links of these.
fn is_host(name: &str) -> bool {
    let Some((before, last)) = name.trim_matches(['.', '-', '_']).rsplit_once('.') else {
        return false;
    };
    !before.is_empty() && last.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// A code span (`CommonMark` 6.1), longer fenced than any run of backticks in it.
pub(super) fn code(text: &str) -> String {
    // No table can hold a bar behind a backslash.
    let text = escape(text).replace("\\|", "\\\\u{7c}");
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
    let blank = text.chars().all(|c| c == ' ');
    let pad = if !blank && (text.starts_with(own) || text.ends_with(own)) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A row of a table. A bar within a cell is escaped, in code spans too (GFM 4.10).
pub(super) fn row(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |", cells.join(" | "))
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
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// What a renderer shows of a text: nothing may be more than a paragraph, a cell, text or code.
    fn shown(markdown: &str) -> String {
        let mut text = String::new();
        // Quotes that curl are no markup.
        let all = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        for event in Parser::new_ext(markdown, all) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::Start(
                    Tag::Paragraph
                    | Tag::Table(_)
                    | Tag::TableHead
                    | Tag::TableRow
                    | Tag::TableCell,
                )
                | Event::End(
                    TagEnd::Paragraph | TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow,
                ) => {}
                Event::End(TagEnd::TableCell) => text.push('¦'),
                other => panic!("{other:?} in {markdown}"),
            }
        }
        text
    }

    /// A bar behind a backslash is spelt out in code, where no renderer of tables shows both.
    fn unspelt(text: &str) -> String {
        text.replace("\\\\u{7c}", "\\|").replace("\\u{7c}", "|")
    }

    fn stays_itself(sentence: &str) {
        let expected = unspelt(&escape(sentence.trim()).replace('`', ""));
        let expected = expected.trim();
        let line = prose(sentence);
        assert_eq!(unspelt(&shown(&line)).trim(), expected, "{line}");
        let cells = [line.clone(), "x".to_owned()];
        let head = row(&["a".to_owned(), "b".to_owned()]);
        let table = format!("{head}\n|---|---|\n{}\n", row(&cells));
        let cells = unspelt(&shown(&table));
        let cells: Vec<_> = cells.split('¦').map(str::trim).collect();
        assert_eq!(cells, ["a", "b", expected, "x", ""], "{table}");
    }

    #[test]
    fn a_sentence_is_shown_as_it_is() {
        for sentence in [
            "wanted a CRL, got `text/html`, 121 bytes",
            "[::1]:53 | <a> *b* _c_ # \"d\" 50% and/or x=y ~~z~~ &amp; \\| C:\\x",
            "1. first",
            "12) then",
            "- a",
            "+ a",
            "# a #",
            "> a",
            "=== a",
            "/close",
            "{#id} a_b_c __d__ $x$ [^1] [x] ![y](z)",
            "see `a` @all `b",
            "`a`@b`c`",
            "`a|b` and \\`c\\d`",
        ] {
            stays_itself(sentence);
        }
    }

    /// Every conclusion, piece of evidence and remedy of every scenario.
    #[test]
    fn what_is_said_of_every_scenario_is_shown_as_it_is() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        let mut lines = 0;
        for file in std::fs::read_dir(folder).expect("the folder is there") {
            let path = file.expect("a file").path();
            let text = std::fs::read_to_string(path).expect("a text");
            for line in text.lines().filter(|line| !line.is_empty()) {
                stays_itself(line.trim().trim_start_matches(['-', '>', ' ']));
                lines += 1;
            }
        }
        assert!(lines > 1000, "{lines}");
    }

    #[test]
    fn signs_in_a_sentence_do_not_make_code_of_it() {
        assert_eq!(
            prose("got [1] \"a\" 50% and/or x=y from snake_case"),
            "got \\[1\\] \"a\" 50% and/or x=y from snake_case"
        );
    }

    #[test]
    fn what_platforms_make_links_of_is_code() {
        assert_eq!(prose("ask @all, then"), "ask `@all`, then");
        assert_eq!(
            prose("(see www.evil.example)."),
            "(see `www.evil.example`)."
        );
        assert_eq!(prose("open http://a/b?c now"), "open `http://a/b?c` now");
        assert_eq!(prose("fixes #12 and GH-7"), "fixes `#12` and `GH-7`");
        assert_eq!(
            prose("go to login.example.com"),
            "go to `login.example.com`"
        );
        assert_eq!(prose("as :smile: says"), "as `:smile:` says");
        assert_eq!(
            prose("e.g. TLS 1.2 at 10:20:30 h"),
            "e.g. TLS 1.2 at `10:20:30` h"
        );
    }

    #[test]
    fn foreign_words_stay_in_their_code_span() {
        assert_eq!(code("a|b"), "`a|b`");
        assert_eq!(code("a\\|b"), "`a\\\\u{7c}b`");
        assert_eq!(code("`a``"), "``` `a`` ```");
        assert_eq!(code("<img>\n@all"), "`<img>\\u{a}@all`");
        assert_eq!(row(&[code("a|b"), "c|d".to_owned()]), "| `a\\|b` | c\\|d |");
    }

    fn hostile() -> impl Strategy<Value = String> {
        let one = prop_oneof![
            any::<char>().prop_map(String::from),
            "[ `\"\\\\<a.9]",
            "[]=+@;,|{}&'\\[*_~!#:$%/^()>-]",
            prop::sample::select(vec!["www.", "http://", "&amp;", "a", " ", "1.", "]("])
                .prop_map(str::to_owned),
        ];
        prop::collection::vec(one, 0..30).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

        #[test]
        fn whatever_stands_in_a_sentence_is_shown_as_it_is(sentence in hostile()) {
            // A bar behind a backslash is spelt out in code spans.
            prop_assume!(!sentence.contains("\\|") && !sentence.contains('¦'));
            stays_itself(&sentence);
        }
    }
}
