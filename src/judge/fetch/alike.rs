//! Are two answers the same answer? What differs by nature is left out: the host asked for, times,
//! numbers of cases.

use super::words::Said;
use crate::evidence::{Response, Shape};
use crate::judge::wording::Wording;

/// An answer, as far as it would be the same for another host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Likeness {
    status: Option<u16>,
    location: Option<String>,
    words: Wording,
    body: String,
    server: Option<String>,
}

impl Likeness {
    pub(super) fn new(seen: &Response, host: &str) -> Self {
        let host = host.to_ascii_lowercase();
        let title = match &seen.shape {
            Shape::Html { title } => title.as_deref().unwrap_or_default(),
            _ => "",
        };
        let text = format!("{title}\n{}", Said::new(seen).text());
        let location = seen.header("location");
        Self {
            status: seen.status,
            location: location.map(|to| place_of(&to.to_ascii_lowercase().replace(&host, "*"))),
            words: Wording::new(&text, &host),
            body: seen.sha256.clone(),
            server: seen.header("server").map(str::to_owned),
        }
    }

    /// Is it the same answer? One without words is only the same where all of it is, and it comes from the
    /// same software.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let head = self.status == other.status && self.location == other.location;
        let whole = self.body == other.body && self.server == other.server;
        let silent = self.words.is_empty() || other.words.is_empty();
        head && if silent {
            whole
        } else {
            self.words.is_like(&other.words)
        }
    }
}

/// Scheme and host of an address: devices add the path that was asked for.
fn place_of(location: &str) -> String {
    let end = location
        .match_indices('/')
        .nth(2)
        .map_or(location.len(), |(at, _)| at);
    location[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(host: &str, text: &str) -> Likeness {
        let seen = Response {
            status: Some(403),
            head: text.replace('*', host).as_bytes().into(),
            sha256: text.replace('*', host),
            shape: Shape::Html { title: None },
            ..Response::default()
        };
        Likeness::new(&seen, host)
    }

    #[test]
    fn pages_that_differ_in_host_time_and_number_are_the_same() {
        let one = page(
            "a.example",
            "<p>http://*/ is blocked at 10:00:01. Case 4711",
        );
        let two = page("b.test", "<p>http://*/ is blocked at 10:00:02. Case 4712");
        assert!(one.is_like(&two));
        let other = page("b.test", "<p>The file does not exist");
        assert!(!one.is_like(&other));
    }

    #[test]
    fn answers_without_words_are_the_same_only_to_the_letter() {
        let empty = |server: &str| {
            let seen = Response {
                status: Some(470),
                headers: vec![("Server".to_owned(), server.to_owned())],
                ..Response::default()
            };
            Likeness::new(&seen, "a.example")
        };
        assert!(empty("gate").is_like(&empty("gate")));
        assert!(!empty("gate").is_like(&empty("nginx")));
        assert!(!empty("gate").is_like(&page("a.example", "words")));
    }

    #[test]
    fn redirects_are_the_same_where_they_lead_to_the_same_kind_of_place() {
        let redirect = |host: &str, to: &str| {
            let seen = Response {
                status: Some(302),
                headers: vec![("Location".to_owned(), to.to_owned())],
                ..Response::default()
            };
            Likeness::new(&seen, host)
        };
        let one = redirect("a.example", "https://a.example/list");
        assert!(one.is_like(&redirect("B.test", "https://b.test/other")));
        assert!(!one.is_like(&redirect("b.test", "https://portal.corp/")));
    }
}
