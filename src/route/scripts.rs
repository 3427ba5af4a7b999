//! The scripts of a run: where they lie, what stands in them, and what they may ask.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::dialect::Construct;
use super::fetch::FetchedScript;
use super::hop::NextHop;
use super::location::Location;
use super::lookup::{Asks, NoAnswers};
use super::pac::{self, Answer, dialect};
use super::script_error::ScriptError;
use super::target::Target;

/// Answers of one script that were too slow, after which it is not run again.
const PATIENCE: u32 = 3;
/// How long one script is run, all targets together, to see what it depends on.
const MOST_SEARCH: Duration = Duration::from_secs(10);

/// The scripts that are at hand, and what they are asked with.
pub struct Scripts {
    texts: HashMap<Location, Result<FetchedScript, ScriptError>>,
    asks: Arc<dyn Asks>,
    now_unix: i64,
    slow: Mutex<HashMap<Location, u32>>,
    read: Mutex<HashMap<Location, Read>>,
}

/// What is known of a script's language.
#[derive(Clone, Default)]
struct Read {
    syntax: Vec<Construct>,
    may_use_later_names: bool,
    searched: Duration,
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
        fetched: HashMap<Location, Result<FetchedScript, ScriptError>>,
        asks: Arc<dyn Asks>,
        now_unix: i64,
    ) -> Self {
        Self {
            texts: fetched,
            asks,
            now_unix,
            slow: Mutex::default(),
            read: Mutex::default(),
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

    /// Where the script was found, if that is not where the setting says.
    pub(super) fn redirected_to(&self, location: &Location) -> Option<&str> {
        let fetched = self.texts.get(location)?.as_ref().ok()?;
        fetched.redirects.last().map(String::as_str)
    }

    /// What a script uses that Windows' script engine does not know: its syntax, and the library on the way
    /// to the answer for this target. `ran`: it gave an answer.
    pub(super) fn unknown_to_windows(
        &self,
        location: &Location,
        target: &Target<'_>,
        ran: bool,
    ) -> Vec<Construct> {
        let Ok(script) = self.text(location) else {
            return Vec::new();
        };
        let all = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all().get(location).cloned();
        let read = known.unwrap_or_else(|| Read {
            syntax: dialect::syntax(&script, ran),
            may_use_later_names: dialect::may_use_later_names(&script),
            searched: Duration::ZERO,
        });
        let began = Instant::now();
        let mut unknown = read.syntax.clone();
        if read.may_use_later_names && read.searched < MOST_SEARCH && self.is_quick(location) {
            unknown.extend(dialect::library(&dialect::Question {
                script: &script,
                target,
                asks: &self.asks,
                now_unix: self.now_unix,
            }));
        }
        let searched = read.searched + began.elapsed();
        all().insert(location.clone(), Read { searched, ..read });
        unknown
    }

    /// Did every answer of a script come in time so far?
    fn is_quick(&self, location: &Location) -> bool {
        let slow = self.slow.lock().unwrap_or_else(PoisonError::into_inner);
        !self.asks.is_over() && !slow.contains_key(location)
    }

    fn text(&self, location: &Location) -> Result<Arc<str>, ScriptError> {
        match (self.texts.get(location), location) {
            (Some(fetched), _) => fetched.clone().map(|script| script.text),
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
