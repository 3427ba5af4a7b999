//! TLS that is opened in some handshakes and not in others: of several attempts at one address, and
//! of the inspection matrix.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::judgement::ChainJudgement;
use super::reader::ChainReader;
use crate::catalogue::{Inspection, Scheme, TlsVersion};
use crate::evidence::matrix::{Cell, Naming, Size};
use crate::evidence::{Attempt, Control, Evidence, Handshake, Step};
use crate::finding::cause::chain::inspection::{Intercepted, Signer};
use crate::finding::cause::chain::presented::Presented;
use crate::finding::cause::chain::sometimes::InterceptedSometimes;
use crate::finding::{Cause, Code, Finding, Inspected, Severity, Untrusted};
use crate::judge::Case;
use crate::judge::matrix::{ObservedHandshake, pattern};
use crate::signature::Checked;
use crate::text::bytes::Blob;

/// Whose certificates a handshake showed.
#[derive(Debug, Clone)]
enum HandshakeOrigin {
    /// The endpoint's own keys signed them.
    Expected,
    /// Somebody did who is known.
    Known(Finding),
    /// Somebody else.
    Foreign(Finding),
}

impl HandshakeOrigin {
    /// A genuine chain in the hands of somebody who has not its key.
    fn without_key() -> Self {
        Self::Foreign(Finding::new(Intercepted {
            signer: Signer::WithoutKey,
            presented: Presented::default(),
            shared_key: None,
        }))
    }

    fn is_foreign(&self) -> bool {
        matches!(self, Self::Foreign(_))
    }

    fn is_self_signed(&self) -> bool {
        matches!(self, Self::Foreign(finding) if finding.code() == Code::ChainSelfSigned)
    }

    /// What was presented in place of the service's own certificates, and the CA that it claims.
    fn presented(&self) -> (Option<Presented>, Option<Untrusted>) {
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
            is_foreign(finding.code()) || finding.code() == Code::ChainUnexpectedIssuer
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
    trial: ObservedHandshake<'a>,
    origin: HandshakeOrigin,
    source: Source,
}

/// Which part of a run made a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The first walk.
    Walk,
    /// The experiment that offers one version alone.
    Version,
    /// The inspection matrix.
    Matrix,
}

/// Interception that comes and goes, or that the matrix alone met.
pub(super) fn judge(case: &Case<'_>, shown: &[SeenHandshake<'_>]) -> Vec<Finding> {
    if shown.is_empty() || !is_repeated(case.evidence) {
        return Vec::new();
    }
    let cells = || shown.iter().filter(|shown| shown.source != Source::Walk);
    let compared: Vec<SocketAddr> = cells().map(|shown| shown.trial.to).collect();
    let (together, apart): (Vec<&SeenHandshake<'_>>, Vec<&SeenHandshake<'_>>) = shown
        .iter()
        .partition(|shown| compared.contains(&shown.trial.to));
    let mut findings: Vec<Finding> = finding(case, &together).into_iter().collect();
    let mut addresses: Vec<SocketAddr> = apart.iter().map(|shown| shown.trial.to).collect();
    addresses.dedup();
    for to in addresses {
        let own = apart.iter().filter(|shown| shown.trial.to == to);
        findings.extend(finding(case, &own.copied().collect::<Vec<_>>()));
    }
    findings.extend(unexpected(shown));
    findings
}

/// Was any address met twice? What was met once does not come and go: the usual case.
fn is_repeated(evidence: &Evidence) -> bool {
    let mut met = BTreeSet::new();
    let mut attempts = evidence.attempts.iter();
    let mut controls = evidence.controls.iter();
    evidence.matrix.is_some()
        || controls.any(|control| control.tls_version().is_some())
        || attempts.any(|attempt| !met.insert(attempt.to))
}

/// What the matrix of a probe came to; none where there was none.
pub(super) fn inspected(case: &Case<'_>, shown: &[SeenHandshake<'_>]) -> Option<Inspected> {
    let matrix = case.evidence.matrix.as_ref()?;
    let cells = || shown.iter().filter(|shown| shown.source == Source::Matrix);
    Some(Inspected {
        handshakes: matrix.cells.len(),
        shown: cells().count(),
        inspected: cells().filter(|shown| shown.trial.foreign).count(),
    })
}

fn finding(case: &Case<'_>, shown: &[&SeenHandshake<'_>]) -> Option<Finding> {
    let own = |shown: &&&SeenHandshake<'_>| !matches!(shown.trial.name, Naming::Other(_));
    // Another host's name is that host's affair; here it only shows the difference.
    let opened: Vec<&SeenHandshake<'_>> = shown
        .iter()
        .filter(own)
        .filter(|shown| shown.trial.foreign)
        .copied()
        .collect();
    let first = opened.first()?;
    let trials: Vec<ObservedHandshake<'_>> =
        shown.iter().map(|shown| shown.trial.clone()).collect();
    let (presented, claimed) = first.origin.presented();
    let finding = Finding::new(InterceptedSometimes {
        handshakes: trials.len(),
        inspected: trials.iter().filter(|trial| trial.foreign).count(),
        when: pattern(&trials)?,
        presented,
        claimed,
    });
    let same = opened.iter().all(|shown| shown.trial.to == first.trial.to);
    let finding = if same {
        finding.at(first.trial.to)
    } else {
        finding
    };
    Some(finding.weighing(weight(case, &opened)))
}

/// The agent goes its own way and names its host: only there is it inspected itself.
fn weight(case: &Case<'_>, opened: &[&SeenHandshake<'_>]) -> Severity {
    let own = |shown: &&&SeenHandshake<'_>| shown.trial.via == case.route.via.as_deref();
    let named = |shown: &SeenHandshake<'_>| *shown.trial.name == Naming::Asked;
    let mut on_the_way = opened.iter().filter(own).peekable();
    if on_the_way.peek().is_none() {
        return Severity::Note;
    }
    let tolerated = case.endpoint.inspection == Inspection::Tolerated;
    if on_the_way.any(|shown| named(shown)) && !tolerated {
        Severity::Fail
    } else {
        Severity::Warn
    }
}

/// A public authority that only the matrix came to see.
fn unexpected(shown: &[SeenHandshake<'_>]) -> Option<Finding> {
    let known = |shown: &&SeenHandshake<'_>| {
        *shown.trial.name == Naming::Asked && matches!(shown.origin, HandshakeOrigin::Known(_))
    };
    if shown
        .iter()
        .filter(known)
        .any(|shown| shown.source == Source::Walk)
    {
        return None;
    }
    let first = shown.iter().find(known)?;
    let HandshakeOrigin::Known(finding) = &first.origin else {
        return None;
    };
    let mut finding = finding.clone().at(first.trial.to);
    if let Cause::ChainUnexpectedIssuer(facts) = &mut finding.cause {
        facts.only_in_matrix = true;
    }
    Some(finding)
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
    seen.extend(versions.filter_map(|(version, _, attempt)| of_version(chains, version, attempt)));
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

fn of_version<'a>(
    chains: &ChainReader<'a>,
    version: TlsVersion,
    attempt: &'a Attempt,
) -> Option<SeenHandshake<'a>> {
    let step = attempt.handshake.as_ref()?;
    let origin = origin(chains, step, &step.seen.chain, &Naming::Asked)?;
    let trial = ObservedHandshake {
        to: attempt.to,
        via: chains.case.route.via.as_deref(),
        version: Some(version),
        size: Size::Small,
        name: &Naming::Asked,
        at: after(attempt),
        foreign: origin.is_foreign(),
    };
    Some(SeenHandshake {
        trial,
        origin,
        source: Source::Version,
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
