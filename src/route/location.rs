//! Where a script lies.

use std::fmt;
use std::sync::Arc;

use url::Url;

/// Where a script lies.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Location {
    /// Here: its name and its text.
    Text(String, Arc<str>),
    /// At a URL.
    Url(String),
}

impl Location {
    /// Is this text meant as a URL, and not as the path of a file?
    #[must_use]
    pub fn is_url(text: &str) -> bool {
        let scheme = text.split_once(':').map(|(scheme, _)| scheme);
        let known = |scheme: &str| {
            let mut all = ["http", "https", "file"].into_iter();
            all.any(|known| known.eq_ignore_ascii_case(scheme))
        };
        text.contains("://") || scheme.is_some_and(known)
    }

    /// Does its URL carry credentials?
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        match self {
            Self::Text(..) => false,
            Self::Url(text) => Url::parse(text).map_or_else(
                |_| text.contains('@'),
                |url| !url.username().is_empty() || url.password().is_some(),
            ),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

/// Without credentials and without a query, which may be one.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(name, _) => f.write_str(name),
            Self::Url(url) => f.write_str(&shown_url(url)),
        }
    }
}

/// Without what may be a secret.
pub(super) fn shown_url(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.rsplit('@').next().unwrap_or_default().to_owned();
    };
    let scheme = scheme.rsplit('@').next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{rest}")
}
