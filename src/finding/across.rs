//! What a finding at the top of a report speaks of: the hosts that meet the same.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Several hosts of a run that have one cause in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Across {
    /// The hosts that meet it, each once, in order.
    pub hosts: Vec<String>,
    /// How many hosts were asked on this route.
    pub of: usize,
    /// What those hosts have in common beside the finding.
    pub scope: Scope,
    /// The proxy's URL without credentials; none on a direct route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// Hosts that were seen not to meet it: of TLS inspection, those with a genuine chain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unaffected: Vec<String>,
}

/// Which part of a run meets the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Scope {
    /// The hosts that are listed, for a reason that the facts give.
    Hosts,
    /// Every IPv6 address, while IPv4 works.
    Ipv6,
    /// Every host on this port.
    Port {
        /// The port.
        port: u16,
    },
    /// Every address in this network that was tried.
    Range {
        /// The network, as `20.190.0.0/16`.
        network: String,
    },
    /// Every name under this domain.
    Zone {
        /// The domain.
        domain: String,
    },
}

impl Across {
    /// As a sentence names them: "2 of 5 hosts".
    #[must_use]
    pub fn subject(&self) -> String {
        let number = self.hosts.len();
        let hosts = if self.of == 1 { "host" } else { "hosts" };
        let some = format!("{number} of {} {hosts}", self.of);
        match &self.scope {
            Scope::Hosts => some,
            Scope::Ipv6 => format!("the IPv6 addresses of {some}"),
            Scope::Port { port } => format!("port {port} of {some}"),
            Scope::Range { network } => format!("{some} in {network}"),
            Scope::Zone { domain } => format!("{some} under `{domain}`"),
        }
    }
}
