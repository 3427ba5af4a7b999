//! TLS that is opened in some handshakes and not in others: of several attempts at one address, and
//! of the inspection matrix.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::roots::Trust;
use super::{Fetched, Judged, chain_of};
use crate::catalogue::{Inspection, Scheme};
use crate::evidence::matrix::{Cell, Naming, Size};
use crate::evidence::{Attempt, Evidence, Handshake, Step};
use crate::finding::cause::chain::inspection::{
    Intercepted, InterceptedSometimes, Presented, Signer,
};
use crate::finding::{Cause, Code, Finding, Inspected, Severity, Untrusted};
use crate::judge::matrix::{Trial, pattern};
use crate::judge::{Case, Policy};
use crate::signature::{Checked, check_proof};
use crate::text::bytes::Blob;

/// Whose certificates a handshake showed.
#[derive(Debug, Clone)]
enum Whose {
    /// The endpoint's own keys signed them.
    Expected,
    /// Somebody did who is known.
    Known(Finding),
    /// Somebody else.
    Foreign(Finding),
}

impl Whose {
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

impl Judged {
    fn whose(&self) -> Whose {
        let is_origin = |finding: &&Finding| {
            is_foreign(finding.code()) || finding.code() == Code::ChainUnexpectedIssuer
        };
        match self.findings.first().filter(is_origin) {
            None => Whose::Expected,
            Some(finding) if is_foreign(finding.code()) => Whose::Foreign(finding.clone()),
            Some(finding) => Whose::Known(finding.clone()),
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
struct Shown<'a> {
    trial: Trial<'a>,
    whose: Whose,
    /// Is it one of the matrix?
    cell: bool,
}

/// Interception that comes and goes.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    if case.probe.scheme == Scheme::Http || !is_repeated(case.evidence) {
        return Vec::new();
    }
    let shown = Reader::new(*case, policy).all();
    let cells = || shown.iter().filter(|shown| shown.cell);
    let compared: Vec<SocketAddr> = cells().map(|shown| shown.trial.to).collect();
    let (together, apart): (Vec<&Shown<'_>>, Vec<&Shown<'_>>) = shown
        .iter()
        .partition(|shown| compared.contains(&shown.trial.to));
    let mut findings: Vec<Finding> = finding(case, &together).into_iter().collect();
    let mut addresses: Vec<SocketAddr> = apart.iter().map(|shown| shown.trial.to).collect();
    addresses.dedup();
    for to in addresses {
        let own = apart.iter().filter(|shown| shown.trial.to == to);
        findings.extend(finding(case, &own.copied().collect::<Vec<_>>()));
    }
    findings.extend(unexpected(&shown));
    findings
}

/// Was any address met twice? What was met once does not come and go: the usual case.
fn is_repeated(evidence: &Evidence) -> bool {
    let mut met = BTreeSet::new();
    let mut attempts = evidence.attempts.iter();
    evidence.matrix.is_some() || attempts.any(|attempt| !met.insert(attempt.to))
}

/// What the matrix of a probe came to; none where there was none.
#[must_use]
pub fn inspected(case: &Case<'_>, policy: &Policy<'_>) -> Option<Inspected> {
    let matrix = case.evidence.matrix.as_ref()?;
    let shown = Reader::new(*case, policy).all();
    let cells = || shown.iter().filter(|shown| shown.cell);
    Some(Inspected {
        handshakes: matrix.cells.len(),
        shown: cells().count(),
        inspected: cells().filter(|shown| shown.trial.foreign).count(),
    })
}

fn finding(case: &Case<'_>, shown: &[&Shown<'_>]) -> Option<Finding> {
    let own = |shown: &&&Shown<'_>| !matches!(shown.trial.name, Naming::Other(_));
    // Another host's name is that host's affair; here it only shows the difference.
    let opened: Vec<&Shown<'_>> = shown
        .iter()
        .filter(own)
        .filter(|shown| shown.trial.foreign)
        .copied()
        .collect();
    let first = opened.first()?;
    let trials: Vec<Trial<'_>> = shown.iter().map(|shown| shown.trial.clone()).collect();
    let (presented, claimed) = first.whose.presented();
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
fn weight(case: &Case<'_>, opened: &[&Shown<'_>]) -> Severity {
    let own = |shown: &&&Shown<'_>| shown.trial.via == case.route.via.as_deref();
    let named = |shown: &Shown<'_>| *shown.trial.name == Naming::Asked;
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
fn unexpected(shown: &[Shown<'_>]) -> Option<Finding> {
    let known = |shown: &&Shown<'_>| {
        *shown.trial.name == Naming::Asked && matches!(shown.whose, Whose::Known(_))
    };
    if shown.iter().filter(known).any(|shown| !shown.cell) {
        return None;
    }
    let first = shown.iter().find(known)?;
    let Whose::Known(finding) = &first.whose else {
        return None;
    };
    let mut finding = finding.clone().at(first.trial.to);
    if let Cause::ChainUnexpectedIssuer(facts) = &mut finding.cause {
        facts.only_in_matrix = true;
    }
    Some(finding)
}

/// Reads handshakes; of many that show one chain it judges the first.
struct Reader<'a> {
    case: Case<'a>,
    trust: Trust<'a>,
    fetched: Vec<Fetched>,
    known: Vec<(&'a [Blob], Whose)>,
}

impl<'a> Reader<'a> {
    fn new(case: Case<'a>, policy: &Policy<'a>) -> Self {
        let trust = Trust::of(policy.catalogue, case.endpoint, policy.local_roots);
        Self {
            case,
            trust,
            fetched: Fetched::all(case.evidence),
            known: Vec::new(),
        }
    }

    /// Every handshake that showed whose certificates are there: the first ones, then the matrix.
    fn all(mut self) -> Vec<Shown<'a>> {
        let evidence = self.case.evidence;
        let mut shown = Vec::new();
        for (at, attempt) in (0..).zip(&evidence.attempts) {
            shown.extend(self.attempt(at, attempt));
        }
        let before = u64::from(u32::MAX);
        if let Some(matrix) = &evidence.matrix {
            for cell in &matrix.cells {
                let chain = matrix.chain_of(cell);
                shown.extend(self.cell(before, cell, chain));
            }
        }
        shown
    }

    fn attempt(&mut self, at: u64, attempt: &'a Attempt) -> Option<Shown<'a>> {
        let step = attempt.handshake.as_ref()?;
        let whose = self.whose(step, chain_of(&self.case, attempt)?, &Naming::Asked)?;
        let trial = Trial {
            to: attempt.to,
            via: self.case.route.via.as_deref(),
            version: None,
            size: Size::Small,
            name: &Naming::Asked,
            at,
            foreign: whose.is_foreign(),
        };
        Some(Shown {
            trial,
            whose,
            cell: false,
        })
    }

    fn cell(&mut self, before: u64, cell: &'a Cell, chain: &'a [Blob]) -> Option<Shown<'a>> {
        let step = cell.attempt.handshake.as_ref()?;
        let whose = self.whose(step, chain, &cell.hello.name)?;
        let began = cell.attempt.connect.as_ref().map_or(0, |step| step.at_ms);
        let trial = Trial {
            to: cell.attempt.to,
            via: cell.via.as_deref(),
            version: Some(cell.hello.version),
            size: cell.hello.size,
            name: &cell.hello.name,
            at: before + u64::from(began),
            foreign: whose.is_foreign(),
        };
        Some(Shown {
            trial,
            whose,
            cell: true,
        })
    }

    /// None where that was not shown: no certificates, or no proof that they are the server's.
    fn whose(&mut self, step: &Step<Handshake>, chain: &'a [Blob], name: &Naming) -> Option<Whose> {
        let leaf = chain.first()?;
        let whose = self.of_chain(chain);
        if whose.is_foreign() {
            // Servers that were given no name may show whatever they made themselves.
            let own = *name != Naming::Asked && whose.is_self_signed();
            return (!own).then_some(whose);
        }
        if !step.completed() {
            return None;
        }
        match step
            .seen
            .proof
            .as_ref()
            .map(|proof| check_proof(proof, leaf))
        {
            Some(Checked::Valid) => Some(whose),
            Some(Checked::NotCheckable(_)) => None,
            Some(Checked::Invalid) | None => Some(Whose::without_key()),
        }
    }

    fn of_chain(&mut self, chain: &'a [Blob]) -> Whose {
        if let Some((_, whose)) = self.known.iter().find(|(known, _)| *known == chain) {
            return whose.clone();
        }
        let whose = Judged::of(self.case, &self.trust, chain, &self.fetched).whose();
        self.known.push((chain, whose.clone()));
        whose
    }
}
