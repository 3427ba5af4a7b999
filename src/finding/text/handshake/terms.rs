//! Failures and what to allow, named.

use crate::finding::Place;
use crate::finding::cause::handshake::Failure;
use crate::finding::text::alert::alert_name;

/// What to allow.
pub(super) fn allow(at: &Place<'_>) -> String {
    let endpoint = at.endpoint();
    match at.proxy() {
        None => format!("allow TLS from this machine to {endpoint}"),
        Some(proxy) => {
            format!("allow TLS in the tunnel to {endpoint}, at {proxy} and between it and the host")
        }
    }
}

/// How a handshake failed, in few words.
pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Reset => "the connection was reset".to_owned(),
        Failure::Closed => "the connection was closed".to_owned(),
        Failure::Silent => "no response".to_owned(),
        Failure::Alert { alert } => format!("the alert `{}`", alert_name(*alert)),
        Failure::NotTls => "the response was not TLS".to_owned(),
        Failure::TooOld => "no common TLS version".to_owned(),
        Failure::ProofInvalid => "the signature did not fit the certificate".to_owned(),
    }
}
