//! TLS with the hop itself. Its certificate is the hop's alone and says nothing of a target.

use crate::evidence::{Ended, Failure, FailureKind, Handshake, Step};
use crate::finding::cause::tunnel::{Awaited, Closed, HopUntrusted, Lacking, NotAProxy, Silent};
use crate::finding::{Cause, Untrusted};
use crate::judge::chain;

/// What became of it, where it did not come to its end.
pub(super) fn secured(step: &Step<Handshake>) -> Option<Cause> {
    match &step.ended {
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => None,
        Ended::OutOfTime => Some(
            Silent {
                waited_ms: step.took_ms,
                awaited: Awaited::TlsHandshake,
                alone: None,
            }
            .into(),
        ),
        Ended::Failed(failure) => Some(failed(&step.seen, failure)),
    }
}

fn failed(seen: &Handshake, failure: &Failure) -> Cause {
    let detail = Untrusted::from(failure.detail.as_str());
    match failure.kind {
        FailureKind::Untrusted => untrusted(seen, detail),
        FailureKind::TlsAlert(_)
        | FailureKind::NoCommonVersion
        | FailureKind::NotTls
        | FailureKind::TlsBroken
        | FailureKind::Malformed
        | FailureKind::TooLarge => NotAProxy {
            lacks: Lacking::Tls {
                detail,
                begins: begins(seen),
            },
            alone: None,
        }
        .into(),
        FailureKind::Refused
        | FailureKind::Reset
        | FailureKind::Unreachable
        | FailureKind::Prohibited
        | FailureKind::TimedOut
        | FailureKind::ClosedEarly
        | FailureKind::NoSuchName
        | FailureKind::TryAgain
        | FailureKind::Other => Closed {
            unreadable: false,
            after_reply: None,
            awaited: Awaited::TlsHandshake,
            detail,
            alone: None,
            begins: None,
            login: None,
        }
        .into(),
    }
}

fn untrusted(seen: &Handshake, detail: Untrusted) -> Cause {
    let whose = seen
        .chain
        .first()
        .and_then(|leaf| chain::subject_and_issuer(leaf));
    let (subject, issuer) = whose.unzip();
    HopUntrusted {
        detail,
        subject: subject.map(Untrusted::from),
        issuer: issuer.map(Untrusted::from),
    }
    .into()
}

/// What came in place of TLS.
fn begins(seen: &Handshake) -> Option<Untrusted> {
    // A record of TLS begins with its kind, from 20 to 24 (RFC 8446, 5.1).
    match seen.head.first() {
        None | Some(20..=24) => None,
        Some(_) => Some(Untrusted::from_bytes(&seen.head, 60)),
    }
}
