//! Name servers, records, response codes and chains, named.

use std::net::{IpAddr, SocketAddr};

use crate::finding::cause::resolve::{Record, Stop};
use crate::finding::text::{list, sentence};
use crate::finding::{Place, Untrusted};
use crate::text::escape::escape;

/// No more addresses are named.
pub(super) const MOST_ADDRESSES: usize = 4;

/// "name server 10.0.0.53", with the port where it is not 53.
pub(super) fn server(server: SocketAddr) -> String {
    match server.port() {
        53 => format!("name server {}", server.ip()),
        _ => format!("name server {server}"),
    }
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

/// What a server did: "it answered NXDOMAIN".
pub(super) fn stop(stop: &Stop) -> String {
    match stop {
        Stop::NoData => "it gave no address".to_owned(),
        Stop::Rcode { rcode: code } => format!("it answered {}", rcode(*code)),
        Stop::Loop { back_to } => format!("its aliases lead back to {}", back_to.quoted()),
        Stop::Truncated => "its response was cut off and not available over TCP".to_owned(),
        Stop::TooLong => "its chain has more links than any real one".to_owned(),
        Stop::Silent => "it did not respond".to_owned(),
    }
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
