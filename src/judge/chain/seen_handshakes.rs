//! Every handshake of a probe that showed certificates, and whose they are: of the first walks, of one
//! version alone, with HTTP/2, and of the inspection matrix.

use std::collections::BTreeSet;

use super::judgement::ChainJudgement;
use super::reader::ChainReader;
use crate::catalogue::{Scheme, TlsVersion};
use crate::evidence::matrix::{Cell, Naming, Size};
use crate::evidence::{Attempt, Control, Evidence, Handshake, Step};
use crate::finding::cause::chain::inspection::{Intercepted, Signer};
use crate::finding::cause::chain::presented::Presented;
use crate::finding::{Cause, Code, Finding, Untrusted};
use crate::judge::matrix::ObservedHandshake;
use crate::signature::Checked;
use crate::text::bytes::Blob;

/// Whose certificates a handshake showed.
#[derive(Debug, Clone)]
pub(super) enum HandshakeOrigin {
    /// The endpoint's own keys signed them.
    Expected,
    /// Somebody did who is known.
    Known(Finding),
    /// Somebody else.
    Foreign(Finding),
}

impl HandshakeOrigin {
    /// A genuine chain, shown by a server that does not have the leaf's key.
    fn without_key() -> Self {
        Self::Foreign(Finding::new(Intercepted {
            signer: Signer::WithoutKey,
            presented: Presented::default(),
            shared_key: None,
            shared_issuer: None,
        }))
    }

    fn is_foreign(&self) -> bool {
        matches!(self, Self::Foreign(_))
    }

    fn is_self_signed(&self) -> bool {
        matches!(self, Self::Foreign(finding) if finding.code() == Code::ChainSelfSigned)
    }

    /// What was presented in place of the service's own certificates, and the CA that it claims.
    pub(super) fn presented(&self) -> (Option<Presented>, Option<Untrusted>) {
        let Self::Foreign(finding) = self else {
            return (None, None);
        };
        match &finding.cause {
            Cause::ChainIntercepted(facts) if facts.signer == Signer::WithoutKey => (None, None),
            Cause::ChainIntercepted(facts) => (Some(facts.presented.clone()), None),
            Cause::ChainImpostor(facts) => {
                (Some(facts.presented.clone()), Some(facts.claimed.clone()))
            }
            Cause::ChainSelfSigned(facts) => (Some(facts.presented.clone()), None),
            _ => (None, None),
        }
    }
}

impl ChainJudgement {
    fn handshake_origin(&self) -> HandshakeOrigin {
        let is_origin = |finding: &&Finding| {
            let unproven = [Code::ChainUnexpectedIssuer, Code::ChainUnchecked];
            is_foreign(finding.code()) || unproven.contains(&finding.code())
        };
        match self.findings.first().filter(is_origin) {
            None => HandshakeOrigin::Expected,
            Some(finding) if is_foreign(finding.code()) => {
                HandshakeOrigin::Foreign(finding.clone())
            }
            Some(finding) => HandshakeOrigin::Known(finding.clone()),
        }
    }
}

fn is_foreign(code: Code) -> bool {
    matches!(
        code,
        Code::ChainIntercepted | Code::ChainImpostor | Code::ChainSelfSigned
    )
}

/// A handshake, and whose certificates it showed.
pub(super) struct SeenHandshake<'a> {
    pub(super) trial: ObservedHandshake<'a>,
    pub(super) origin: HandshakeOrigin,
    pub(super) source: Source,
}

/// Which part of a run made a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The first walk.
    Walk,
    /// An experiment: one version alone, or HTTP/2 as well.
    Control,
    /// The inspection matrix.
    Matrix,
}

/// Was any address met twice? What was met once does not come and go: the usual case.
pub(super) fn is_repeated(evidence: &Evidence) -> bool {
    let mut met = BTreeSet::new();
    let mut attempts = evidence.attempts.iter();
    let mut controls = evidence.controls.iter();
    evidence.matrix.is_some()
        || controls.any(|control| control.tls_version().is_some() || control.http2().is_some())
        || attempts.any(|attempt| !met.insert(attempt.to))
}

/// Every handshake that showed whose certificates are there: the first ones, then the matrix.
pub(super) fn handshakes<'a>(chains: &ChainReader<'a>) -> Vec<SeenHandshake<'a>> {
    let evidence = chains.case.evidence;
    if chains.case.probe.scheme == Scheme::Http || !is_repeated(evidence) {
        return Vec::new();
    }
    let attempts = (0..).zip(&evidence.attempts);
    let mut seen: Vec<_> = attempts
        .filter_map(|(at, attempt)| of_attempt(chains, at, attempt))
        .collect();
    let versions = evidence.controls.iter().filter_map(Control::tls_version);
    seen.extend(
        versions.filter_map(|(version, _, attempt)| of_control(chains, Some(version), attempt)),
    );
    let http2 = evidence.controls.iter().filter_map(Control::http2);
    seen.extend(http2.filter_map(|(attempt, _)| of_control(chains, None, attempt)));
    if let Some(matrix) = &evidence.matrix {
        let cells = matrix.cells.iter();
        seen.extend(cells.filter_map(|cell| of_cell(chains, cell, matrix.chain_of(cell))));
    }
    seen
}

fn of_attempt<'a>(
    chains: &ChainReader<'a>,
    at: u64,
    attempt: &'a Attempt,
) -> Option<SeenHandshake<'a>> {
    let step = attempt.handshake.as_ref()?;
    let origin = origin(chains, step, chains.chain_of(attempt)?, &Naming::Asked)?;
    let trial = ObservedHandshake {
        to: attempt.to,
        via: chains.case.route.via.as_deref(),
        version: None,
        size: Size::Small,
        name: &Naming::Asked,
        at,
        foreign: origin.is_foreign(),
    };
    Some(SeenHandshake {
        trial,
        origin,
        source: Source::Walk,
    })
}

/// A moment later than every attempt of the first walks.
fn after(attempt: &Attempt) -> u64 {
    let began = attempt.connect.as_ref().map_or(0, |step| step.at_ms);
    u64::from(u32::MAX) + u64::from(began)
}

fn of_control<'a>(
    chains: &ChainReader<'a>,
    version: Option<TlsVersion>,
    attempt: &'a Attempt,
) -> Option<SeenHandshake<'a>> {
    let step = attempt.handshake.as_ref()?;
    let origin = origin(chains, step, &step.seen.chain, &Naming::Asked)?;
    let trial = ObservedHandshake {
        to: attempt.to,
        via: chains.case.route.via.as_deref(),
        version,
        size: Size::Small,
        name: &Naming::Asked,
        at: after(attempt),
        foreign: origin.is_foreign(),
    };
    Some(SeenHandshake {
        trial,
        origin,
        source: Source::Control,
    })
}

fn of_cell<'a>(
    chains: &ChainReader<'a>,
    cell: &'a Cell,
    chain: &'a [Blob],
) -> Option<SeenHandshake<'a>> {
    let step = cell.attempt.handshake.as_ref()?;
    let origin = origin(chains, step, chain, &cell.hello.name)?;
    let trial = ObservedHandshake {
        to: cell.attempt.to,
        via: cell.via.as_deref(),
        version: Some(cell.hello.version),
        size: cell.hello.size,
        name: &cell.hello.name,
        at: after(&cell.attempt),
        foreign: origin.is_foreign(),
    };
    Some(SeenHandshake {
        trial,
        origin,
        source: Source::Matrix,
    })
}

/// None where that was not shown: no certificates, or no proof that they are the server's.
fn origin<'a>(
    chains: &ChainReader<'a>,
    step: &Step<Handshake>,
    chain: &'a [Blob],
    name: &Naming,
) -> Option<HandshakeOrigin> {
    let leaf = chain.first()?;
    let origin = chains.judged(chain).handshake_origin();
    if origin.is_foreign() {
        // Servers that were given no name may show whatever they made themselves.
        let own = *name != Naming::Asked && origin.is_self_signed();
        return (!own).then_some(origin);
    }
    if !step.completed() {
        return None;
    }
    let proof = step.seen.proof.as_ref();
    match proof.map(|proof| chains.policy.signatures.check_proof(proof, leaf)) {
        Some(Checked::Valid) => Some(origin),
        Some(Checked::NotCheckable(_)) => None,
        Some(Checked::Invalid) | None => Some(HandshakeOrigin::without_key()),
    }
}
