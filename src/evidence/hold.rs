//! Idle connections: how long they were left alone, and what became of them.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::step::Failure;
use crate::text::bytes::Blob;

/// One connection through TLS that was left alone and asked afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Whom we connected to.
    pub to: SocketAddr,
    /// For how long it was to be left alone, in seconds; 0 is the one to compare with.
    pub idle_s: u32,
    /// For how long it was left alone, in ms: less where something happened before.
    pub idled_ms: u32,
    /// Was it asked in the end? The question is for a WebSocket (RFC 6455, 4.1), as the agents' own is.
    pub asked: bool,
    /// What became of it.
    pub end: HoldEnd,
    /// The certificates presented, leaf first, DER: only where the walk saw others at this address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<Blob>,
}

/// What became of an idle connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum HoldEnd {
    /// The server spoke through TLS.
    Spoke {
        /// The HTTP status, if it was that.
        status: Option<u16>,
    },
    /// `close_notify` came through TLS (RFC 8446, 6.1): only who holds the session's keys can send it,
    /// which is the server where the chain is its own.
    Goodbye,
    /// FIN, without that `close_notify`. Behind a hop it is the hop's own, on a direct way the server's or
    /// anybody's on the way.
    Closed,
    /// RST, from the same.
    Reset,
    /// It was asked, and nothing came within the time limit of a step.
    Silent,
    /// Something else was said or done to us.
    Failed {
        /// What the library or the system reported.
        failure: Failure,
    },
    /// It did not open, however the first walk did.
    NotOpened,
    /// The run was stopped before.
    Interrupted,
}
