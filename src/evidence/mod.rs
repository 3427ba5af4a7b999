//! What was seen, as plain data. Nothing here says good or bad.
//!
//! A step that was not reached is absent; the last one present says in [`Step::ended`] why the walk
//! went no further. Times are milliseconds since the probe began.

pub mod attempt;
pub mod by_system;
pub mod content;
pub mod control;
pub mod direct;
pub mod dns;
pub mod hold;
pub mod host;
pub mod http2;
pub mod matrix; // handshakes in every shape: `--thorough`
pub mod recording;
pub mod step;
pub mod tls;
pub mod tunnel;
pub mod wpad; // where an agent looks for a script
mod written; // numbers are written with their names beside them

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

pub use attempt::{Attempt, Connection};
pub use by_system::BySystem;
pub use content::{Response, Shape};
pub use control::Control;
pub use direct::Direct;
pub use dns::Resolution;
pub use hold::Held;
pub use host::Host;
pub use http2::Http2Greeting;
pub use matrix::Matrix;
pub use step::{Ended, Failure, FailureKind, Step};
pub use tls::Handshake;
pub use tunnel::{HopLoad, HttpVersion, Socks, Tunnel};
pub use wpad::{Wpad, WpadAnswer, WpadFile, WpadName};

/// Everything one probe saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// When the probe began, in seconds since 1970 (UTC); certificates are judged by this moment.
    pub started_unix: i64,
    /// The target's name; absent where the name was an address already.
    pub resolve: Option<Step<Resolution>>,
    /// The hop's name, when there is a hop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_hop: Option<Step<Resolution>>,
    /// Small experiments made afterwards, because their outcome could change a finding.
    #[serde(default)]
    pub controls: Vec<Control>,
    /// One walk for each address, by address; behind a hop, for each address of the hop.
    pub attempts: Vec<Attempt>,
    /// Handshakes in other shapes, made afterwards where `--thorough` asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Matrix>,
    /// Idle connections, where `--hold` asks for them, by how long they were to be idle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// The direct way beside the one that counts, where that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct: Option<Box<Direct>>,
    /// The route that the operating system takes by itself, where it fetches this and that route is
    /// another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_system: Option<Box<BySystem>>,
    /// Addresses that were learned but are over the bound of one probe, and so were not tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<SocketAddr>,
    /// Addresses whose family this host has no route for, asked of its routing table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unrouted: Vec<SocketAddr>,
    /// Addresses that did not open beside others, and that there was no time to ask again alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_retested: Vec<SocketAddr>,
    /// How busy the run kept a hop that did not let this walk through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop_load: Option<HopLoad>,
    /// Set when the probe itself broke: the panic's words. What it saw is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crashed: Option<String>,
}

impl Evidence {
    /// The target's address, where a hop was given that in place of the name.
    #[must_use]
    pub fn asked(&self) -> Option<IpAddr> {
        let mut tunnels = self.attempts.iter().filter_map(|a| a.tunnel.as_ref());
        tunnels.find_map(|step| step.seen.asked)
    }
}
