//! Host names and wildcards of the data file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A host name, or one leading `*.` and a suffix. Always lower case, without a last dot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct HostPattern {
    suffix: String,
    wildcard: bool,
}

impl HostPattern {
    /// Is it every name under a suffix?
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    /// Does a name lie under it? A wildcard covers any depth, and not its suffix itself.
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        if !self.wildcard {
            return self.suffix == name;
        }
        name.strip_suffix(&self.suffix)
            .is_some_and(|head| head.len() > 1 && head.ends_with('.'))
    }

    /// The plain name, or the suffix of a wildcard.
    #[must_use]
    pub fn suffix(&self) -> &str {
        &self.suffix
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&if self.wildcard {
            format!("*.{}", self.suffix)
        } else {
            self.suffix.clone()
        })
    }
}

impl From<HostPattern> for String {
    fn from(pattern: HostPattern) -> Self {
        pattern.to_string()
    }
}

/// Why a text is no host name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The name is empty.
    #[error("it is empty")]
    Empty,
    /// Longer than DNS allows (RFC 1035, 2.3.4).
    #[error("it is longer than 253 characters")]
    Long,
    /// An address in place of a name.
    #[error("it is an address, and certificates are for names")]
    Address,
    /// A label that is empty or longer than DNS allows.
    #[error("the label `{0}` has not 1 to 63 characters")]
    LabelLength(String),
    /// A hyphen at an end of a label.
    #[error("the label `{0}` starts or ends with a hyphen")]
    Hyphen(String),
    /// A star that does not lead.
    #[error("only one leading `*.` is allowed")]
    Wildcard,
    /// A character that no host name may hold.
    #[error("`{}` is not allowed in a name", .0.escape_debug())]
    Character(char),
}

/// Why a text is no host pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}` is no host pattern: {why}")]
pub struct PatternError {
    /// The text.
    pub pattern: String,
    /// What is wrong with it.
    pub why: NameError,
}

impl TryFrom<String> for HostPattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for HostPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = lowered(text);
        let (suffix, wildcard) = match lower.strip_prefix("*.") {
            Some(suffix) => (suffix, true),
            None => (lower.as_str(), false),
        };
        check_name(suffix).map_err(|why| PatternError {
            pattern: text.to_owned(),
            why,
        })?;
        Ok(Self {
            suffix: suffix.to_owned(),
            wildcard,
        })
    }
}

/// A name in the form it is compared in: lower case, without the last dot that DNS tools print.
pub(crate) fn lowered(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    match lower.strip_suffix('.') {
        Some(name) => name.to_owned(),
        None => lower,
    }
}

/// Is it a host name (RFC 1123, 2.1; underscores are let through, since names in use have them)?
pub(crate) fn check_name(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.len() > 253 {
        return Err(NameError::Long);
    }
    name.split('.').try_for_each(check_label)?;
    let last = name.rsplit('.').next().unwrap_or(name);
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NameError::Address);
    }
    Ok(())
}

fn check_label(label: &str) -> Result<(), NameError> {
    if label.is_empty() || label.len() > 63 {
        return Err(NameError::LabelLength(label.to_owned()));
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err(NameError::Hyphen(label.to_owned()));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match label.chars().find(|&c| !fits(c)) {
        Some('*') => Err(NameError::Wildcard),
        Some(wrong) => Err(NameError::Character(wrong)),
        None => Ok(()),
    }
}
