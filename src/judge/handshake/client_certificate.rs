//! A genuine server that asks for a certificate of the agent, and what follows since none is sent.

use super::failure::is_proven;
use crate::catalogue::{Content, Scheme};
use crate::evidence::{Attempt, Ended, Failure, FailureKind, Handshake, Step};
use crate::finding::Finding;
use crate::finding::cause::handshake::{AfterRequest, ClientCertificate};
use crate::judge::Case;
use crate::judge::chain::ChainReader;

/// What an attempt shows of it; where it shows something, how the handshake or the request failed is no
/// finding of its own. Silence shows nothing: a device that drops what it does not like is silent too.
pub(in crate::judge) fn judge<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    attempt: &'a Attempt,
) -> Option<Finding> {
    let step = attempt.handshake.as_ref()?;
    let asked = step.seen.certificate_requested || step.seen.renegotiation_requested;
    let whatever = case.probe.content == Content::Any;
    if !asked || !whatever || !chains.is_genuine(attempt) {
        return None;
    }
    if !is_proven(&step.seen, chains.policy.signatures) {
        return None;
    }
    let facts = ClientCertificate {
        by_renegotiation: !step.seen.certificate_requested,
        followed_by: after(case, step, attempt)?,
    };
    Some(Finding::new(facts).at(attempt.to))
}

fn after(case: &Case<'_>, shaken: &Step<Handshake>, attempt: &Attempt) -> Option<AfterRequest> {
    match &shaken.ended {
        Ended::Completed if case.probe.scheme == Scheme::Tls => Some(AfterRequest::Handshake),
        Ended::Completed => {
            let step = attempt.fetch.as_ref()?;
            match &step.ended {
                Ended::Completed => Some(AfterRequest::Response {
                    status: step.seen.status,
                }),
                Ended::Failed(failure) => broken(failure, true),
                Ended::OutOfTime | Ended::GaveUp | Ended::Interrupted => None,
            }
        }
        Ended::Failed(failure) => broken(failure, false),
        Ended::OutOfTime | Ended::GaveUp | Ended::Interrupted => None,
    }
}

/// Within the session an alert comes under its keys, or it would be none.
fn broken(failure: &Failure, within_session: bool) -> Option<AfterRequest> {
    Some(match failure.kind {
        FailureKind::TlsAlert(alert) if within_session => AfterRequest::ProtectedAlert { alert },
        FailureKind::TlsAlert(alert) => AfterRequest::Alert { alert },
        FailureKind::Reset => AfterRequest::Reset,
        FailureKind::ClosedEarly => AfterRequest::Closed,
        _ => return None,
    })
}
