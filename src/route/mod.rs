//! Which way out: the first source that speaks wins, and says what it passed over.

mod bypass;
mod environment;
mod hop;
pub mod system;

use serde::{Deserialize, Serialize};

pub use bypass::Bypass;
pub use environment::Environment;
pub use hop::{Credentials, Hop, HopError, Secret};

use crate::catalogue::Scheme;

/// The way a probe takes, as it stands in a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The hop's URL without credentials; null is the direct way.
    pub via: Option<String>,
    /// Who said so.
    pub told_by: Source,
    /// Which setting of that source, such as `HTTPS_PROXY` or an entry of `NO_PROXY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// What other settings said, in the order they were asked.
    #[serde(default)]
    pub passed_over: Vec<PassedOver>,
}

impl Route {
    /// Straight to the target.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.via.is_none()
    }
}

/// Who can name a hop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Nobody said anything: direct.
    #[default]
    Default,
    /// `--proxy` and `--no-proxy`.
    Flag,
    /// The environment's variables.
    Environment,
}

/// A setting that was not heeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// Whose it is.
    pub source: Source,
    /// Which one.
    pub setting: String,
    /// What it said, without credentials.
    pub said: String,
    /// Why it did not count.
    pub why: Why,
}

/// Why a setting did not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Another source speaks first.
    Earlier,
    /// An exception names the target: this entry.
    Bypassed(String),
    /// It cannot be spoken: these are the reasons.
    Unusable(String),
}

/// Where a probe wants to go.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The host.
    pub host: &'a str,
    /// The port.
    pub port: u16,
    /// What is spoken there.
    pub scheme: Scheme,
}

/// All that was said about the way out.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// The command line's word.
    pub flag: FlagWord,
    /// Exceptions of the command line; they stand in for those of the environment.
    pub bypass: Option<Bypass>,
    /// The environment's variables.
    pub environment: Environment,
    /// Credentials for the hop that is chosen, from the command line.
    pub credentials: Option<Credentials>,
}

/// What `--proxy` says.
#[derive(Debug, Clone, Default)]
pub enum FlagWord {
    /// Nothing, or `env`: ask the environment.
    #[default]
    Environment,
    /// `direct`.
    Direct,
    /// A hop.
    Hop(Hop),
}

/// What one source says about one target.
struct Word {
    source: Source,
    setting: String,
    said: Result<Option<Hop>, (String, String)>,
}

/// An entry that takes a target off a hop, and the setting it stands in.
struct Exception {
    source: Source,
    of: &'static str,
    entry: String,
}

impl Ways {
    /// Chooses the way to a target. The second part is the hop, with its credentials.
    #[must_use]
    pub fn choose(&self, target: &Target<'_>) -> (Route, Option<Hop>) {
        let mut route = Route::default();
        let mut chosen = None;
        let mut decided = false;
        for word in self.words(target) {
            let hop = match word.said {
                Ok(hop) => hop,
                Err((said, reason)) => {
                    route.pass_over(word.source, word.setting, said, Why::Unusable(reason));
                    continue;
                }
            };
            let said = hop
                .as_ref()
                .map_or_else(|| "direct".to_owned(), Hop::to_string);
            if decided {
                route.pass_over(word.source, word.setting, said, Why::Earlier);
                continue;
            }
            decided = true;
            route.told_by = word.source;
            if let (Some(_), Some(exception)) = (&hop, self.exception(word.source, target)) {
                let Exception { source, of, entry } = exception;
                (route.told_by, route.setting) = (source, Some(format!("{of} {entry}")));
                route.pass_over(word.source, word.setting, said, Why::Bypassed(entry));
                continue;
            }
            route.setting = Some(word.setting);
            route.via = hop.as_ref().map(Hop::to_string);
            chosen = hop;
        }
        (route, chosen.map(|hop| self.with_credentials(hop)))
    }

    /// What every source says, the first to be heeded first.
    fn words(&self, target: &Target<'_>) -> Vec<Word> {
        let flag = match &self.flag {
            FlagWord::Environment => None,
            FlagWord::Direct => Some(Ok(None)),
            FlagWord::Hop(hop) => Some(Ok(Some(hop.clone()))),
        };
        let flag = flag.map(|said| Word {
            source: Source::Flag,
            setting: "--proxy".to_owned(),
            said,
        });
        let environment = self
            .environment
            .words(target.scheme)
            .map(|(name, value)| Word {
                source: Source::Environment,
                setting: name.to_owned(),
                said: value
                    .parse()
                    .map(Some)
                    .map_err(|why: HopError| (why.said(), why.to_string())),
            });
        flag.into_iter().chain(environment).collect()
    }

    /// The exception that takes a target off a source's hop: the command line's where it has some;
    /// else the environment's, for what the environment says.
    fn exception(&self, told_by: Source, target: &Target<'_>) -> Option<Exception> {
        if let Some(bypass) = &self.bypass {
            return Some(Exception {
                source: Source::Flag,
                of: "--no-proxy",
                entry: bypass.entry_for(target)?,
            });
        }
        if told_by != Source::Environment {
            return None;
        }
        let (of, bypass) = self.environment.bypass()?;
        Some(Exception {
            source: Source::Environment,
            of,
            entry: bypass.entry_for(target)?,
        })
    }

    fn with_credentials(&self, mut hop: Hop) -> Hop {
        if let Some(credentials) = &self.credentials {
            hop.credentials = Some(credentials.clone());
        }
        hop
    }
}

impl Route {
    fn pass_over(&mut self, source: Source, setting: String, said: String, why: Why) {
        self.passed_over.push(PassedOver {
            source,
            setting,
            said,
            why,
        });
    }
}

#[cfg(test)]
mod tests;
