//! What the end of a chain without addresses means.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::view::was_seen;
use crate::evidence::dns::{
    Chain, ChainEnd, NX_DOMAIN, Question, RecordType, Reply, Resolution, Transport,
};
use crate::evidence::{Ended, FailureKind};
use crate::finding::cause::resolve::{
    AliasLoop, Grounds, LinkBlocked, NoAddress, NoSuchName, Reason, Record, ServerSaid, Silent,
    Stop, Tried, Truncated,
};
use crate::finding::{Cause, Finding, Untrusted};

/// What the end of a chain without addresses means; nothing where we broke off ourselves.
pub(super) fn dead_end(
    seen: &Resolution,
    server: SocketAddr,
    chain: &Chain,
    rtype: RecordType,
) -> Option<Finding> {
    let last = chain.last(&seen.name);
    let record = record(rtype);
    let grounds = grounds(seen, server, last, rtype);
    let stop = stop(&chain.end)?;
    let blocked = |stop, grounds| {
        let blocked = LinkBlocked {
            server,
            chain: path(seen, chain),
            stop,
            only_alone: false,
            grounds,
            others: Vec::new(),
        };
        Finding::new(blocked).named(last)
    };
    let at_first = chain.links.is_empty();
    Some(match stop {
        Stop::Loop { .. } => {
            let ChainEnd::Loop(back) = &chain.end else {
                return None;
            };
            let chain = path(seen, chain);
            Finding::new(AliasLoop { server, chain }).named(back)
        }
        Stop::NoData => {
            let no_address = NoAddress {
                server,
                chain: path(seen, chain),
                grounds,
                others: Vec::new(),
            };
            Finding::new(no_address).named(last)
        }
        Stop::Truncated => Finding::new(Truncated { server, record }).named(last),
        Stop::Rcode { rcode: NX_DOMAIN } if at_first => Finding::new(NoSuchName {
            server: Some(server),
            only_record: None,
            grounds,
            others: Vec::new(),
        }),
        Stop::Rcode { rcode } if at_first => Finding::new(ServerSaid {
            server,
            record,
            rcode,
            grounds,
            upstreams: Vec::new(),
            others: Vec::new(),
        }),
        Stop::Silent if at_first => Finding::new(silent(seen, server, rtype)),
        stop @ (Stop::Rcode { .. } | Stop::Silent | Stop::TooLong | Stop::Sinkhole { .. }) => {
            blocked(stop, grounds)
        }
    })
}

/// Takes in another server that answers so as well.
pub(super) fn add_server(cause: &mut Cause, server: SocketAddr) {
    match cause {
        Cause::ResolveNoSuchName(facts) => facts.others.push(server),
        Cause::ResolveLinkBlocked(facts) => facts.others.push(server),
        Cause::ResolveNoAddress(facts) => facts.others.push(server),
        Cause::ResolveServerSaid(facts) => facts.others.push(server),
        Cause::ResolveSilent(facts) => facts.others.push(server),
        _ => {}
    }
}

/// Why a chain stops without addresses; nothing where we broke off ourselves.
pub(super) fn stop(end: &ChainEnd) -> Option<Stop> {
    Some(match end {
        ChainEnd::Addresses(_) | ChainEnd::NotAsked => return None,
        ChainEnd::Silent(ended) if !was_seen(ended) => return None,
        ChainEnd::NoData => Stop::NoData,
        ChainEnd::Rcode(rcode) => Stop::Rcode { rcode: *rcode },
        ChainEnd::Loop(back) => Stop::Loop {
            back_to: back.as_str().into(),
        },
        ChainEnd::Truncated => Stop::Truncated,
        ChainEnd::TooLong => Stop::TooLong,
        ChainEnd::Silent(_) => Stop::Silent,
    })
}

fn silent(seen: &Resolution, server: SocketAddr, rtype: RecordType) -> Silent {
    let questions: Vec<_> = seen.asked(server, &seen.name, rtype).collect();
    let longest = questions.iter().map(|question| question.took_ms).max();
    let mut refused = questions
        .iter()
        .filter_map(|question| match &question.ended {
            Ended::Failed(failure) => Some(failure.detail.as_str()),
            _ => None,
        });
    let error = refused.next_back().map(Untrusted::from);
    let unusable = unreadable(&questions).map(Untrusted::from);
    Silent {
        server: Some(server),
        record: record(rtype),
        waited_ms: longest.unwrap_or_default(),
        error: error.filter(|_| unusable.is_none()),
        unusable,
        tried: tried(&questions),
        answers_others: seen
            .questions
            .iter()
            .any(|question| question.server == server && question.reply.is_some()),
        upstreams: Vec::new(),
        others: Vec::new(),
    }
}

/// The ways that a question went, each once.
fn tried(questions: &[&Question]) -> Vec<Tried> {
    let ways = questions.iter().map(|question| match question.transport {
        Transport::Udp => Tried::Udp,
        Transport::PlainUdp => Tried::PlainUdp,
        Transport::Tcp if question.opened => Tried::OpenTcp,
        Transport::Tcp => Tried::Tcp,
    });
    ways.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What came with the answer about one name.
pub(super) fn grounds(
    seen: &Resolution,
    server: SocketAddr,
    name: &str,
    rtype: RecordType,
) -> Grounds {
    let own = seen.reply(server, name, rtype);
    // Where the name was never asked for by itself, the message that led to it speaks of it.
    let reply = own.or_else(|| seen.reply(server, &seen.name, rtype));
    reply.map(grounds_of).unwrap_or_default()
}

fn grounds_of(reply: &Reply) -> Grounds {
    let text = |text: &str| (!text.is_empty()).then(|| Untrusted::from(text));
    let reasons = reply.reasons.iter().map(|reason| Reason {
        code: reason.code,
        text: text(&reason.text),
    });
    let zone = reply.zone.as_deref();
    let held = |zone: &str| {
        let named_private = zone.starts_with("privatelink.");
        named_private || reply.authoritative && !zone.is_empty()
    };
    Grounds {
        zone: zone.map(|zone| text(zone).unwrap_or_else(|| ".".into())),
        primary: reply.primary.as_deref().and_then(text),
        own_zone: zone.is_some_and(held),
        no_recursion: reply.no_recursion,
        reasons: reasons.collect(),
    }
}

/// Why an answer that came could not be used, if one came.
fn unreadable<'a>(questions: &[&'a Question]) -> Option<&'a str> {
    questions.iter().find_map(|question| match &question.ended {
        Ended::Failed(failure) if failure.kind == FailureKind::Malformed => {
            Some(failure.detail.as_str())
        }
        _ => None,
    })
}

pub(super) fn record(rtype: RecordType) -> Record {
    match rtype {
        RecordType::A => Record::A,
        RecordType::Aaaa => Record::Aaaa,
        RecordType::Cname => Record::Cname,
    }
}

/// The names of a chain, from the one that was asked.
pub(super) fn path(seen: &Resolution, chain: &Chain) -> Vec<Untrusted> {
    let links = chain.links.iter().map(|link| link.target.as_str());
    std::iter::once(seen.name.as_str())
        .chain(links)
        .map(Untrusted::from)
        .collect()
}
