//! The words of a page in place of the content: what it says, and whom to ask. They are shown, and
//! decide nothing.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::{Response, Shape};
use crate::finding::Untrusted;
use crate::text::html;

/// How much of a page is read: the words of most come after many lines of style.
const READ: usize = 64 * 1024;
/// The most that is repeated of what a page says, in characters.
const MOST: usize = 320;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("it is constant")
}

/// How pages of filters say why: "Category: Gambling" and its like.
static CATEGORY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)\bcategor(?:y|ies)\b[^:=|\n]{0,24}[:=|]\s*([^\n|;<]{2,60})"));
/// How they number a case: "Ticket: 4711".
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:ticket|reference|incident|case|support|event|transaction|request|message|tracking)[ -]?(?:id|no\.?|nr\.?|number|code)?\s*[:#=|]\s*#?([A-Za-z0-9][A-Za-z0-9._/-]{2,63})",
    )
});
static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:tel|telephone|phone|call|hotline|help ?desk|service ?desk|ext|extension)\b[^\n\d+]{0,24}(\+?\d[\d ()/.-]{2,22}\d)",
    )
});

/// What a page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Its lines.
    lines: Vec<String>,
    contact: Option<String>,
}

impl Said {
    /// Of an HTML page, or of plain text; nothing of any other body.
    pub(super) fn new(seen: &Response) -> Self {
        let bytes = seen.body.as_ref().unwrap_or(&seen.head);
        let bytes = &bytes[..bytes.len().min(READ)];
        let (text, title) = match &seen.shape {
            Shape::Html { title } => (
                html::text(&String::from_utf8_lossy(bytes)),
                title.as_deref(),
            ),
            Shape::Unknown => match plain_text(bytes) {
                Some(text) => (text.to_owned(), None),
                None => return Self::default(),
            },
            _ => return Self::default(),
        };
        let lines = text.lines().map(one_spaced);
        let mut lines: Vec<String> = lines
            .filter(|line| line.chars().filter(|c| c.is_alphanumeric()).count() > 1)
            .filter(|line| title.is_none_or(|title| !line.eq_ignore_ascii_case(title)))
            .collect();
        lines.dedup();
        Self {
            contact: contact(&lines.join("\n"), &String::from_utf8_lossy(bytes)),
            lines,
        }
    }

    /// All of it.
    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Its first words, as far as they are repeated.
    pub(super) fn beginning(&self) -> Option<Untrusted> {
        let all = self.lines.join(" / ");
        let all: String = all.chars().take(MOST).collect();
        (!all.is_empty()).then(|| Untrusted::new(all))
    }

    /// The category that it names.
    pub(super) fn category(&self) -> Option<Untrusted> {
        let text = self.text();
        let found = CATEGORY.captures(&text)?;
        Some(found[1].trim().trim_end_matches('.').into())
    }

    /// The number of the case; the status is none.
    pub(super) fn reference(&self) -> Option<Untrusted> {
        let text = self.text();
        let mut found = REFERENCE.captures_iter(&text).map(|one| one[1].to_owned());
        let number =
            found.find(|one| one.len() > 3 && one.contains(|c: char| c.is_ascii_digit()))?;
        Some(number.trim_end_matches(['.', '-', '/']).into())
    }

    /// Whom to ask.
    pub(super) fn contact(&self) -> Option<Untrusted> {
        self.contact.as_deref().map(Untrusted::from)
    }
}

/// A mail address, also one that is only behind a link, and a telephone number.
fn contact(text: &str, page: &str) -> Option<String> {
    let mail = MAIL.find(text).or_else(|| MAIL.find(page));
    let phone = PHONE.captures(text).map(|found| found[1].trim().to_owned());
    let all = mail.map(|found| found.as_str().to_owned());
    let all: Vec<String> = all.into_iter().chain(phone).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// Is it text, and nothing else?
fn plain_text(bytes: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // What is kept may end in the middle of a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    (!text.contains(odd)).then_some(text)
}

/// Every run of spaces as one; markup leaves some before a full stop.
fn one_spaced(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let line = words.join(" ").replace(" .", ".").replace(" ,", ",");
    line.replace(": | ", ": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> Said {
        Said::new(&Response {
            head: text.as_bytes().into(),
            shape: Shape::Html {
                title: Some("Blocked".to_owned()),
            },
            ..Response::default()
        })
    }

    fn plain(text: &[u8]) -> Said {
        Said::new(&Response {
            head: text.into(),
            shape: Shape::Unknown,
            ..Response::default()
        })
    }

    #[test]
    fn what_people_read_of_a_page_is_what_it_says() {
        let said = html(
            "<html><head><title>Blocked</title><style>p { color: red }</style></head><body>\n\
             <!-- for <b>robots</b> --><h1>Blocked</h1><p>Your company&#39;s policy\n does not allow \
             <a href=x>this site</a>.</p><script>var a = '<p>no</p>';</script>\
             <table><tr><th>Category</th><td>Cloud &amp; Storage</td></tr></table>\
             <p>Ticket: #4711-0815<br>Ask <a href='mailto:help@corp.example'>us</a>, phone \
             +49 30 1234-56</p>",
        );
        assert_eq!(
            said.beginning().unwrap().quoted_within(300),
            "`Your company's policy does not allow this site. / Category | Cloud & Storage / \
             Ticket: #4711-0815 / Ask us, phone +49 30 1234-56`"
        );
        assert_eq!(said.category(), Some("Cloud & Storage".into()));
        assert_eq!(said.reference(), Some("4711-0815".into()));
        let contact = "help@corp.example, +49 30 1234-56";
        assert_eq!(said.contact(), Some(contact.into()));
    }

    #[test]
    fn plain_text_speaks_too_and_bytes_do_not() {
        let said = plain(b"Action: Deny. Reason: No rule matched. Proceeding with default action.");
        let beginning = said.beginning().unwrap().quoted();
        assert!(beginning.starts_with("`Action: Deny. Reason: No rule"));
        for bytes in [
            &b"\x30\x82\x01\x02"[..],
            b"\xff\xfe<\0h\0",
            b"",
            b" . \n - ",
        ] {
            assert_eq!(plain(bytes).beginning(), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_page_without_end_is_repeated_within_bounds() {
        let said = html(&format!("<p>{}", "word ".repeat(5000)));
        let shown = said.beginning().unwrap().quoted_within(300);
        assert!(shown.ends_with("word…`") && shown.chars().count() <= 303);
        for hostile in ["<script>", "<!--", "<title>", "<", "&#9999999;", "<p"] {
            let page = hostile.repeat(20_000);
            let _ = html(&page).beginning();
        }
    }

    #[test]
    fn a_status_is_no_number_of_a_case() {
        assert_eq!(
            html("<p>Request: GET</p><p>Event: 403</p>").reference(),
            None
        );
    }
}
