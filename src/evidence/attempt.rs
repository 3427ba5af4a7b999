//! One walk along one address: the steps that were reached, in their order.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::content::Response;
use super::step::{Ended, Step};
use super::tls::Handshake;
use super::tunnel::Tunnel;

/// One walk along one address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Whom we connected to: the target on a direct route, else the hop.
    pub to: SocketAddr,
    /// The TCP connection to `to`.
    pub connect: Option<Step<Connection>>,
    /// TLS with the hop itself, where it is spoken to inside TLS. What it showed is the hop's alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop_handshake: Option<Step<Handshake>>,
    /// The hop's answer to CONNECT or SOCKS.
    pub tunnel: Option<Step<Tunnel>>,
    /// TLS with the target.
    pub handshake: Option<Step<Handshake>>,
    /// One HTTP exchange.
    pub fetch: Option<Step<Response>>,
}

impl Attempt {
    /// An attempt that has not begun.
    #[must_use]
    pub fn new(to: SocketAddr) -> Self {
        Self {
            to,
            connect: None,
            hop_handshake: None,
            tunnel: None,
            handshake: None,
            fetch: None,
        }
    }

    /// How every step that was reached ended, in the order of the walk.
    pub fn ends(&self) -> impl Iterator<Item = &Ended> {
        let ends = [
            self.connect.as_ref().map(|step| &step.ended),
            self.hop_handshake.as_ref().map(|step| &step.ended),
            self.tunnel.as_ref().map(|step| &step.ended),
            self.handshake.as_ref().map(|step| &step.ended),
            self.fetch.as_ref().map(|step| &step.ended),
        ];
        ends.into_iter().flatten()
    }
}

/// A TCP connection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// Our end.
    pub local: Option<SocketAddr>,
    /// The largest piece that one packet may carry, where the system tells (RFC 9293, 3.7.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mss: Option<u32>,
}
