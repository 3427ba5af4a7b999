//! The scripts of a run: where they lie, what stands in them, and what they may ask.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::pac::{self, Answer};
use super::script_error::ScriptError;
use super::{NextHop, Target};

/// Where a script lies.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Location {
    /// Here: its name and its text.
    Text(String, Arc<str>),
    /// At a URL.
    Url(String),
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

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl Location {
    /// Does its URL carry credentials?
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        matches!(self, Self::Url(url) if url.contains('@'))
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

/// What a script may ask of this machine.
pub trait Asks: Send + Sync {
    /// The addresses of a name, none where it has none or nobody says so within the time limit.
    fn addresses(&self, name: &str, within: Duration) -> Vec<IpAddr>;

    /// This machine's own addresses on its way out, the usual one first.
    fn own(&self) -> Vec<IpAddr>;

    /// Is nobody waiting for an answer any more?
    fn is_over(&self) -> bool;
}

/// Nothing can be asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAnswers;

impl Asks for NoAnswers {
    fn addresses(&self, _name: &str, _within: Duration) -> Vec<IpAddr> {
        Vec::new()
    }

    fn own(&self) -> Vec<IpAddr> {
        Vec::new()
    }

    fn is_over(&self) -> bool {
        false
    }
}

/// Answers of one script that were too slow, after which it is not run again.
const PATIENCE: u32 = 3;

/// The scripts that are at hand, and what they are asked with.
pub struct Scripts {
    texts: HashMap<Location, Result<Arc<str>, ScriptError>>,
    asks: Arc<dyn Asks>,
    now_unix: i64,
    slow: Mutex<HashMap<Location, u32>>,
}

impl fmt::Debug for Scripts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.texts.keys()).finish()
    }
}

impl Default for Scripts {
    fn default() -> Self {
        Self::new(HashMap::new(), Arc::new(NoAnswers), 0)
    }
}

impl Scripts {
    /// Scripts that were fetched, or the reason why they could not be.
    #[must_use]
    pub fn new(
        fetched: HashMap<Location, Result<Arc<str>, ScriptError>>,
        asks: Arc<dyn Asks>,
        now_unix: i64,
    ) -> Self {
        Self {
            texts: fetched,
            asks,
            now_unix,
            slow: Mutex::default(),
        }
    }

    /// Runs a script for one target; what it answers, in its order.
    pub(super) fn ask(
        &self,
        location: &Location,
        target: &Target<'_>,
    ) -> Result<Vec<Result<NextHop, pac::Wrong>>, ScriptError> {
        let text = self.text(location)?;
        if self.asks.is_over() {
            return Err(ScriptError::NotAsked);
        }
        let counts = || self.slow.lock().unwrap_or_else(PoisonError::into_inner);
        let slow = counts().get(location).copied().unwrap_or(0);
        if slow >= PATIENCE {
            return Err(ScriptError::TooSlow(slow));
        }
        let answered = pac::ask(&text, target, &self.asks, self.now_unix);
        if matches!(&answered, Err(why) if why.too_slow) {
            *counts().entry(location.clone()).or_default() += 1;
        }
        answered
            .map(Answer::into_ways)
            .map_err(|why| ScriptError::Failed(why.to_string()))
    }

    fn text(&self, location: &Location) -> Result<Arc<str>, ScriptError> {
        match (self.texts.get(location), location) {
            (Some(fetched), _) => fetched.clone(),
            (None, Location::Text(_, text)) => Ok(Arc::clone(text)),
            (None, Location::Url(_)) => Err(ScriptError::NotFetched),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_credentials_and_query() {
        for (url, shown) in [
            (
                "http://u:p@wpad.corp/proxy.pac?token=x",
                "http://wpad.corp/proxy.pac",
            ),
            ("http://wpad.corp/proxy.pac#x", "http://wpad.corp/proxy.pac"),
            ("http://u:p/@q@wpad.corp/", "http://wpad.corp/"),
            ("u:p@wpad.corp", "wpad.corp"),
        ] {
            let location = Location::Url(url.to_owned());
            assert_eq!(location.to_string(), shown);
            assert!(!format!("{location:?}").contains("u:p"));
        }
    }
}
