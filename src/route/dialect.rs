//! What a script uses that Windows' script engine does not know, as it stands in a report.

use serde::{Deserialize, Serialize};

/// The script that a route was asked of, and what it uses that Windows' script engine does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// The setting that names the script.
    pub setting: String,
    /// Each construct once: the syntax by line, at most 8, and then the library by line, at most 8.
    pub constructs: Vec<Construct>,
}

/// Something later than ECMAScript 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Construct {
    /// As a person names it: `let`, `arrow functions`, `String.prototype.includes`.
    pub construct: String,
    /// The script's line, from 1, where it stands first; none where no line of the script is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What it is part of.
    pub kind: ConstructKind,
}

/// What a construct is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConstructKind {
    /// The language: an engine that does not know it refuses the whole script, whether it is run or not.
    Syntax,
    /// An object or function that the engine brings along: without it this target gets another answer,
    /// or none.
    Library,
}
