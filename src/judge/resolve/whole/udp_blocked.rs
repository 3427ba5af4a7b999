//! Name servers that answer over TCP and never over UDP.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::names::{explain, names};
use crate::evidence::dns::{NO_ERROR, NX_DOMAIN, Question, Transport};
use crate::evidence::{Ended, FailureKind};
use crate::finding::cause::resolve::UdpBlocked;
use crate::finding::{Cause, Code, Finding};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::{hosts_of, run_wide};

/// Questions below which lost datagrams are an accident.
const FEW_QUESTIONS: usize = 2;

/// How many questions one server answered.
#[derive(Default)]
struct Tally {
    over_udp: usize,
    over_tcp: usize,
    /// Datagrams that came and were no answer: UDP is not blocked then.
    unusable: usize,
}

/// `resolve.udp-blocked`, for each such server.
pub(super) fn udp_blocked(
    probes: &mut [JudgedProbe<'_>],
    group: &[usize],
    weight: impl Fn(Finding) -> Finding,
) -> Vec<Finding> {
    let mut tallies: BTreeMap<SocketAddr, Tally> = BTreeMap::new();
    let all = names(probes, group);
    for question in all.values().flat_map(|seen| &seen.questions) {
        count(question, tallies.entry(question.server).or_default());
    }
    let given = all.values().filter_map(|seen| seen.system.as_ref());
    let resolved = given.clone().filter(|answer| !answer.addresses.is_empty());
    let system_works = resolved.count() * 2 > given.count();
    let blocked = tallies.into_iter().filter(|(_, tally)| {
        tally.over_udp + tally.unusable == 0 && tally.over_tcp >= FEW_QUESTIONS
    });
    let blocked: Vec<UdpBlocked> = blocked
        .map(|(server, tally)| UdpBlocked {
            server,
            questions: tally.over_tcp,
            system_works,
        })
        .collect();
    if !blocked.is_empty() {
        explain(probes, group, Code::ResolveUdpBlocked, |finding| {
            matches!(finding.cause, Cause::ResolveSystemDiffers(_))
        });
    }
    let of = hosts_of(probes, group);
    let each = blocked.into_iter();
    each.map(|facts| run_wide(probes, group, of, weight(Finding::new(facts))))
        .collect()
}

fn count(question: &Question, tally: &mut Tally) {
    match (question.transport, &question.ended) {
        (Transport::Tcp, _) if shows_blocking(question) => tally.over_tcp += 1,
        (Transport::Tcp, _) => {}
        _ if question.reply.is_some() => tally.over_udp += 1,
        (_, Ended::Failed(failure)) if failure.kind == FailureKind::Malformed => {
            tally.unusable += 1;
        }
        _ => {}
    }
}

/// Does an answer over TCP show that one over UDP was kept away? A server that waits for others itself is late
/// over every transport, and so is its error.
fn shows_blocking(over_tcp: &Question) -> bool {
    let answered = over_tcp.reply.as_ref();
    answered.is_some_and(|reply| matches!(reply.rcode, NO_ERROR | NX_DOMAIN))
}
