//! Where the run measured from: the machine, the user, the addresses. What the machine did not tell is
//! absent or empty.

use std::net::{IpAddr, SocketAddr};

use crate::report::amounts::first_of;
use crate::report::model::Report;

/// How many source addresses a sentence names.
const MOST_ADDRESSES: usize = 4;

/// Who measured, and where. The texts are untrusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What the user called the run.
    pub label: Option<String>,
    /// What the machine calls itself.
    pub machine: Option<String>,
    /// Operating system and architecture.
    pub system: String,
    /// The account's name.
    pub user: Option<String>,
    /// The source addresses of the connections.
    pub source_addresses: Vec<IpAddr>,
    /// What was given to `--source`.
    pub bound_to: Option<String>,
    /// The name servers that were asked, in order.
    pub name_servers: Vec<SocketAddr>,
}

impl Origin {
    /// From what the report holds of its host.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        let host = &report.run.host;
        Self {
            label: report.run.label.clone(),
            machine: host.name.clone(),
            system: host.os.clone(),
            user: host.user.as_ref().map(|user| user.name.clone()),
            source_addresses: host.source_addresses.clone(),
            bound_to: host.bound_to.clone(),
            name_servers: host.resolvers.clone(),
        }
    }

    /// The machine, the user and the source addresses in a sentence.
    pub(in crate::report) fn sentence(&self) -> String {
        let machine = match &self.machine {
            Some(name) => format!("{name} ({})", self.system),
            None => self.system.clone(),
        };
        let user = self.user.as_ref();
        let user = user.map_or_else(String::new, |user| format!(" as `{user}`"));
        let sources = self.source_addresses.iter().map(ToString::to_string);
        let sources: Vec<_> = sources.collect();
        let sources = match sources.as_slice() {
            [] => String::new(),
            some => format!(", from {}", first_of(some, MOST_ADDRESSES)),
        };
        let bound_to = self.bound_to.as_ref();
        let bound_to = bound_to.map_or_else(String::new, |flag| format!(" (`--source {flag}`)"));
        format!("{machine}{user}{sources}{bound_to}")
    }
}
