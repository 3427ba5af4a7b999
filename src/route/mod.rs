//! Which way out: the first source that speaks wins, and says what it passed over.

mod agent_config;
mod bypass;
mod bypass_entry;
mod choice;
pub mod desktop;
mod dialect;
mod directive;
mod dotnet_pattern;
mod environment;
mod exception;
mod fetch;
pub mod files;
mod credentials;
mod hop;
mod hop_scheme;
mod pac;
mod location;
mod lookup;
mod proxy_settings;
mod readers;
#[cfg(windows)]
mod registry;
mod rules;
mod script_error;
mod scripts;
pub mod system;
mod system_route;
mod target;
pub mod text;
mod windows;
mod wpad;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use agent_config::{AgentConfig, AgentConfigError, DefaultProxy, mend};
pub use bypass::{Bypass, UnusableEntry};
pub use bypass_entry::EntryError;
pub use credentials::{Credentials, Secret};
pub use dialect::{Construct, ConstructKind, Dialect};
pub use environment::ProxyVariables;
pub use exception::Local;
pub use fetch::{FetchedScript, fetch, fetch_at};
pub use hop::{Hop, HopError, NextHop};
pub use hop_scheme::HopScheme;
pub use location::Location;
pub use lookup::{Asks, NoAnswers};
pub use proxy_settings::{FlagWord, ProxySettings};
pub use readers::{Reader, ReaderRoute, Readers};
pub use rules::Rules;
pub use script_error::ScriptError;
pub use scripts::Scripts;
pub use system_route::SystemRoute;
pub use target::Target;
pub use windows::{ExportError, Exports, WindowsSettings, internet_settings};
pub use wpad::{wpad_names, wpad_url};

use self::exception::Fit;

/// The way a probe takes, as it stands in a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The hop's URL without credentials; null is the direct way, or no route at all where
    /// [`Self::unusable`] is set.
    pub via: Option<String>,
    /// Set where the setting that decides cannot be used: there is no route, and nothing is measured.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unusable: bool,
    /// Who said so.
    pub source: Source,
    /// Which setting of that source, such as `HTTPS_PROXY` or an entry of `NO_PROXY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// What the same setting offers besides, in its order; tried only where the way leads nowhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// Set where the exception that chose the direct way fits more than was meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risky: Option<Risky>,
    /// What Windows' script engine does not know of the script that chose, or failed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Box<Dialect>>,
    /// The setting by which this source looks for a script by WPAD before all else; what that finds is not
    /// followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_detect: Option<String>,
    /// What other settings said, in the order they were asked.
    #[serde(default)]
    pub passed_over: Vec<PassedOver>,
}

impl Route {
    /// Straight to the target.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.via.is_none() && !self.unusable
    }

    /// What it comes to, in a few words: a hop's URL, `direct` or `no usable route`.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.via {
            Some(via) => via,
            None if self.unusable => "no usable route",
            None => "direct",
        }
    }

    /// Is the setting that decides this one, which was passed over since it cannot be used?
    #[must_use]
    pub fn rests_on(&self, other: &PassedOver) -> bool {
        self.unusable
            && self.source == other.source
            && self.setting.as_deref() == Some(&other.setting)
    }

    /// How the hop is spoken to; nothing on the direct way.
    #[must_use]
    pub fn scheme(&self) -> Option<HopScheme> {
        let via = self.via.as_deref()?;
        HopScheme::of(via.split_once("://")?.0)
    }

    /// Is the target's name resolved by the hop? If not, what cannot be resolved here is out of
    /// reach.
    #[must_use]
    pub fn hop_resolves(&self) -> bool {
        !self.is_direct() && self.scheme().is_none_or(HopScheme::resolves)
    }

    /// Are plain pages fetched by the hop? If not, it opens a tunnel for them too.
    #[must_use]
    pub fn hop_fetches(&self) -> bool {
        !self.is_direct() && self.scheme().is_none_or(HopScheme::fetches)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// An exception that fits more than its writer can have meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risky {
    /// The exception.
    pub entry: String,
    /// What it fits as well.
    pub also: String,
}

/// Who can name a hop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Nobody said anything: direct.
    #[default]
    Default,
    /// `--proxy` and `--no-proxy`.
    Flag,
    /// `--agent-config`: what the agent itself will read.
    AgentConfig,
    /// The script given by `--pac`.
    Pac,
    /// The environment's variables.
    Environment,
    /// The operating system's settings.
    System,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Default => "default",
            Self::Flag => "flag",
            Self::AgentConfig => "agent config",
            Self::Pac => "PAC script",
            Self::Environment => "environment",
            Self::System => "system",
        })
    }
}

/// A setting that was not heeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// Whose it is.
    pub source: Source,
    /// Which one.
    pub setting: String,
    /// What it said, without credentials.
    pub raw: String,
    /// Why it did not count.
    pub why: Why,
}

/// Why a setting did not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Another source speaks first.
    Earlier,
    /// It is a script, which was not asked because another source speaks first.
    Unasked,
    /// An exception names the target: this entry.
    Bypassed(String),
    /// It cannot be spoken: these are the reasons.
    Unusable(String),
    /// It is an entry of a list of exceptions that can fit nothing, and counts as if it were not there:
    /// these are the reasons. The list and its source are as good as without it.
    UnusableEntry(String),
    /// It is a variable that curl does not read by this name: this is why. Its source is as good as
    /// without it.
    Unread(String),
    /// Every request of the program that reads it fails: these are the reasons.
    Fatal(String),
    /// It is a script that gave no answer: this is why.
    Failed(String),
    /// It is a way of a list that led nowhere: this is why.
    Unreachable(String),
}

#[cfg(test)]
mod tests;
