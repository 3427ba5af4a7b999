//! What a run knows of its name servers, put where single questions failed.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::evidence::Host;
use crate::finding::Cause;
use crate::judge::JudgedProbe;

/// A server that answered anything has its port open; one of this machine asks others, which it names.
pub(super) fn know_servers(probes: &mut [JudgedProbe<'_>], machine: &Host) {
    let all = probes
        .iter()
        .filter_map(|probe| probe.evidence().resolve.as_ref());
    let questions = all.flat_map(|step| &step.seen.questions);
    let answered = questions.filter(|question| question.reply.is_some());
    let answering: BTreeSet<SocketAddr> = answered.map(|question| question.server).collect();
    let findings = probes
        .iter_mut()
        .flat_map(|probe| probe.findings.iter_mut());
    for finding in findings {
        match &mut finding.cause {
            Cause::ResolveSilent(facts) => {
                if let Some(server) = facts.server {
                    facts.answers_others |= answering.contains(&server);
                    facts.upstreams = machine.upstreams_of(server);
                }
            }
            Cause::ResolveServerSaid(facts) => {
                facts.upstreams = machine.upstreams_of(facts.server);
            }
            _ => {}
        }
    }
}
