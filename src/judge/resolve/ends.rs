//! What the end of a chain without addresses means.

use std::net::SocketAddr;

use super::view::was_seen;
use crate::evidence::dns::{Chain, ChainEnd, NX_DOMAIN, Question, RecordType, Resolution};
use crate::evidence::{Ended, FailureKind};
use crate::finding::cause::resolve::{
    AliasLoop, LinkBlocked, NoAddress, NoSuchName, Record, ServerSaid, Silent, Stop, Truncated,
};
use crate::finding::{Finding, Untrusted};

/// What the end of a chain without addresses means; nothing where we broke off ourselves.
pub(super) fn dead_end(
    seen: &Resolution,
    server: SocketAddr,
    chain: &Chain,
    rtype: RecordType,
) -> Option<Finding> {
    let last = chain.last(&seen.name);
    let record = record(rtype);
    let stop = stop(&chain.end)?;
    let blocked = |stop| {
        let blocked = LinkBlocked {
            server,
            chain: path(seen, chain),
            stop,
            only_alone: false,
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
            let chain = path(seen, chain);
            Finding::new(NoAddress { server, chain }).named(last)
        }
        Stop::Truncated => Finding::new(Truncated { server, record }).named(last),
        Stop::Rcode { rcode: NX_DOMAIN } if at_first => Finding::new(NoSuchName {
            server: Some(server),
            only_record: None,
        }),
        Stop::Rcode { rcode } if at_first => Finding::new(ServerSaid {
            server,
            record,
            rcode,
        }),
        Stop::Silent if at_first => Finding::new(silent(seen, server, rtype)),
        stop @ (Stop::Rcode { .. } | Stop::Silent | Stop::TooLong) => blocked(stop),
    })
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
