//! How a handshake failed, and whose the device on the route is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Owner, Place};

/// A tunnel ends at the proxy: no firewall stands between this machine and what ends TLS in it.
pub(super) fn on_path(at: &Place<'_>) -> Owner {
    if at.is_direct() {
        Owner::Firewall
    } else {
        Owner::Proxy
    }
}

/// How a handshake failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Failure {
    /// The connection was reset.
    Reset,
    /// The connection was closed.
    Closed,
    /// No answer, or too little of one.
    Silent,
    /// An alert.
    Alert {
        /// Its number (RFC 8446, 6).
        alert: u8,
    },
    /// Something that is not TLS.
    NotTls,
    /// No version in common.
    TooOld,
    /// A signature that does not fit the certificate.
    ProofInvalid,
}
