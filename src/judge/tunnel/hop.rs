//! TLS with the hop itself. Its certificate is the hop's alone and says nothing of a target.

use crate::evidence::{Ended, Failure, FailureKind, Handshake, Step};
use crate::finding::Code;
use crate::judge::{chain, printable, shortened};

/// What became of it, where it did not come to its end.
pub(super) fn secured(step: &Step<Handshake>) -> Option<(Code, String)> {
    match &step.ended {
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => None,
        Ended::OutOfTime => Some((
            Code::TunnelSilent,
            format!(
                "accepts the connection and shakes no hands in {} ms",
                step.took_ms
            ),
        )),
        Ended::Failed(failure) => Some(failed(&step.seen, failure)),
    }
}

fn failed(seen: &Handshake, failure: &Failure) -> (Code, String) {
    let words = shortened(&failure.detail);
    match failure.kind {
        FailureKind::Untrusted => (
            Code::TunnelHopUntrusted,
            format!("does not prove itself: {words}{}", shown(seen)),
        ),
        FailureKind::TlsAlert(_)
        | FailureKind::NoCommonVersion
        | FailureKind::NotTls
        | FailureKind::TlsBroken
        | FailureKind::Malformed
        | FailureKind::TooLarge => (
            Code::TunnelNotAProxy,
            format!("does not shake hands over TLS: {words}{}", begins(seen)),
        ),
        FailureKind::Refused
        | FailureKind::Reset
        | FailureKind::Unreachable
        | FailureKind::Prohibited
        | FailureKind::TimedOut
        | FailureKind::ClosedEarly
        | FailureKind::NoSuchName
        | FailureKind::TryAgain
        | FailureKind::Other => (
            Code::TunnelClosed,
            format!("closes the connection as soon as TLS begins: {words}"),
        ),
    }
}

/// Whose certificate it was.
fn shown(seen: &Handshake) -> String {
    match seen.chain.first().and_then(|leaf| chain::called(leaf)) {
        Some((subject, issuer)) => {
            format!("; its certificate is that of `{subject}`, issued by `{issuer}`")
        }
        None => String::new(),
    }
}

/// What came in place of TLS.
fn begins(seen: &Handshake) -> String {
    // A record of TLS begins with its kind, from 20 to 24 (RFC 8446, 5.1).
    match seen.head.first() {
        None | Some(20..=24) => String::new(),
        Some(_) => format!(", beginning `{}`", printable(&seen.head, 60)),
    }
}
