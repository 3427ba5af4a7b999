//! How a connection failed.

use crate::evidence::{Attempt, Connection, Ended, FailureKind, Step};
use crate::finding::cause::connect::{self, NotConnected, Obstacle};

/// How a connection failed; none where it opened, or where we broke it off ourselves.
pub(in crate::judge) fn failure(step: &Step<Connection>) -> Option<connect::Failure> {
    let (obstacle, detail) = match &step.ended {
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => return None,
        Ended::OutOfTime => (Obstacle::Silent, None),
        Ended::Failed(failure) => (obstacle(failure.kind), Some(failure.detail.as_str().into())),
    };
    Some(connect::Failure {
        obstacle,
        took_ms: step.took_ms,
        detail,
        alone: None,
    })
}

/// How the connection of an attempt failed, with the address.
pub(in crate::judge) fn not_connected(attempt: &Attempt) -> Option<NotConnected> {
    Some(NotConnected {
        address: attempt.to,
        failure: failure(attempt.connect.as_ref()?)?,
    })
}

pub(super) fn is_connected(attempt: &Attempt) -> bool {
    attempt.connect.as_ref().is_some_and(Step::completed)
}

fn obstacle(kind: FailureKind) -> Obstacle {
    match kind {
        FailureKind::Refused => Obstacle::Refused,
        FailureKind::Reset | FailureKind::ClosedEarly => Obstacle::Reset,
        FailureKind::TimedOut => Obstacle::Silent,
        FailureKind::Unreachable => Obstacle::Unreachable,
        FailureKind::Prohibited => Obstacle::Prohibited,
        // Our own trouble, such as too few file descriptors: nothing was seen.
        FailureKind::Other
        | FailureKind::NotTls
        | FailureKind::TlsAlert(_)
        | FailureKind::NoCommonVersion
        | FailureKind::TlsBroken
        | FailureKind::Untrusted
        | FailureKind::Malformed
        | FailureKind::TooLarge
        | FailureKind::NoSuchName
        | FailureKind::TryAgain => Obstacle::Local,
    }
}

/// Does a failure say something about the network, or only about this machine?
pub(in crate::judge) fn says_something(kind: FailureKind) -> bool {
    obstacle(kind) != Obstacle::Local
}
