//! Facts in words: the conclusion first, then the evidence for it, then what to change. One file for
//! each stage; no other place writes a sentence about what was found.

mod alert;
mod answer;
mod chain;
mod connect;
mod fetch;
mod handshake;
mod hold;
mod host;
mod pattern;
mod resolve;
mod route;
mod run;
mod tunnel;

pub use self::chain::inspector;
use super::{Across, Place};
use crate::text::time::rfc3339;

/// How the facts of one code are said. Sentences begin with a capital letter unless they begin with
/// a quotation, and have no full stop at their end; text from outside stands in them only as
/// [`super::Untrusted::quoted`] gives it.
pub trait Words {
    /// The conclusion, in one sentence: what is wrong, where, by whom.
    fn conclusion(&self, at: &Place<'_>) -> String;

    /// The evidence for it, a sentence each.
    fn evidence(&self, at: &Place<'_>) -> Vec<String>;

    /// What the owner has to change, as an instruction that begins with a small letter.
    fn remedy(&self, at: &Place<'_>) -> String;
}

/// No more hosts are named where they are affected.
const MOST_AFFECTED: usize = 12;
/// No more hosts are named where they are not: this list shows what an exemption already covers.
const MOST_UNAFFECTED: usize = 40;

/// The hosts that a finding about the whole run speaks of, in words.
pub(super) fn across(across: &Across) -> Vec<String> {
    let number = across.hosts.len();
    let hosts = if number == across.of && number > MOST_AFFECTED {
        format!("all {number} hosts")
    } else {
        names(&across.hosts, MOST_AFFECTED)
    };
    let affected = (!across.hosts.is_empty()).then(|| format!("Affected: {hosts}"));
    let others = names(&across.unaffected, MOST_UNAFFECTED);
    let others = (!across.unaffected.is_empty()).then(|| format!("Not affected: {others}"));
    affected.into_iter().chain(others).collect()
}

/// A few of many: "a, b and 3 more".
fn list(items: &[String], most: usize) -> String {
    let first: Vec<&str> = items.iter().take(most).map(String::as_str).collect();
    let first = first.join(", ");
    match items.len().saturating_sub(most) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// With a capital letter at its beginning.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

/// "1 host", "3 hosts".
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Names in backticks, a few of many.
fn names<S: AsRef<str>>(all: &[S], most: usize) -> String {
    let all: Vec<String> = all
        .iter()
        .map(|name| format!("`{}`", crate::text::escape::escape(name.as_ref())))
        .collect();
    list(&all, most)
}

/// A time as people say it: "350 ms", "1.5 s", "10 s".
fn duration(ms: u32) -> String {
    let tenths = ms.saturating_add(50) / 100;
    match (ms, tenths % 10) {
        (0..1000, _) => format!("{ms} ms"),
        (_, 0) => format!("{} s", tenths / 10),
        (_, rest) => format!("{}.{rest} s", tenths / 10),
    }
}

/// A moment as RFC 3339 text.
fn moment(unix: i64) -> String {
    rfc3339(unix).unwrap_or_else(|| unix.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let said = [0, 350, 999, 1000, 1549, 10_002, 120_000].map(duration);
        assert_eq!(
            said,
            ["0 ms", "350 ms", "999 ms", "1 s", "1.5 s", "10 s", "120 s"]
        );
    }

    #[test]
    fn a_few_of_many_are_named() {
        assert_eq!(names(&["a", "b", "c"], 2), "`a`, `b` and 1 more");
        assert_eq!(counted(1, "host", "hosts"), "1 host");
    }
}
