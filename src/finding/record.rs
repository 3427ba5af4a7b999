//! A finding as JSON: its facts, and beside them the texts that are made from them. Reading takes the
//! facts; the texts of a report are never read back.

use std::net::SocketAddr;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Across, Cause, Code, Finding, Owner, Severity};

#[derive(Serialize)]
struct Written<'a> {
    code: Code,
    severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    lowered_from: Option<Severity>,
    address: Option<SocketAddr>,
    name: Option<&'a str>,
    cause: String,
    details: Vec<String>,
    facts: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    across: Option<&'a Across>,
    remedy: String,
    owner: Owner,
    explained_by: Option<Code>,
}

#[derive(Deserialize)]
struct Read {
    code: Code,
    severity: Severity,
    #[serde(default)]
    lowered_from: Option<Severity>,
    address: Option<SocketAddr>,
    name: Option<String>,
    facts: serde_json::Value,
    #[serde(default)]
    across: Option<Across>,
    explained_by: Option<Code>,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            code: self.code(),
            severity: self.severity,
            lowered_from: self.lowered_from,
            address: self.address,
            name: self.name.as_deref(),
            cause: self.conclusion(),
            details: self.evidence(),
            facts: self.cause.to_json().map_err(S::Error::custom)?,
            across: self.across.as_ref(),
            remedy: self.remedy(),
            owner: self.owner(),
            explained_by: self.explained_by,
        };
        written.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Finding {
    /// The target is not in it: whoever reads a report fills it in by where the finding stands.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(from)?;
        let cause = Cause::from_json(read.code, read.facts).map_err(|error| {
            D::Error::custom(format_args!("the facts of `{}`: {error}", read.code))
        })?;
        Ok(Self {
            cause,
            severity: read.severity,
            lowered_from: read.lowered_from,
            target: None,
            address: read.address,
            name: read.name,
            across: read.across,
            explained_by: read.explained_by,
        })
    }
}
