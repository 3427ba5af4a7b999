//! The teams that can fix what is found.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who can fix it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// Runs the host that the agent will be installed on.
    #[serde(rename = "host owner")]
    Host,
    /// Runs the name servers.
    #[serde(rename = "DNS team")]
    Dns,
    /// Runs the packet filters.
    #[serde(rename = "firewall team")]
    Firewall,
    /// Runs the proxies and TLS-inspecting devices.
    #[serde(rename = "proxy team")]
    Proxy,
    /// Runs the service at the other end.
    #[serde(rename = "service operator")]
    Service,
    /// Runs this tool.
    #[serde(rename = "you")]
    Tester,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "host owner",
            Self::Dns => "DNS team",
            Self::Firewall => "firewall team",
            Self::Proxy => "proxy team",
            Self::Service => "service operator",
            Self::Tester => "you",
        })
    }
}
