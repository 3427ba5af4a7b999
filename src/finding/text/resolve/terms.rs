//! Name servers, records, response codes and chains, named.

use std::net::{IpAddr, SocketAddr};

use crate::finding::cause::resolve::{Grounds, Reason, Record, Stop};
use crate::finding::text::{list, sentence};
use crate::finding::{Place, Untrusted};
use crate::text::escape::escape;
use crate::text::iana;

/// No more addresses are named.
pub(super) const MOST_ADDRESSES: usize = 4;

/// "name server 10.0.0.53", with the port where it is not 53.
pub(in crate::finding::text) fn server(server: SocketAddr) -> String {
    match server.port() {
        53 => format!("name server {}", server.ip()),
        _ => format!("name server {server}"),
    }
}

/// All servers that are to change: "name server 10.0.0.53, name server 10.0.0.54".
pub(super) fn servers(first: SocketAddr, others: &[SocketAddr]) -> String {
    let all = std::iter::once(&first).chain(others);
    let all: Vec<String> = all.map(|one| server(*one)).collect();
    list(&all, MOST_ADDRESSES)
}

/// The other servers that answer so as well, in a sentence.
pub(super) fn likewise(others: &[SocketAddr]) -> Option<String> {
    let all: Vec<String> = others.iter().map(|one| server(*one)).collect();
    let verb = if others.len() == 1 { "does" } else { "do" };
    let all = list(&all, MOST_ADDRESSES);
    (!others.is_empty()).then(|| format!("{} {verb} the same", sentence(&all)))
}

/// The name server, named at the beginning of a sentence.
pub(super) fn the_server(of: SocketAddr) -> String {
    sentence(&server(of))
}

pub(super) fn record(record: Record) -> &'static str {
    match record {
        Record::A => "IPv4 addresses (A)",
        Record::Aaaa => "IPv6 addresses (AAAA)",
        Record::Cname => "alias (CNAME)",
    }
}

/// The name of a response code (RFC 6895, 2.3).
pub(super) fn rcode(rcode: u16) -> String {
    let name = iana::response_code(rcode);
    name.map_or_else(|| format!("response code {rcode}"), str::to_owned)
}

/// What a server did: "it answered NXDOMAIN".
pub(super) fn stop(stop: &Stop) -> String {
    match stop {
        Stop::NoData => "it gave no address".to_owned(),
        Stop::Rcode { rcode: code } => format!("it answered {}", rcode(*code)),
        Stop::Loop { back_to } => format!("its aliases lead back to {}", back_to.quoted()),
        Stop::Truncated => "its response was cut off and not available over TCP".to_owned(),
        Stop::TooLong => "its chain has more links than any real one".to_owned(),
        Stop::Silent => "it did not respond".to_owned(),
        Stop::Sinkhole { address } => format!("it answered {address}, where the service is not"),
    }
}

/// What came with a negative answer, a sentence each.
pub(super) fn grounds(of: &Grounds) -> Vec<String> {
    let zone = of.zone.as_ref().map(|zone| {
        let zone = zone.quoted();
        let primary = of.primary.as_ref();
        let primary = primary.map_or_else(String::new, |name| {
            format!(", whose primary server is {}", name.quoted())
        });
        let held = if of.own_zone { "its own" } else { "the" };
        format!("The answer is for {held} zone {zone}{primary}")
    });
    let recursion = of
        .no_recursion
        .then(|| "It says that it asks no other servers (RA is not set)".to_owned());
    let reasons = of.reasons.iter().map(reason);
    zone.into_iter().chain(recursion).chain(reasons).collect()
}

/// An Extended DNS Error by its name (RFC 8914, 4).
fn reason(of: &Reason) -> String {
    let name = iana::extended_error(of.code).unwrap_or("other error");
    let text = of.text.as_ref();
    let text = text.map_or_else(String::new, |text| format!(": {}", text.quoted()));
    format!("Its reason (extended DNS error {}): {name}{text}", of.code)
}

/// The servers that a resolver of this machine asks itself.
pub(super) fn upstreams(all: &[SocketAddr]) -> Option<String> {
    let all: Vec<String> = all.iter().map(|one| server(*one)).collect();
    (!all.is_empty()).then(|| format!("It forwards to {}", list(&all, MOST_ADDRESSES)))
}

/// The chain as people draw it, its middle left out when it is long.
pub(super) fn chain(chain: &[Untrusted]) -> String {
    let all: Vec<String> = chain.iter().map(Untrusted::quoted).collect();
    if all.len() <= 8 {
        return format!("The chain is {}", all.join(" → "));
    }
    let skipped = all.len() - 6;
    format!(
        "The chain is {} → … {skipped} more … → {}",
        all[..3].join(" → "),
        all[all.len() - 3..].join(" → ")
    )
}

pub(super) fn addresses(all: &[IpAddr]) -> String {
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    list(&all, MOST_ADDRESSES)
}

/// The link that is meant.
pub(super) fn link(at: &Place<'_>) -> String {
    let name = at.name.unwrap_or_default();
    format!("`{}`", escape(name).replace('`', "'"))
}
