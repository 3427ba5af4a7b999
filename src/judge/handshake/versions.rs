//! Is it the version? Handshakes that offer one version alone, beside those that offer several.

use std::net::SocketAddr;

use super::failure::{failure, failure_of};
use crate::catalogue::TlsVersion;
use crate::evidence::matrix::Naming;
use crate::evidence::{Attempt, Control};
use crate::finding::cause::handshake::{BlockedHello, Failure, VersionBlocked};
use crate::finding::{Code, Finding};
use crate::judge::{Case, Policy};

/// The first address at which no handshake was completed and one was cut, got no answer or an alert:
/// there another hello may get further.
pub(in crate::judge) fn ended_early(case: &Case<'_>) -> Option<SocketAddr> {
    let mut attempts = case.evidence.attempts.iter();
    attempts
        .find(|attempt| is_cut(attempt))
        .map(|attempt| attempt.to)
}

fn is_cut(attempt: &Attempt) -> bool {
    !is_accepted(attempt) && failure(attempt).is_some_and(|finding| is_of_hello(finding.code()))
}

fn is_of_hello(code: Code) -> bool {
    matches!(
        code,
        Code::HandshakeCut | Code::HandshakeSilent | Code::HandshakeAlert
    )
}

/// Versions that have to work by themselves, and of which no handshake came to an end, neither at
/// first nor alone. What was not seen is no pass.
pub(in crate::judge) fn unseen_versions(case: &Case<'_>, policy: &Policy<'_>) -> Vec<TlsVersion> {
    let tried = |version: TlsVersion| versions(case).filter(move |(other, ..)| *other == version);
    let unseen = |version: &TlsVersion| {
        let own = || tried(*version).map(|(.., attempt)| attempt);
        own().any(|attempt| completed_at(case, attempt.to).is_some())
            && own().all(|attempt| !is_accepted(attempt) && how(attempt).is_none())
    };
    policy
        .catalogue
        .tls
        .iter()
        .copied()
        .filter(unseen)
        .collect()
}

/// Adds what handshakes of one version alone show; what they explain is kept.
pub(super) fn add_blocked_versions(
    case: &Case<'_>,
    policy: &Policy<'_>,
    findings: &mut Vec<Finding>,
) {
    for (version, alone, attempt) in versions(case) {
        if alone {
            continue;
        }
        let found = match completed_at(case, attempt.to) {
            Some(works) => only(case, (version, attempt), works)
                .filter(|_| policy.catalogue.tls.contains(&version)),
            None => offers_newer(case, attempt, findings),
        };
        findings.extend(found.map(|found| Finding::new(found).at(attempt.to)));
    }
}

fn versions<'a>(
    case: &Case<'a>,
) -> impl Iterator<Item = (TlsVersion, bool, &'a Attempt)> + use<'a> {
    let controls = case.evidence.controls.iter();
    controls.filter_map(Control::tls_version)
}

fn how(attempt: &Attempt) -> Option<Failure> {
    failure_of(&failure(attempt)?.cause)
}

/// Did the server take the hello? One that goes on to ask for a certificate did.
fn is_accepted(attempt: &Attempt) -> bool {
    let step = attempt.handshake.as_ref();
    step.is_some_and(|step| step.completed() || step.seen.is_mutual())
}

/// The version that the walk itself agreed on at this address.
fn completed_at(case: &Case<'_>, to: SocketAddr) -> Option<TlsVersion> {
    /// `TLS 1.3` on the wire (RFC 8446, 4.2.1).
    const TLS13: u16 = 0x0304;
    let mut attempts = case.evidence.attempts.iter();
    let own = attempts.find(|attempt| attempt.to == to && is_accepted(attempt))?;
    let agreed = own.handshake.as_ref()?.seen.version;
    Some(if agreed == Some(TLS13) {
        TlsVersion::Tls13
    } else {
        TlsVersion::Tls12
    })
}

/// A version that fails by itself where another one works, and did not work alone either.
fn only(
    case: &Case<'_>,
    (version, attempt): (TlsVersion, &Attempt),
    works: TlsVersion,
) -> Option<VersionBlocked> {
    if is_accepted(attempt) {
        return None;
    }
    let failure = how(attempt)?;
    let mut again = versions(case).filter(|(other, alone, _)| *alone && *other == version);
    let again = again.next().map(|(.., attempt)| attempt);
    if again.is_some_and(is_accepted) {
        return None;
    }
    Some(VersionBlocked {
        blocked: BlockedHello::Only { version, works },
        failure,
        again: again.and_then(how),
    })
}

/// Does the usual hello pass when it is sent once more? What comes and goes is no filter.
fn passes_again(case: &Case<'_>, to: SocketAddr) -> bool {
    let mut repeated = case
        .evidence
        .controls
        .iter()
        .filter_map(Control::server_name);
    repeated
        .any(|(name, attempt)| *name == Naming::Asked && attempt.to == to && is_accepted(attempt))
}

/// A hello without TLS 1.3 that passes where one with it does not: that explains its failure.
fn offers_newer(
    case: &Case<'_>,
    attempt: &Attempt,
    findings: &mut [Finding],
) -> Option<VersionBlocked> {
    if !is_accepted(attempt) || passes_again(case, attempt.to) {
        return None;
    }
    let mut cut = findings
        .iter_mut()
        .filter(|finding| finding.address == Some(attempt.to) && is_of_hello(finding.code()));
    let first = cut.next()?;
    first.explained_by = Some(Code::HandshakeVersionBlocked);
    Some(VersionBlocked {
        blocked: BlockedHello::OffersNewer,
        failure: failure_of(&first.cause)?,
        again: None,
    })
}
