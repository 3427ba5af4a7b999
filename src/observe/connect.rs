//! One address, one TCP connection; what the system says becomes a [`Failure`].

use std::io;
use std::net::SocketAddr;

use crate::evidence::{Connection, Failure, FailureKind};
use crate::net::{Dial, Refusal, Wire};

/// Opens a connection and notes its own end.
pub(super) async fn connect(
    dial: &dyn Dial,
    to: SocketAddr,
    seen: &mut Connection,
) -> Result<Wire, Failure> {
    let wire = dial.tcp(to).await.map_err(|refusal| refused(&refusal))?;
    seen.local = wire.local;
    Ok(wire)
}

fn refused(refusal: &Refusal) -> Failure {
    let failure = failure_of(&refusal.error);
    match refusal.icmp {
        Some(icmp) => Failure {
            kind: if icmp.prohibits() {
                FailureKind::Prohibited
            } else {
                failure.kind
            },
            detail: format!(
                "{}; ICMP type {} code {}",
                failure.detail, icmp.kind, icmp.code
            ),
        },
        None => failure,
    }
}

/// An error of the system, by its kind; its words are kept to be shown.
pub(super) fn failure_of(error: &io::Error) -> Failure {
    Failure {
        kind: kind_of(error),
        detail: error.to_string(),
    }
}

fn kind_of(error: &io::Error) -> FailureKind {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused => FailureKind::Refused,
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => FailureKind::Reset,
        Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::AddrNotAvailable => FailureKind::Unreachable,
        // A rule of this machine, or ICMPv6 "prohibited" (RFC 4443, 3.1, code 1).
        Kind::PermissionDenied => FailureKind::Prohibited,
        Kind::TimedOut => FailureKind::TimedOut,
        Kind::UnexpectedEof => FailureKind::ClosedEarly,
        Kind::InvalidData => FailureKind::Malformed,
        _ => FailureKind::Other,
    }
}
