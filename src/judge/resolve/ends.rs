//! What the end of a chain without addresses means.

use std::net::SocketAddr;

use super::was_seen;
use crate::evidence::dns::{Chain, ChainEnd, NX_DOMAIN, Question, RecordType, Resolution};
use crate::evidence::{Ended, FailureKind};
use crate::finding::{Code, Finding, Owner};

/// What the end of a chain without addresses means; nothing where we broke off ourselves.
pub(super) fn dead_end(
    seen: &Resolution,
    server: SocketAddr,
    chain: &Chain,
    rtype: RecordType,
) -> Option<Finding> {
    let last = chain.last(&seen.name);
    let at_first = chain.links.is_empty();
    let of = kind_of(rtype);
    let finding = match &chain.end {
        ChainEnd::Addresses(_) | ChainEnd::NotAsked => return None,
        ChainEnd::Silent(ended) if !was_seen(ended) => return None,
        ChainEnd::Loop(back) => Finding::new(
            Code::ResolveAliasLoop,
            format!(
                "{server} answers aliases that come back to `{back}`: {}",
                path(seen, chain)
            ),
        )
        .named(back),
        ChainEnd::NoData => no_address(seen, server, chain),
        ChainEnd::Truncated => Finding::new(
            Code::ResolveTruncated,
            format!(
                "{server} cuts its answer for the {of} of `{last}` over UDP, and TCP brings none"
            ),
        )
        .named(last),
        ChainEnd::Rcode(NX_DOMAIN) if at_first => Finding::new(
            Code::ResolveNoSuchName,
            format!("{server} answers NXDOMAIN for `{last}`"),
        ),
        ChainEnd::Rcode(rcode) if at_first => Finding::new(
            Code::ResolveServerSaid,
            format!(
                "{server} answers {} for the {of} of `{last}`",
                rcode_name(*rcode)
            ),
        ),
        ChainEnd::Silent(_) if at_first => silent(seen, server, rtype),
        ChainEnd::TooLong => blocked(
            seen,
            server,
            chain,
            "the chain has more links than any real one",
        )
        .mended_by(
            Owner::Dns,
            format!(
                "look for the rule or zone on {} that adds aliases to `{}`",
                server.ip(),
                seen.name
            ),
        ),
        ChainEnd::Rcode(rcode) => blocked(
            seen,
            server,
            chain,
            &format!("{server} answers {} for it", rcode_name(*rcode)),
        ),
        ChainEnd::Silent(_) => blocked(seen, server, chain, "no answer comes for it"),
    };
    Some(finding)
}

fn silent(seen: &Resolution, server: SocketAddr, rtype: RecordType) -> Finding {
    let questions: Vec<_> = seen.asked(server, &seen.name, rtype).collect();
    if let Some(words) = unreadable(&questions) {
        let (of, name) = (kind_of(rtype), &seen.name);
        let cause =
            format!("what {server} answers for the {of} of `{name}` cannot be used: {words}");
        return Finding::new(Code::ResolveSilent, cause);
    }
    let mut refused = questions
        .iter()
        .filter_map(|question| match &question.ended {
            Ended::Failed(failure) => Some(failure.detail.as_str()),
            _ => None,
        });
    let words = refused
        .next_back()
        .map_or(String::new(), |detail| format!(" ({detail})"));
    let longest = questions
        .iter()
        .map(|question| question.took_ms)
        .max()
        .unwrap_or_default();
    Finding::new(
        Code::ResolveSilent,
        format!(
            "no answer for the {} of `{}` from {server} within {longest} ms{words}",
            kind_of(rtype),
            seen.name,
        ),
    )
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

fn no_address(seen: &Resolution, server: SocketAddr, chain: &Chain) -> Finding {
    let last = chain.last(&seen.name);
    let cause = if chain.links.is_empty() {
        format!("{server} knows `{last}` and gives neither an IPv4 nor an IPv6 address")
    } else {
        format!(
            "{server} gives no address at the end of {}",
            path(seen, chain)
        )
    };
    Finding::new(Code::ResolveNoAddress, cause).named(last)
}

fn blocked(seen: &Resolution, server: SocketAddr, chain: &Chain, why: &str) -> Finding {
    let last = chain.last(&seen.name);
    let cause = format!(
        "`{}` is an alias of `{last}`, but {why}: {}",
        seen.name,
        path(seen, chain)
    );
    let remedy = format!(
        "let {} resolve `{last}` as well, not only `{}`",
        server.ip(),
        seen.name
    );
    Finding::new(Code::ResolveLinkBlocked, cause)
        .named(last)
        .mended_by(Owner::Dns, remedy)
}

pub(super) fn kind_of(rtype: RecordType) -> &'static str {
    match rtype {
        RecordType::A => "IPv4 addresses",
        RecordType::Aaaa => "IPv6 addresses",
        RecordType::Cname => "alias",
    }
}

/// The chain as people draw it, its middle left out when it is long.
fn path(seen: &Resolution, chain: &Chain) -> String {
    let names: Vec<&str> = std::iter::once(seen.name.as_str())
        .chain(chain.links.iter().map(|link| link.target.as_str()))
        .collect();
    if names.len() <= 8 {
        return names.join(" → ");
    }
    let skipped = names.len() - 6;
    format!(
        "{} → … {skipped} more … → {}",
        names[..3].join(" → "),
        names[names.len() - 3..].join(" → ")
    )
}

/// The name of a response code (RFC 6895, 2.3).
pub(super) fn rcode_name(rcode: u16) -> String {
    let name = match rcode {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        3 => "NXDOMAIN",
        4 => "NOTIMP",
        5 => "REFUSED",
        6 => "YXDOMAIN",
        9 => "NOTAUTH",
        16 => "BADVERS",
        other => return format!("response code {other}"),
    };
    name.to_owned()
}
