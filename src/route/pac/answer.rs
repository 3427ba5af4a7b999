//! What a script answers: `PROXY a:1; SOCKS b:2; DIRECT`.

use crate::route::{Hop, HopError, HopScheme, NextHop};

/// What a script answers, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::route) struct Answer(Vec<Result<NextHop, Wrong>>);

/// A part of an answer that names no way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::route) struct Wrong {
    pub(in crate::route) said: String,
    pub(in crate::route) reason: String,
}

/// Parts that are read; what follows is left out.
const MOST: usize = 16;

impl Answer {
    /// Reads an answer. Nothing at all is the direct way, as browsers and `WinHTTP` have it. Entries
    /// are parted by `;`, and by blanks alone too, as `WinHTTP` takes them: the source of .NET's
    /// `WinHttpWebProxyFinder` says that it makes `a;b` of `PROXY a PROXY b`. Browsers know `;` only.
    pub(super) fn read(text: &str) -> Self {
        let entries = text.split(';').flat_map(entries);
        let ways: Vec<_> = entries.take(MOST).map(|entry| way(&entry)).collect();
        Self(if ways.is_empty() {
            vec![Ok(None)]
        } else {
            ways
        })
    }

    pub(in crate::route) fn into_ways(self) -> Vec<Result<NextHop, Wrong>> {
        self.0
    }
}

/// The words of each entry of a part between two `;`. After a whole entry the next one may begin;
/// a word that begins none belongs to the one before, which it makes wrong.
fn entries(part: &str) -> Vec<Vec<&str>> {
    let mut entries: Vec<Vec<&str>> = Vec::new();
    for word in part.split_whitespace() {
        match entries.last_mut() {
            Some(entry) if !is_whole(entry) || Kind::of(word).is_none() => entry.push(word),
            _ => entries.push(vec![word]),
        }
    }
    entries
}

fn is_whole(entry: &[&str]) -> bool {
    let words = match Kind::of(entry[0]) {
        Some(Kind::Hop(..)) => 2,
        Some(Kind::Direct) | None => 1,
    };
    entry.len() >= words
}

/// What the first word of an entry means.
enum Kind {
    Direct,
    /// A hop, and its port where none is named.
    Hop(HopScheme, u16),
}

impl Kind {
    /// `SOCKS` and `SOCKS4` give the name to the hop, which is 4a; so does `SOCKS5`, as in browsers.
    /// A hop without a port has the one of its scheme. `HTTP` is Firefox's.
    fn of(word: &str) -> Option<Self> {
        Some(match word.to_ascii_uppercase().as_str() {
            "DIRECT" => Self::Direct,
            "PROXY" | "HTTP" => Self::Hop(HopScheme::Http, 80),
            "HTTPS" => Self::Hop(HopScheme::Https, 443),
            "SOCKS" | "SOCKS4" => Self::Hop(HopScheme::Socks4a, 1080),
            "SOCKS5" => Self::Hop(HopScheme::Socks5h, 1080),
            _ => return None,
        })
    }
}

fn way(entry: &[&str]) -> Result<NextHop, Wrong> {
    let word = entry[0];
    let place = entry[1..].join(" ");
    let Some(kind) = Kind::of(word) else {
        return Err(unknown(word));
    };
    let word = word.to_ascii_uppercase();
    match kind {
        Kind::Direct if place.is_empty() => Ok(None),
        Kind::Direct => Err(wrong(&word, &place, "nothing may follow `DIRECT`")),
        Kind::Hop(scheme, port) => hop(&word, scheme, &place, port),
    }
}

fn hop(word: &str, scheme: HopScheme, place: &str, port: u16) -> Result<NextHop, Wrong> {
    if let Some((lead, rest)) = url_parts(place) {
        let rest = without_secrets(rest);
        return Err(Wrong {
            said: format!("{word} {lead}://{rest}"),
            reason: url_reason(word, lead, rest),
        });
    }
    let form = format!("`{word} HOST:PORT`");
    let reason = match Hop::at(scheme, place, port) {
        // Chromium and .NET take no slash or path behind the port.
        Ok(hop) if !place.contains(['/', '?', '#']) => {
            // A script gives no credentials: whoever can change it could ask for them.
            return Ok(Some(hop.without_credentials()));
        }
        _ if place.contains(',') => "entries are parted by `;`, not by `,`".to_owned(),
        _ if place.contains(' ') => {
            format!("nothing but the next entry may follow; write {form}")
        }
        Ok(_) => format!("nothing may follow the port; write {form}"),
        Err(HopError::Host(_)) => format!("it names no host; write {form}"),
        Err(why) => why.to_string(),
    };
    Err(wrong(word, place, &reason))
}

/// A scheme and what follows it, where a place is written as a URL.
fn url_parts(place: &str) -> Option<(&str, &str)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let parts = place.split_once("://")?;
    (!parts.0.is_empty() && parts.0.chars().all(fits)).then_some(parts)
}

/// Why a URL is no place, and what to write. Firefox reads the host and the port of it, Chromium
/// drops the entry, and with it the only way there may be.
fn url_reason(word: &str, lead: &str, rest: &str) -> String {
    let word = match lead.to_ascii_lowercase().as_str() {
        "http" => "PROXY",
        "https" => "HTTPS",
        "socks" | "socks4" | "socks4a" => "SOCKS",
        "socks5" | "socks5h" => "SOCKS5",
        _ => word,
    };
    let place = rest.split('/').next().unwrap_or_default();
    let place = Hop::at(HopScheme::Http, place, 80).map_or("HOST:PORT", |_| place);
    format!("`{lead}://` has no place in an answer; write `{word} {place}`")
}

fn wrong(word: &str, place: &str, reason: &str) -> Wrong {
    Wrong {
        said: format!("{word} {}", without_secrets(place))
            .trim_end()
            .to_owned(),
        reason: reason.to_owned(),
    }
}

fn unknown(word: &str) -> Wrong {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let shown = word.len() <= 20 && word.chars().all(fits);
    Wrong {
        said: if shown { word } else { "…" }.to_owned(),
        reason: "it is none of DIRECT, PROXY, HTTP, HTTPS, SOCKS, SOCKS4, SOCKS5".to_owned(),
    }
}

/// Whatever stands before the last `@` may be a secret, and a query too.
fn without_secrets(place: &str) -> &str {
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    place.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let ways = Answer::read(text).into_ways();
        let each = ways.into_iter().map(|way| match way {
            Ok(Some(hop)) => hop.to_string(),
            Ok(None) => "direct".to_owned(),
            Err(wrong) => format!("wrong `{}`: {}", wrong.said, wrong.reason),
        });
        each.collect::<Vec<_>>().join(" | ")
    }

    /// Row by row: the suite, an answer, how it is read. The names of Chromium's suites are those of
    /// `proxy_list_unittest.cc` and `proxy_string_util_unittest.cc`.
    #[test]
    fn answers_are_read_as_in_the_suites_of_others() {
        let rows = include_str!("tests/answers.txt").lines();
        let rows = rows.filter(|row| !row.is_empty() && !row.starts_with('#'));
        let differ = rows.filter_map(|row| {
            let (answer, wanted) = row.split_once(" => ").expect(row);
            let answer = answer.replace("\\t", "\t").replace("\\n", "\n");
            let read = shown(answer.trim_matches('"'));
            (read != wanted).then(|| format!("{row}\n     but {read}"))
        });
        let differ: Vec<_> = differ.collect();
        assert!(differ.is_empty(), "{}", differ.join("\n"));
    }

    #[test]
    fn an_answer_is_read_up_to_a_bound() {
        let most = "PROXY a:1;".repeat(100);
        assert_eq!(Answer::read(&most).into_ways().len(), MOST);
        let most = "DIRECT ".repeat(100);
        assert_eq!(Answer::read(&most).into_ways().len(), MOST);
    }

    #[test]
    fn credentials_in_an_answer_are_dropped_and_never_shown() {
        let ways = Answer::read("PROXY u:geheim@a:1").into_ways();
        assert_eq!(
            ways[0].as_ref().unwrap().as_ref().unwrap().credentials,
            None
        );
        for answer in [
            "PROXY u:geheim@a:0",
            "PROXY u:geheim x@a:1",
            "PROXY http://u:geheim@a:1",
            "PROXY u:geheim://x@a:1",
            "DIRECT geheim@a:1",
            "PROXY a:1?geheim",
            "PROXY http://a:1/?geheim",
            "geheim@a:1",
        ] {
            assert!(!shown(answer).contains("geheim"), "{}", shown(answer));
        }
    }
}
