//! Facts of names that a DNS filter answers with an address of its own.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::{Code, Severity, Untrusted};

/// `resolve.filtered`: the answer is a sinkhole or a block page of a DNS filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Filtered {
    /// The filter, where the answer bears a mark of one.
    pub filter: Option<KnownFilter>,
    /// The addresses of the answer, at most 8; empty where it is about several hosts.
    pub addresses: Vec<IpAddr>,
    /// What else points to a filter.
    pub signs: Vec<Sign>,
    /// Do several hosts show such signs?
    pub at_several_hosts: bool,
}

/// A filter that is known by its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownFilter {
    /// The product, or the operator of the block page.
    pub vendor: String,
    /// How sure the mark is.
    pub confidence: Confidence,
    /// The alias in the answer that is its mark; null: an address is.
    pub alias: Option<Untrusted>,
}

/// How sure a mark is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// From one list or report.
    Medium,
    /// From the maker, or from two independent places.
    High,
}

/// What points to a DNS filter and proves none by itself.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// Hosts that have nothing to do with each other get this address, and it proves to be none of them.
    SharedAddress,
    /// The address lies outside the ranges of the endpoint.
    OutsideRange,
    /// Other names under the wildcard have aliases, and this one has none.
    NoAlias,
    /// The certificate there is for another name.
    OtherName,
    /// A block page or a redirect to another host comes from there.
    Page,
}

impl Facts for Filtered {
    const CODE: Code = Code::ResolveFiltered;

    fn severity(&self) -> Severity {
        if self.filter.is_some() || self.at_several_hosts {
            Severity::Fail
        } else {
            Severity::Warn
        }
    }

    fn common(&self) -> Self {
        Self {
            addresses: Vec::new(),
            ..self.clone()
        }
    }
}
