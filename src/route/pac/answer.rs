//! What a script answers: `PROXY a:1; SOCKS b:2; DIRECT`.

use crate::route::{Hop, HopScheme, NextHop};

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
    /// Reads an answer. Nothing at all is the direct way, as browsers and `WinHTTP` have it.
    pub(super) fn read(text: &str) -> Self {
        let parts = text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let ways: Vec<_> = parts.take(MOST).map(way).collect();
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

/// `SOCKS` and `SOCKS4` give the name to the hop, which is 4a; so does `SOCKS5`, as in browsers. A
/// hop without a port has the one of its scheme.
fn way(part: &str) -> Result<NextHop, Wrong> {
    let (word, place) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
    let (scheme, port) = match word.to_ascii_uppercase().as_str() {
        "DIRECT" => return Ok(None),
        "PROXY" | "HTTP" => (HopScheme::Http, 80),
        "HTTPS" => (HopScheme::Https, 443),
        "SOCKS" | "SOCKS4" => (HopScheme::Socks4a, 1080),
        "SOCKS5" => (HopScheme::Socks5h, 1080),
        _ => return Err(unknown(word)),
    };
    let hop = Hop::at(scheme, place, port).map_err(|why| Wrong {
        said: format!(
            "{} {}",
            word.to_ascii_uppercase(),
            without_user(&why.said())
        ),
        reason: why.to_string(),
    })?;
    // A script gives no credentials: whoever can change it could ask for them.
    Ok(Some(hop.without_credentials()))
}

fn unknown(word: &str) -> Wrong {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let shown = word.len() <= 20 && word.chars().all(fits);
    Wrong {
        said: if shown { word } else { "…" }.to_owned(),
        reason: "it is none of DIRECT, PROXY, HTTP, HTTPS, SOCKS, SOCKS4, SOCKS5".to_owned(),
    }
}

fn without_user(said: &str) -> &str {
    said.split_once("://").map_or(said, |(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let ways = Answer::read(text).into_ways();
        let each = ways.into_iter().map(|way| match way {
            Ok(Some(hop)) => hop.to_string(),
            Ok(None) => "direct".to_owned(),
            Err(wrong) => format!("wrong {}", wrong.said),
        });
        each.collect()
    }

    #[test]
    fn an_answer_is_a_list_in_order() {
        assert_eq!(
            shown("PROXY a:1; SOCKS b:2;HTTPS c ; socks5 d; DIRECT;"),
            [
                "http://a:1",
                "socks4a://b:2",
                "https://c:443",
                "socks5h://d:1080",
                "direct"
            ]
        );
        assert_eq!(shown("PROXY a"), ["http://a:80"]);
    }

    #[test]
    fn no_answer_is_direct_and_a_wrong_part_takes_no_other_down() {
        assert_eq!(shown(""), ["direct"]);
        assert_eq!(shown(" ; "), ["direct"]);
        assert_eq!(
            shown("PROXY; QUIC a:1; PROXY b:2"),
            ["wrong PROXY ", "wrong QUIC", "http://b:2"]
        );
        assert_eq!(shown("PROXY u:geheim@a:0"), ["wrong PROXY a:0"]);
        assert_eq!(shown(&"PROXY a:1;".repeat(100)).len(), MOST);
    }

    #[test]
    fn credentials_in_an_answer_are_dropped() {
        let ways = Answer::read("PROXY u:geheim@a:1").into_ways();
        assert_eq!(
            ways[0].as_ref().unwrap().as_ref().unwrap().credentials,
            None
        );
    }
}
