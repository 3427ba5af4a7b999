//! What is odd about name servers, by what they answered and what not, in words; and why the system's
//! settings could not be used.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use crate::evidence::dns::{Question, Transport};
use crate::evidence::host::Unasked;
use crate::evidence::{Host, Step};
use crate::report::model::{ProbeReport, Report};

/// A sentence each.
pub(super) fn remarks(report: &Report) -> Vec<String> {
    let problem = report.run.host.resolvers_problem.as_ref();
    let problem = problem.map(|why| format!("the system's settings could not be used: {why}"));
    let beyond = beyond_limit(&report.run.host);
    let all = oddities(report).into_iter().chain(problem);
    all.chain(beyond).collect()
}

/// Servers that the system lists and never asks.
fn beyond_limit(host: &Host) -> Option<String> {
    let unasked = host.unasked_resolvers.iter();
    let beyond = unasked.filter(|one| one.why == Unasked::BeyondLimit);
    let names: Vec<&str> = beyond.map(|one| &*one.server).collect();
    let names = names.join(", ");
    (!names.is_empty())
        .then(|| format!("not asked, since the system uses its first three: {names}"))
}

/// Every question of a run that went to a name server.
fn questions(report: &Report) -> impl Iterator<Item = &Question> {
    let probes = endpoints_of(report).chain(&report.revocation);
    let resolved = probes.flat_map(|probe| {
        let evidence = &probe.evidence;
        [&evidence.resolve, &evidence.resolve_hop]
    });
    let controls = endpoints_of(report).flat_map(|probe| &probe.evidence.controls);
    let beside = controls.filter_map(|control| {
        let made_up = control.made_up_lookup().map(|(_, seen)| seen);
        made_up.or_else(|| control.translator_prefix())
    });
    let seen = resolved.flatten().map(|Step { seen, .. }| seen);
    seen.chain(beside).flat_map(|seen| &seen.questions)
}

fn endpoints_of(report: &Report) -> impl Iterator<Item = &ProbeReport> {
    report.endpoints.iter().flat_map(|one| &one.probes)
}

/// How often a server answered over one transport, and how often not.
#[derive(Debug, Default, Clone, Copy)]
struct AnswerTally {
    answered: u32,
    failed: u32,
}

/// The servers that answer, but not every way that a name server must: without EDNS only (RFC 6891),
/// never over TCP (RFC 7766), or with the question in other letters (RFC 4343, 4.1).
fn oddities(report: &Report) -> Vec<String> {
    let mut servers: BTreeMap<SocketAddr, [AnswerTally; 3]> = BTreeMap::new();
    let mut changing = BTreeSet::new();
    for question in questions(report) {
        let transport = match question.transport {
            Transport::Udp => 0,
            Transport::PlainUdp => 1,
            Transport::Tcp => 2,
        };
        let tally = &mut servers.entry(question.server).or_default()[transport];
        if question
            .reply
            .as_ref()
            .is_some_and(|reply| reply.case_changed)
        {
            changing.insert(question.server);
        }
        if question.reply.is_some() {
            tally.answered += 1;
        } else {
            tally.failed += 1;
        }
    }
    let odd = servers.iter().filter_map(|(server, tallies)| {
        let [edns, plain, tcp] = *tallies;
        let never = |tally: AnswerTally| tally.failed > 0 && tally.answered == 0;
        let mut odd = Vec::new();
        if never(edns) && plain.answered > 0 {
            odd.push("answers over UDP only what comes without EDNS");
        }
        // One close says nothing: servers close what is idle (RFC 7766, 6.2.3).
        if never(tcp) && tcp.failed > 1 && edns.answered + plain.answered > 0 {
            odd.push("never answers over TCP");
        }
        if changing.contains(server) {
            odd.push("changes the case of letters in a question");
        }
        (!odd.is_empty()).then(|| format!("{server} {}", odd.join(" and ")))
    });
    odd.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::dns::{RecordType, Reply, Resolution};
    use crate::evidence::{Ended, Evidence};

    fn question(transport: Transport, answered: bool) -> Question {
        Question {
            server: "10.0.0.53:53".parse().unwrap(),
            name: "a.example".to_owned(),
            rtype: RecordType::A,
            transport,
            at_ms: 0,
            took_ms: 1,
            reply: answered.then(|| Reply {
                rcode: 0,
                truncated: false,
                answers: Vec::new(),
                ..Reply::default()
            }),
            ended: if answered {
                Ended::Completed
            } else {
                Ended::OutOfTime
            },
            opened: false,
        }
    }

    fn said(questions: Vec<Question>) -> Vec<String> {
        let mut report = crate::report::format::json::read_to_judge(include_str!(
            "../../../tests/readme/report.json"
        ))
        .expect("a report");
        report.revocation.clear();
        report.endpoints.truncate(1);
        report.endpoints[0].probes.truncate(1);
        report.endpoints[0].probes[0].evidence = Evidence {
            resolve: Some(Step {
                at_ms: 0,
                took_ms: 1,
                seen: Resolution {
                    questions,
                    ..Resolution::default()
                },
                ended: Ended::Completed,
            }),
            ..Evidence::default()
        };
        oddities(&report)
    }

    #[test]
    fn who_answers_only_without_edns_is_named() {
        use Transport::{PlainUdp, Udp};
        assert_eq!(
            said(vec![question(Udp, false), question(PlainUdp, true)]),
            ["10.0.0.53:53 answers over UDP only what comes without EDNS"]
        );
        let once = vec![
            question(Udp, true),
            question(Udp, false),
            question(PlainUdp, true),
        ];
        assert!(said(once).is_empty(), "a lost datagram is no habit");
    }

    #[test]
    fn who_never_answers_over_tcp_is_named_unless_it_answers_nothing() {
        use Transport::{Tcp, Udp};
        assert_eq!(
            said(vec![
                question(Udp, true),
                question(Tcp, false),
                question(Tcp, false)
            ]),
            ["10.0.0.53:53 never answers over TCP"]
        );
        assert!(said(vec![question(Udp, true), question(Tcp, false)]).is_empty());
        assert!(said(vec![question(Udp, false), question(Tcp, false)]).is_empty());
    }

    #[test]
    fn who_changes_the_case_of_letters_is_named() {
        let mut changed = question(Transport::Udp, true);
        changed.reply.as_mut().unwrap().case_changed = true;
        assert_eq!(
            said(vec![changed]),
            ["10.0.0.53:53 changes the case of letters in a question"]
        );
    }
}
