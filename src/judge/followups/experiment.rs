//! A small experiment beside the main walk, as the judge asks for it.

use std::net::SocketAddr;

use crate::catalogue::TlsVersion;
use crate::evidence::matrix::Naming;

/// A small experiment, and the probes whose findings it could change; it is made as the first of
/// them would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Experiment {
    /// By their places, never none.
    pub probes: Vec<usize>,
    /// What to try.
    pub what: ExperimentKind,
}

/// What to try.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExperimentKind {
    /// Connections to addresses of one family that nobody can have.
    UnassignedAddress {
        /// Whether the address is of IPv6.
        v6: bool,
    },
    /// A handshake under this name.
    ServerName {
        /// Whom to connect to.
        to: SocketAddr,
        /// Whom to name.
        name: Naming,
    },
    /// A name under this suffix that nobody can have, asked of the hop or sent as server name.
    MadeUpName {
        /// Whom to connect to.
        to: SocketAddr,
        /// The suffix.
        suffix: String,
        /// Is it asked because a sample beside it failed? Then it gets as much time as that had.
        after_failure: bool,
    },
    /// A host that nobody can have, asked for over plain HTTP.
    MadeUpHost {
        /// Whom to connect to.
        to: SocketAddr,
    },
    /// A name that nobody can have, asked of the name servers; those that answered before.
    MadeUpLookup {
        /// The suffix that it is to lie under, if any.
        under: Option<String>,
        /// The servers.
        servers: Vec<SocketAddr>,
    },
    /// The name that shows a translator's prefix, asked of the name servers that answered before.
    TranslatorPrefix {
        /// The servers.
        servers: Vec<SocketAddr>,
    },
    /// A handshake that offers this version alone.
    TlsVersion {
        /// Whom to connect to.
        to: SocketAddr,
        /// The version.
        version: TlsVersion,
        /// Is it made because a hello that offers several versions failed?
        after_failure: bool,
    },
    /// A handshake that offers HTTP/2, too.
    Http2 {
        /// Whom to connect to.
        to: SocketAddr,
    },
    /// A tunnel to port 80, of a hop that fetches from there.
    PlainPortTunnel {
        /// The hop.
        to: SocketAddr,
    },
    /// A handshake in small packets.
    SmallPackets {
        /// Whom to connect to.
        to: SocketAddr,
    },
}

impl ExperimentKind {
    /// What is tried, in a word of the evidence.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::UnassignedAddress { .. } => "unassigned-address",
            Self::ServerName { .. } => "server-name",
            Self::MadeUpName { .. } => "made-up-name",
            Self::MadeUpHost { .. } => "made-up-host",
            Self::MadeUpLookup { .. } => "made-up-lookup",
            Self::TranslatorPrefix { .. } => "translator-prefix",
            Self::TlsVersion { .. } => "tls-version",
            Self::Http2 { .. } => "http2",
            Self::PlainPortTunnel { .. } => "plain-port-tunnel",
            Self::SmallPackets { .. } => "small-packets",
        }
    }
}
