//! What stays the same in a sentence from one host to the next.

use std::net::{IpAddr, SocketAddr};

/// A sentence without what differs from one host to the next: the host itself, addresses, and
/// amounts of time and data. Anything else that differs keeps two findings apart.
pub(super) fn shape(text: &str, host: Option<&str>, name: Option<&str>) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let amount =
        |at: usize| words.get(at + 1).is_some_and(|next| is_unit(next)) && is_number(words[at]);
    let kept = words.iter().enumerate().map(|(at, word)| {
        if amount(at) || is_of(word, host.into_iter().chain(name)) || is_address(word) {
            "#"
        } else {
            word
        }
    });
    kept.collect::<Vec<_>>().join(" ")
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| "`,;.()'\"".contains(c))
}

fn is_number(word: &str) -> bool {
    let digits = bare(word);
    !digits.is_empty()
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || ",.".contains(c))
}

fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &["ms", "s", "seconds", "minutes", "bytes", "KiB", "MiB"];
    UNITS.contains(&bare(word))
}

fn is_of<'a>(word: &str, mut own: impl Iterator<Item = &'a str>) -> bool {
    own.any(|name| name.contains('.') && word.contains(name))
}

fn is_address(word: &str) -> bool {
    let word = bare(word);
    word.parse::<IpAddr>().is_ok() || word.parse::<SocketAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape_of(cause: &str, host: &str) -> String {
        shape(cause, Some(host), None)
    }

    #[test]
    fn hosts_addresses_and_times_do_not_keep_findings_apart() {
        let one = shape_of(
            "`a.example` at `10.0.0.1:443` was silent for 3,000 ms",
            "a.example",
        );
        let two = shape_of(
            "`b.example` at `[2001:db8::1]:443` was silent for 10 ms",
            "b.example",
        );
        assert_eq!(one, two);
    }

    #[test]
    fn a_status_or_a_signer_keeps_findings_apart() {
        let said = |what: &str| shape_of(&format!("`a.example` answered {what}"), "a.example");
        assert_ne!(said("`403`"), said("`404`"));
        assert_ne!(said("403"), said("404"));
        assert_ne!(said("as `CN=Zscaler`"), said("as `CN=Netskope`"));
    }
}
