//! Of several attempts at one address some get through and others do not.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::failure::{is_connected, says_something};
use crate::evidence::{Attempt, Ended, Step};
use crate::finding::cause::connect::{FailedStep, Sometimes};
use crate::finding::{Code, Finding, Stage};
use crate::judge::chain::ChainReader;
use crate::judge::{Case, fetch};

/// Of several attempts at one address some get through and others do not. What the failed ones met
/// is kept, and explained by that; nothing is added where an earlier cause explains it already.
pub(in crate::judge) fn sometimes<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    findings: &mut Vec<Finding>,
) {
    let attempts = &case.evidence.attempts;
    let addresses: BTreeSet<SocketAddr> = attempts.iter().map(|attempt| attempt.to).collect();
    let mut found = Vec::new();
    for to in addresses {
        let own = attempts.iter().filter(|attempt| attempt.to == to);
        let ends: Vec<_> = own.filter_map(|a| end_of(case, chains, a)).collect();
        let failed: Vec<FailedStep> = ends.iter().filter_map(|end| end.err()).collect();
        if failed.is_empty() || failed.len() == ends.len() {
            continue;
        }
        let steps: BTreeSet<FailedStep> = failed.iter().copied().collect();
        let sometimes = Sometimes {
            attempts: ends.len(),
            failures: failed.len(),
            steps: steps.into_iter().collect(),
        };
        let met = findings.iter_mut().filter(|finding| is_met(finding, to));
        let met: Vec<&mut Finding> = met.collect();
        let worst = met.iter().map(|finding| finding.severity).max();
        found.extend(worst.map(|worst| Finding::new(sometimes).at(to).weighing(worst)));
        for finding in met {
            finding.explained_by = Some(Code::ConnectSometimes);
        }
    }
    findings.extend(found);
}

/// A failure of a step that a repeated attempt can get over; whose certificates they are is another
/// matter.
fn is_met(finding: &Finding, to: SocketAddr) -> bool {
    let stages = [
        Stage::Connect,
        Stage::Tunnel,
        Stage::Handshake,
        Stage::Fetch,
    ];
    let own = finding.address == Some(to) && stages.contains(&finding.code().stage());
    own && finding.explained_by.is_none()
}

/// Did an attempt get through, or at which step did it fail? None where it was broken off by us.
fn end_of<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    attempt: &'a Attempt,
) -> Option<Result<(), FailedStep>> {
    let ours = [Ended::GaveUp, Ended::Interrupted];
    let own_trouble = attempt.connect.as_ref().and_then(Step::failure);
    let own_trouble = own_trouble.is_some_and(|failure| !says_something(failure.kind));
    if own_trouble || attempt.ends().any(|ended| ours.contains(ended)) {
        return None;
    }
    let handshake = attempt.handshake.as_ref();
    Some(if !is_connected(attempt) {
        Err(FailedStep::Connect)
    } else if handshake.is_some_and(|step| !step.completed()) {
        Err(FailedStep::Handshake)
    } else if fetch::is_troubled(case, chains, attempt) {
        Err(FailedStep::Fetch)
    } else if handshake.is_none() && attempt.fetch.is_none() {
        Err(FailedStep::Tunnel)
    } else {
        Ok(())
    })
}
