//! Handshakes of the inspection matrix that showed no certificate, where the first walk got one: what sets
//! them apart?

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::failure::{failure, failure_of, is_mute};
use crate::catalogue::TlsVersion;
use crate::evidence::Step;
use crate::evidence::matrix::{Cell, Naming, Size};
use crate::finding::cause::handshake::{Failure, Sometimes};
use crate::finding::cause::pattern::{Condition, Pattern};
use crate::finding::{Code, Finding};
use crate::judge::matrix::{ObservedHandshake, pattern};
use crate::judge::{Case, Policy};

/// One for all addresses. What the product's own version or a large hello explains is said there.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>, findings: &[Finding]) -> Option<Finding> {
    let cells = cells(case);
    let large = is_large(findings);
    let cells = cells
        .iter()
        .filter(|cell| !(large && cell.hello.size == Size::PostQuantum));
    let seen: Vec<SeenCell<'_>> = cells.filter_map(|cell| SeenCell::new(cell)).collect();
    let failed = seen.iter().filter_map(|cell| cell.failure.clone());
    let first = failed.clone().next()?;
    let trials: Vec<ObservedHandshake<'_>> = seen.iter().map(SeenCell::trial).collect();
    let when = pattern(&trials)?;
    if is_said(&when, policy) {
        return None;
    }
    let sometimes = Sometimes {
        handshakes: seen.len(),
        failed: failed.count(),
        when,
        failure: first,
    };
    let addresses = seen.iter().filter(|seen| seen.failure.is_some());
    let addresses: BTreeSet<SocketAddr> = addresses.map(|seen| seen.cell.attempt.to).collect();
    let finding = Finding::new(sometimes);
    Some(match addresses.first() {
        Some(to) if addresses.len() == 1 => finding.at(*to),
        _ => finding,
    })
}

/// Handshakes under the host's own name on the route that counts, at addresses where the first walk
/// came through.
fn cells<'a>(case: &Case<'a>) -> Vec<&'a Cell> {
    let matrix = case.evidence.matrix.as_ref();
    let attempts = case.evidence.attempts.iter();
    let open = attempts.filter(|one| one.handshake.as_ref().is_some_and(Step::completed));
    let open: BTreeSet<SocketAddr> = open.map(|attempt| attempt.to).collect();
    let own = |cell: &&Cell| {
        let named = cell.hello.name == Naming::Asked;
        named && cell.via == case.route.via && open.contains(&cell.attempt.to)
    };
    matrix
        .into_iter()
        .flat_map(|m| &m.cells)
        .filter(own)
        .collect()
}

/// A handshake that came through, or got no answer.
struct SeenCell<'a> {
    cell: &'a Cell,
    failure: Option<Failure>,
}

impl<'a> SeenCell<'a> {
    /// Nothing of one that was not made, or that the server itself refused in words.
    fn new(cell: &'a Cell) -> Option<Self> {
        let step = cell.attempt.handshake.as_ref()?;
        let failure = if step.completed() || step.seen.is_mutual() {
            None
        } else {
            let failed = failure(&cell.attempt).filter(|finding| is_mute(finding.code()))?;
            Some(failure_of(&failed.cause)?)
        };
        Some(Self { cell, failure })
    }

    fn trial(&self) -> ObservedHandshake<'a> {
        let cell = self.cell;
        let began = cell.attempt.connect.as_ref().map_or(0, |step| step.at_ms);
        ObservedHandshake {
            to: cell.attempt.to,
            via: cell.via.as_deref(),
            version: Some(cell.hello.version),
            size: cell.hello.size,
            name: &cell.hello.name,
            at: began.into(),
            foreign: self.failure.is_some(),
        }
    }
}

fn is_large(findings: &[Finding]) -> bool {
    let mut codes = findings.iter().map(Finding::code);
    codes.any(|code| code == Code::HandshakeLargeHello)
}

/// The versions of the data file have handshakes of their own.
fn is_said(when: &Pattern, policy: &Policy<'_>) -> bool {
    let Pattern::Only { conditions } = when else {
        return false;
    };
    let listed = |version: &str| {
        let mut versions = policy.catalogue.tls.iter().map(TlsVersion::to_string);
        versions.any(|known| known == version)
    };
    matches!(conditions.as_slice(), [Condition::TlsVersion { version }] if listed(version))
}
