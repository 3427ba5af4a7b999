//! What went wrong on a connection, by its kind: of the system, of TLS, of HTTP. The words of the
//! libraries are kept to be shown.

use std::error::Error as _;
use std::io;

use rustls::{AlertDescription, Error, InvalidMessage, PeerIncompatible};

use crate::evidence::{Failure, FailureKind};

/// An error of the system, by its kind; its words are kept to be shown.
pub(super) fn io_failure(error: &io::Error) -> Failure {
    let words = error.to_string();
    // rustls adds a link to its own manual, which is for those who write programs.
    let detail = words.split(": https://docs.rs/").next();
    Failure {
        kind: kind_of_io(error),
        detail: detail.unwrap_or_default().to_owned(),
    }
}

fn kind_of_io(error: &io::Error) -> FailureKind {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused => FailureKind::Refused,
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => FailureKind::Reset,
        Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::AddrNotAvailable
        // What a route of type `blackhole` tells those who send from here (ip-route(8)).
        | Kind::InvalidInput => FailureKind::Unreachable,
        // A rule of this machine, or ICMPv6 "prohibited" (RFC 4443, 3.1, code 1).
        Kind::PermissionDenied => FailureKind::Prohibited,
        Kind::TimedOut => FailureKind::TimedOut,
        Kind::UnexpectedEof => FailureKind::ClosedEarly,
        Kind::InvalidData => FailureKind::Malformed,
        _ => FailureKind::Other,
    }
}

/// The failure behind an I/O error of a TLS stream.
pub(super) fn tls_io_failure(error: &io::Error) -> Failure {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>())
    {
        Some(tls) => tls_failure(tls),
        None => io_failure(error),
    }
}

pub(super) fn tls_failure(error: &Error) -> Failure {
    Failure {
        kind: kind_of_tls(error),
        detail: error.to_string(),
    }
}

fn kind_of_tls(error: &Error) -> FailureKind {
    match error {
        Error::AlertReceived(AlertDescription::ProtocolVersion)
        | Error::PeerIncompatible(
            PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::ServerDoesNotSupportTls12Or13,
        )
        | Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => {
            FailureKind::NoCommonVersion
        }
        Error::AlertReceived(alert) => FailureKind::TlsAlert(u8::from(*alert)),
        Error::InvalidCertificate(_) => FailureKind::Untrusted,
        // rustls reads no more than 64 KiB of certificates.
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => FailureKind::TooLarge,
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } => FailureKind::NotTls,
        _ => FailureKind::TlsBroken,
    }
}

pub(super) fn unsendable(why: &impl ToString) -> Failure {
    Failure {
        kind: FailureKind::Other,
        detail: format!("cannot be asked: {}", why.to_string()),
    }
}

pub(super) fn http_failure(error: &hyper::Error) -> Failure {
    let behind = error.source();
    if let Some(earlier) = behind.and_then(|source| source.downcast_ref::<hyper::Error>()) {
        return http_failure(earlier);
    }
    let cause = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    if let Some(cause) = cause {
        let tls = cause
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Error>())
            .is_some();
        return if tls {
            tls_io_failure(cause)
        } else {
            io_failure(cause)
        };
    }
    let kind = if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        FailureKind::ClosedEarly
    } else if error.is_parse() {
        FailureKind::Malformed
    } else {
        FailureKind::Other
    };
    Failure {
        kind,
        detail: described(error),
    }
}

/// An error with what is behind it.
fn described(error: &hyper::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
