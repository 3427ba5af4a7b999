//! Where a script lies.

use std::fmt;
use std::sync::Arc;

/// Where a script lies.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Location {
    /// Here: its name and its text.
    Text(String, Arc<str>),
    /// At a URL.
    Url(String),
}

impl Location {
    /// Does its URL carry credentials?
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        matches!(self, Self::Url(url) if url.contains('@'))
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

fn shown_url(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.rsplit('@').next().unwrap_or_default().to_owned();
    };
    let scheme = scheme.rsplit('@').next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{rest}")
}
