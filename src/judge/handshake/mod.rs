//! Cut, silent, alert, not TLS, too old; and whether the proof fits the leaf's key.

pub(super) mod client_certificate;
mod failure;
mod filter;
mod packets;
mod sometimes;
mod versions;

use std::collections::BTreeSet;
use std::net::SocketAddr;

pub(super) use self::failure::{is_unanswered, unanswered, unchecked};
pub(super) use self::packets::stalled_addresses;
pub(super) use self::versions::{ended_early, unseen_versions};

use self::failure::{failure, failure_of, judge_attempt};

use super::Case;
use super::chain::ChainReader;
use crate::catalogue::TlsVersion;
use crate::evidence::Step;
use crate::evidence::matrix::{Cell, Naming, Size};
use crate::finding::Finding;
use crate::finding::cause::handshake::LargeHello;

/// Judges the handshakes of a probe.
pub(super) fn judge<'a>(case: &Case<'a>, chains: &ChainReader<'a>) -> Vec<Finding> {
    let attempts = case.evidence.attempts.iter();
    let findings = attempts.filter_map(|attempt| {
        client_certificate::judge(case, chains, attempt)
            .or_else(|| judge_attempt(attempt, chains.policy.signatures))
    });
    let findings = findings.chain(large_hellos(case));
    let mut findings: Vec<Finding> = findings.collect();
    packets::add_packet_loss(case, &mut findings);
    versions::add_blocked_versions(case, chains.policy, &mut findings);
    filter::add_name_filter(case, chains, &mut findings);
    findings.extend(sometimes::judge(case, chains.policy, &findings));
    findings.extend(filter::exact_names(case, chains));
    findings
}

/// A box on the way that breaks on hellos of more than one packet: at one address a large hello
/// fails and none of the small ones does. Servers that do not know its group pass over it
/// (RFC 8446, 4.2.8).
fn large_hellos(case: &Case<'_>) -> Vec<Finding> {
    let matrix = case.evidence.matrix.iter();
    let own = |cell: &&Cell| {
        let way = cell.via == case.route.via;
        way && cell.hello.version == TlsVersion::Tls13 && cell.hello.name == Naming::Asked
    };
    let cells: Vec<&Cell> = matrix.flat_map(|m| &m.cells).filter(own).collect();
    let addresses: BTreeSet<SocketAddr> = cells.iter().map(|cell| cell.attempt.to).collect();
    let at = |to: SocketAddr| cells.iter().copied().filter(move |c| c.attempt.to == to);
    addresses
        .into_iter()
        .filter_map(|to| large_hello(to, at(to)))
        .collect()
}

fn large_hello<'a>(to: SocketAddr, cells: impl Iterator<Item = &'a Cell>) -> Option<Finding> {
    let (large, small): (Vec<&Cell>, Vec<&Cell>) =
        cells.partition(|cell| cell.hello.size == Size::PostQuantum);
    let failures = |cells: &[&Cell]| -> Vec<Finding> {
        cells
            .iter()
            .filter_map(|cell| failure(&cell.attempt))
            .collect()
    };
    let completed = |cell: &&Cell| cell.attempt.handshake.as_ref().is_some_and(Step::completed);
    let failed = failures(&large);
    if !failures(&small).is_empty() || !small.iter().any(completed) {
        return None;
    }
    let large_hello = LargeHello {
        large: large.len(),
        failed: failed.len(),
        failure: failure_of(&failed.first()?.cause)?,
    };
    Some(Finding::new(large_hello).at(to))
}
