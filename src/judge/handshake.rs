//! Cut, silent, alert, not TLS, too old; and whether the proof fits the leaf's key.

mod filter;
mod packets;

use std::collections::BTreeSet;
use std::net::SocketAddr;

pub(super) use self::packets::stalled;

use super::{Case, Policy, printable, shortened};
use crate::evidence::matrix::{Cell, Naming, Size, Version};
use crate::evidence::{Attempt, Ended, Failure, FailureKind, Handshake, Step};
use crate::finding::{Code, Finding, Owner};
use crate::signature::{Checked, check_proof};

/// Judges the handshakes of a probe.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    let attempts = case.evidence.attempts.iter();
    let findings = attempts.filter_map(|attempt| one(case, attempt));
    let findings = findings.chain(large_hellos(case));
    let mut findings: Vec<Finding> = findings.map(|one| behind_hop(case, one)).collect();
    packets::lost(case, &mut findings);
    filter::filtered(case, policy, &mut findings);
    findings.extend(filter::exact_names(case, policy));
    findings
}

/// Did this handshake get no answer, or too little of one?
pub(super) fn is_unanswered(case: &Case<'_>, attempt: &Attempt) -> bool {
    one(case, attempt).is_some_and(|finding| is_mute(finding.code))
}

fn is_mute(code: Code) -> bool {
    matches!(code, Code::HandshakeCut | Code::HandshakeSilent)
}

/// Addresses at which no handshake of this name got an answer.
pub(super) fn unanswered(case: &Case<'_>) -> Vec<SocketAddr> {
    let shaken = || {
        let attempts = case.evidence.attempts.iter();
        attempts.filter(|attempt| attempt.handshake.is_some())
    };
    let all: BTreeSet<SocketAddr> = shaken().map(|attempt| attempt.to).collect();
    let none = |to: &SocketAddr| {
        let mut own = shaken().filter(|attempt| attempt.to == *to);
        own.all(|attempt| is_unanswered(case, attempt))
    };
    all.into_iter().filter(none).collect()
}

/// A box on the way that breaks on hellos of more than one packet: at one address a large hello
/// fails and none of the small ones does. Servers that do not know its group pass over it
/// (RFC 8446, 4.2.8).
fn large_hellos(case: &Case<'_>) -> Vec<Finding> {
    let matrix = case.evidence.matrix.iter();
    let own = |cell: &&Cell| {
        let way = cell.via == case.route.via;
        way && cell.hello.version == Version::Tls13 && cell.hello.name == Naming::Asked
    };
    let cells: Vec<&Cell> = matrix.flat_map(|m| &m.cells).filter(own).collect();
    let addresses: BTreeSet<SocketAddr> = cells.iter().map(|cell| cell.attempt.to).collect();
    let at = |to: SocketAddr| cells.iter().copied().filter(move |c| c.attempt.to == to);
    addresses
        .into_iter()
        .filter_map(|to| large_hello(case, to, at(to)))
        .collect()
}

fn large_hello<'a>(
    case: &Case<'_>,
    to: SocketAddr,
    cells: impl Iterator<Item = &'a Cell>,
) -> Option<Finding> {
    let (large, small): (Vec<&Cell>, Vec<&Cell>) =
        cells.partition(|cell| cell.hello.size == Size::PostQuantum);
    let failures = |cells: &[&Cell]| -> Vec<Finding> {
        cells
            .iter()
            .filter_map(|cell| broken(case, &cell.attempt))
            .collect()
    };
    let completed = |cell: &&Cell| cell.attempt.handshake.as_ref().is_some_and(Step::completed);
    let failed = failures(&large);
    if !failures(&small).is_empty() || !small.iter().any(completed) {
        return None;
    }
    let first = failed.first()?;
    let cause = format!(
        "a hello with a post-quantum key share, some 1,500 bytes in two packets, fails in {} of {} \
         handshakes, and a small one in none: {}",
        failed.len(),
        large.len(),
        first.cause
    );
    Some(Finding::new(Code::HandshakeLargeHello, cause).at(to))
}

/// What a handshake that did not come to its end met.
fn broken(case: &Case<'_>, attempt: &Attempt) -> Option<Finding> {
    let unfinished = attempt
        .handshake
        .as_ref()
        .is_some_and(|step| !step.completed());
    one(case, attempt).filter(|_| unfinished)
}

fn one(case: &Case<'_>, attempt: &Attempt) -> Option<Finding> {
    let step = attempt.handshake.as_ref()?;
    let (code, cause) = match &step.ended {
        Ended::Completed => proof(&step.seen)?,
        Ended::OutOfTime => silent(step),
        // Our own bound: said among those, since nothing is proven.
        Ended::Failed(failure) if failure.kind == FailureKind::TooLarge => return None,
        Ended::Failed(failure) => failed(&step.seen, failure),
        Ended::GaveUp | Ended::Interrupted => return None,
    };
    Some(Finding::new(code, case.met(&cause)).at(attempt.to))
}

/// A tunnel is the hop's: no firewall stands between this machine and what ends it.
fn behind_hop(case: &Case<'_>, finding: Finding) -> Finding {
    if case.route.is_direct() || !is_mute(finding.code) {
        return finding;
    }
    let remedy = format!(
        "let TLS pass in the tunnel to `{}:{}`, at the proxy and between it and the target",
        case.probe.host, case.probe.port,
    );
    finding.mended_by(Owner::Proxy, remedy)
}

fn silent(step: &Step<Handshake>) -> (Code, String) {
    let so_far = match step.seen.received {
        0 => "nothing comes back".to_owned(),
        bytes => format!("only {bytes} bytes come"),
    };
    let cause = format!("{so_far} within {} ms of our hello", step.took_ms);
    (Code::HandshakeSilent, cause)
}

fn failed(seen: &Handshake, failure: &Failure) -> (Code, String) {
    match failure.kind {
        FailureKind::TlsAlert(alert) => (
            Code::HandshakeAlert,
            format!("it answers the alert `{}`", alert_name(alert)),
        ),
        FailureKind::NoCommonVersion => (
            Code::HandshakeTooOld,
            "it has no TLS version in common with us (1.2 and 1.3)".to_owned(),
        ),
        FailureKind::NotTls | FailureKind::Malformed => (
            Code::HandshakeNotTls,
            format!("it answers something that is not TLS{}", begins(seen)),
        ),
        FailureKind::TlsBroken | FailureKind::Untrusted => (
            Code::HandshakeNotTls,
            format!(
                "it speaks TLS that breaks off: {}",
                shortened(&failure.detail)
            ),
        ),
        FailureKind::Refused
        | FailureKind::Reset
        | FailureKind::Unreachable
        | FailureKind::Prohibited
        | FailureKind::TimedOut
        | FailureKind::ClosedEarly
        | FailureKind::TooLarge
        | FailureKind::NoSuchName
        | FailureKind::TryAgain
        | FailureKind::Other => (Code::HandshakeCut, cut(seen, failure)),
    }
}

fn cut(seen: &Handshake, failure: &Failure) -> String {
    let how = if failure.kind == FailureKind::Reset {
        "resets"
    } else {
        "closes"
    };
    match seen.received {
        0 => format!("it {how} the connection right after our hello"),
        bytes => format!("it {how} the connection after {bytes} bytes of its answer"),
    }
}

fn begins(seen: &Handshake) -> String {
    if seen.head.is_empty() {
        return String::new();
    }
    format!(", beginning `{}`", printable(&seen.head, 60))
}

/// The server has to sign this very handshake with the leaf's key: RFC 8446, 4.4.3.
fn proof(seen: &Handshake) -> Option<(Code, String)> {
    let cause = match checked(seen) {
        Some(Checked::Valid | Checked::NotCheckable(_)) => return None,
        Some(Checked::Invalid) => {
            "it signs the handshake with a key that is not its certificate's".to_owned()
        }
        None if seen.chain.is_empty() => {
            "it completes a handshake without showing a certificate".to_owned()
        }
        None => "it completes a handshake without signing it".to_owned(),
    };
    Some((Code::HandshakeProofInvalid, cause))
}

fn checked(seen: &Handshake) -> Option<Checked> {
    Some(check_proof(seen.proof.as_ref()?, seen.chain.first()?))
}

/// What of a handshake could not be read or checked here, where that is so: nothing is proven then.
pub(super) fn unchecked(attempt: &Attempt) -> Option<String> {
    let step = attempt.handshake.as_ref()?;
    let why = match &step.ended {
        Ended::Completed => match checked(&step.seen)? {
            Checked::NotCheckable(why) => {
                format!("the signature of the handshake cannot be checked here: {why}")
            }
            Checked::Valid | Checked::Invalid => return None,
        },
        Ended::Failed(failure) if failure.kind == FailureKind::TooLarge => {
            "the server sends more than the 64 KiB of certificates that are read here".to_owned()
        }
        Ended::Failed(_) | Ended::OutOfTime | Ended::GaveUp | Ended::Interrupted => return None,
    };
    Some(format!("{}: {why}", attempt.to))
}

/// The name of an alert (RFC 8446, 6; RFC 5246, 7.2).
fn alert_name(alert: u8) -> String {
    let name = match alert {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        40 => "handshake_failure",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        116 => "certificate_required",
        120 => "no_application_protocol",
        other => return format!("alert {other}"),
    };
    format!("{name} ({alert})")
}
