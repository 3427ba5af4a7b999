//! How a handshake failed, and whether its proof fits the leaf's key.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::evidence::{Attempt, Ended, Failure, FailureKind, Handshake};
use crate::finding::cause::handshake::{
    self, Alert, Came, Cut, NotTls, ProofInvalid, Silent, TooOld, Unproven,
};
use crate::finding::cause::run::Unmeasured;
use crate::finding::{Cause, Code, Finding, Untrusted};
use crate::judge::{Case, chain};
use crate::signature::{Checked, Signatures};

/// Did this handshake get no answer, or too little of one?
pub(in crate::judge) fn is_unanswered(attempt: &Attempt) -> bool {
    let step = attempt.handshake.as_ref();
    let mutual = step.is_some_and(|step| step.seen.is_mutual());
    !mutual && failure(attempt).is_some_and(|finding| is_mute(finding.code()))
}

pub(super) fn is_mute(code: Code) -> bool {
    matches!(code, Code::HandshakeCut | Code::HandshakeSilent)
}

/// Addresses at which no handshake of this name got an answer.
pub(in crate::judge) fn unanswered(case: &Case<'_>) -> Vec<SocketAddr> {
    let shaken = || {
        let attempts = case.evidence.attempts.iter();
        attempts.filter(|attempt| attempt.handshake.is_some())
    };
    let all: BTreeSet<SocketAddr> = shaken().map(|attempt| attempt.to).collect();
    let none = |to: &SocketAddr| {
        let mut own = shaken().filter(|attempt| attempt.to == *to);
        own.all(is_unanswered)
    };
    all.into_iter().filter(none).collect()
}

/// How the handshake failed that a finding is about.
pub(super) fn failure_of(cause: &Cause) -> Option<handshake::Failure> {
    Some(match cause {
        Cause::HandshakeCut(facts) if facts.reset => handshake::Failure::Reset,
        Cause::HandshakeCut(_) => handshake::Failure::Closed,
        Cause::HandshakeSilent(_) => handshake::Failure::Silent,
        Cause::HandshakeAlert(facts) => handshake::Failure::Alert { alert: facts.alert },
        Cause::HandshakeNotTls(_) => handshake::Failure::NotTls,
        Cause::HandshakeTooOld(_) => handshake::Failure::TooOld,
        Cause::HandshakeProofInvalid(_) => handshake::Failure::ProofInvalid,
        _ => return None,
    })
}

/// What is wrong with the handshake of an attempt.
pub(super) fn judge_attempt(attempt: &Attempt, signatures: &Signatures) -> Option<Finding> {
    let step = attempt.handshake.as_ref()?;
    if step.completed() {
        let invalid = proof(&step.seen, signatures)?;
        return Some(Finding::new(invalid).at(attempt.to));
    }
    failure(attempt)
}

/// How the handshake of an attempt failed before its end.
pub(super) fn failure(attempt: &Attempt) -> Option<Finding> {
    let step = attempt.handshake.as_ref()?;
    let cause: Cause = match &step.ended {
        Ended::OutOfTime => Silent {
            received_bytes: step.seen.received,
            waited_ms: step.took_ms,
            small_packets: None,
        }
        .into(),
        // Our own bound: said among those, since nothing is proven.
        Ended::Failed(failure) if failure.kind == FailureKind::TooLarge => return None,
        Ended::Failed(failure) => failed(&step.seen, failure),
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => return None,
    };
    Some(Finding::new(cause).at(attempt.to))
}

fn failed(seen: &Handshake, failure: &Failure) -> Cause {
    match failure.kind {
        FailureKind::TlsAlert(alert) => Alert { alert }.into(),
        FailureKind::NoCommonVersion => TooOld {
            offered_versions: OFFERED.map(str::to_owned).to_vec(),
        }
        .into(),
        FailureKind::NotTls | FailureKind::Malformed => {
            let begins = (!seen.head.is_empty()).then(|| Untrusted::from_bytes(&seen.head, 60));
            let came = Came::OtherProtocol { begins };
            NotTls { came }.into()
        }
        FailureKind::TlsBroken | FailureKind::Untrusted => {
            let detail = failure.detail.as_str().into();
            let came = Came::BrokenTls { detail };
            NotTls { came }.into()
        }
        FailureKind::Refused
        | FailureKind::Reset
        | FailureKind::Unreachable
        | FailureKind::Prohibited
        | FailureKind::TimedOut
        | FailureKind::ClosedEarly
        | FailureKind::TooLarge
        | FailureKind::NoSuchName
        | FailureKind::TryAgain
        | FailureKind::Other => Cut {
            reset: failure.kind == FailureKind::Reset,
            received_bytes: seen.received,
        }
        .into(),
    }
}

/// The server has to sign this very handshake with the leaf's key: RFC 8446, 4.4.3.
fn proof(seen: &Handshake, signatures: &Signatures) -> Option<ProofInvalid> {
    let why = match checked(seen, signatures) {
        Some(Checked::Valid | Checked::NotCheckable(_)) => return None,
        Some(Checked::Invalid) => Unproven::OtherKey,
        None if seen.chain.is_empty() => Unproven::NoCertificate,
        None => Unproven::NotSigned,
    };
    Some(ProofInvalid { why })
}

fn checked(seen: &Handshake, signatures: &Signatures) -> Option<Checked> {
    Some(signatures.check_proof(seen.proof.as_ref()?, seen.chain.first()?))
}

/// Did whoever signed this handshake have the leaf's key?
pub(super) fn is_proven(seen: &Handshake, signatures: &Signatures) -> bool {
    matches!(checked(seen, signatures), Some(Checked::Valid))
}

/// What of a handshake could not be read or checked here, where that is so: nothing is proven then.
pub(in crate::judge) fn unchecked(
    attempt: &Attempt,
    signatures: &Signatures,
) -> Option<Unmeasured> {
    let step = attempt.handshake.as_ref()?;
    match &step.ended {
        Ended::Completed => match checked(&step.seen, signatures)? {
            Checked::NotCheckable(why) => Some(Unmeasured::UncheckableSignature {
                detail: why.to_string().into(),
                short_key: chain::shows_short_key(attempt),
            }),
            Checked::Valid | Checked::Invalid => None,
        },
        Ended::Failed(failure) if failure.kind == FailureKind::TooLarge => {
            Some(Unmeasured::TooManyCertificates)
        }
        Ended::Failed(_) | Ended::OutOfTime | Ended::GaveUp | Ended::Interrupted => None,
    }
}

/// The TLS versions that a hello offers.
const OFFERED: [&str; 2] = ["1.2", "1.3"];
