//! The tickets, for programs that open changes. Worked out from the findings whenever a report is
//! written.

use std::net::IpAddr;

use serde::Serialize;

use crate::catalogue::Need;
use crate::finding::{Code, Owner};
use crate::report::view::groups::likewise;
use crate::report::view::tickets::{Destination, Opening, Reason, Ticket, Tickets};

/// One change that one team is asked for.
#[derive(Serialize)]
pub(super) struct TicketDocument<'a> {
    /// Counted from one, as in the other formats.
    number: usize,
    team: Owner,
    /// What is to be done, with untrusted words in backticks.
    change: String,
    /// What must not be done in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_to_do: Option<&'static str>,
    sources: &'a [IpAddr],
    destinations: Vec<DestinationDocument<'a>>,
    /// What was found, where it is about the whole run.
    because: Vec<ReasonDocument<'a>>,
}

#[derive(Serialize)]
struct DestinationDocument<'a> {
    host: &'a str,
    port: u16,
    transport: &'static [&'static str],
    protocol: &'static str,
    aliases: &'a [String],
    addresses: &'a [IpAddr],
    proxy: &'a [&'a str],
    exempt_from_inspection: Option<bool>,
    asked: &'a [String],
    ids: &'a [&'a str],
    need: Need,
    purposes: &'a [&'a str],
    documents: &'a [&'a str],
    because: Vec<ReasonDocument<'a>>,
}

#[derive(Serialize)]
struct ReasonDocument<'a> {
    code: Code,
    cause: &'a str,
    times: usize,
}

/// All of them, in the order of their numbers.
pub(super) fn documents<'a>(tickets: &'a Tickets<'_>) -> Vec<TicketDocument<'a>> {
    let numbered = (1..).zip(&tickets.all);
    numbered
        .map(|(number, ticket)| document(number, ticket))
        .collect()
}

fn document<'a>(number: usize, ticket: &'a Ticket<'_>) -> TicketDocument<'a> {
    TicketDocument {
        number,
        team: ticket.owner,
        change: format!("{}{}", ticket.change, likewise(ticket.likewise)),
        not_to_do: ticket.caution,
        sources: &ticket.sources,
        destinations: ticket.destinations.iter().map(destination).collect(),
        because: reasons(&ticket.why),
    }
}

fn destination<'a>(to: &'a Destination<'_>) -> DestinationDocument<'a> {
    DestinationDocument {
        host: &to.host,
        port: to.port,
        transport: match to.opening {
            Opening::Dns => &["UDP", "TCP"],
            Opening::Tls | Opening::Http | Opening::Proxy => &["TCP"],
        },
        protocol: to.opening.speaks(),
        aliases: &to.aliases,
        addresses: &to.addresses,
        proxy: &to.via,
        exempt_from_inspection: to.exempt,
        asked: &to.asked,
        ids: &to.ids,
        need: to.need,
        purposes: &to.purposes,
        documents: &to.documents,
        because: reasons(&to.why),
    }
}

fn reasons(why: &[Reason]) -> Vec<ReasonDocument<'_>> {
    let all = why.iter().map(|why| ReasonDocument {
        code: why.code,
        cause: &why.cause,
        times: why.times,
    });
    all.collect()
}
