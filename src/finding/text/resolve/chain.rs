//! Chains of aliases, in words.

use super::terms::{chain, grounds, likewise, link, record, server, servers, stop, the_server};
use std::net::SocketAddr;

use crate::finding::Place;
use crate::finding::cause::resolve::{
    AliasLoop, Grounds, LinkBlocked, NoAddress, NoSuchName, Stop,
};
use crate::finding::text::Words;

impl Words for NoSuchName {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let host = at.host();
        match (self.server, self.only_record) {
            (None, _) => {
                format!("This machine's own resolver finds no such name for {host}")
            }
            (Some(from), None) => format!("{} finds no such name for {host}", the_server(from)),
            (Some(from), Some(only)) => format!(
                "{} finds no such name for the {} of {host}, and gives it others",
                the_server(from),
                record(only)
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let said = match self.server {
            None => "No name server is configured on this machine".to_owned(),
            Some(_) => "It answered NXDOMAIN".to_owned(),
        };
        std::iter::once(said)
            .chain(grounds(&self.grounds))
            .chain(likewise(&self.others))
            .collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let host = at.host();
        match self.server {
            None => format!("configure a name server on this machine that resolves {host}"),
            Some(from) if self.grounds.private_zone().is_some() => {
                complete_zone(&self.grounds, &host, from)
            }
            Some(from) => format!(
                "let {} resolve {host}, by forwarding or recursion, and remove it from block lists",
                servers(from, &self.others)
            ),
        }
    }
}

impl Words for LinkBlocked {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (host, link) = (at.host(), link(at));
        match (self.only_alone, &self.stop) {
            (true, Stop::Sinkhole { address }) => format!(
                "{link}, an alias behind {host}, is answered with {address} when asked for alone"
            ),
            (true, _) => format!(
                "{link}, an alias behind {host}, resolves with it and not when asked for alone"
            ),
            (false, Stop::TooLong) => format!("The alias chain of {host} does not end"),
            (false, _) if at.is_many() => {
                format!("An alias (CNAME) behind {host} does not resolve")
            }
            (false, _) => format!("{link}, an alias behind {host}, does not resolve"),
        }
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let asked = format!(
            "{} was asked for {}: {}",
            the_server(self.server),
            link(at),
            stop(&self.stop)
        );
        let first = [asked, chain(&self.chain)];
        let said = first.into_iter().chain(grounds(&self.grounds));
        said.chain(likewise(&self.others)).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (host, link, from) = (at.host(), link(at), self.server);
        let server = servers(from, &self.others);
        match self.stop {
            Stop::NoData | Stop::Rcode { .. } if self.grounds.private_zone().is_some() => {
                complete_zone(&self.grounds, &link, from)
            }
            Stop::TooLong => {
                format!(
                    "find the rule or zone on {server} that adds aliases to {host}, and remove it"
                )
            }
            Stop::NoData
            | Stop::Rcode { .. }
            | Stop::Loop { .. }
            | Stop::Truncated
            | Stop::Silent
            | Stop::Sinkhole { .. }
                if at.is_many() =>
            {
                format!("let {server} resolve {link} and every name under it")
            }
            Stop::NoData
            | Stop::Rcode { .. }
            | Stop::Loop { .. }
            | Stop::Truncated
            | Stop::Silent
            | Stop::Sinkhole { .. } => {
                format!("let {server} resolve {link} and the domain it lies in, not only {host}")
            }
        }
    }
}

impl Words for AliasLoop {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "The aliases of {} form a loop, so that no address is reached",
            at.host()
        )
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let back = format!("{} leads back to {}", the_server(self.server), link(at));
        vec![back, chain(&self.chain)]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (server, host) = (server(self.server), at.host());
        format!("remove the record or rewriting rule on {server} that closes the loop for {host}")
    }
}

impl Words for NoAddress {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "{} gives no address for {}",
            the_server(self.server),
            at.host()
        )
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let none = format!(
            "{} exists there, with neither an A nor an AAAA record",
            link(at)
        );
        let chain = (self.chain.len() > 1).then(|| chain(&self.chain));
        let first = std::iter::once(none).chain(chain);
        let said = first.chain(grounds(&self.grounds));
        said.chain(likewise(&self.others)).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        if self.grounds.private_zone().is_some() {
            return complete_zone(&self.grounds, &link(at), self.server);
        }
        format!(
            "let {} give the public addresses of {}, or add the missing A record to the private zone",
            servers(self.server, &self.others),
            at.host()
        )
    }
}

/// Both mends of a zone of one's own that hides the public one and lacks a name.
fn complete_zone(grounds: &Grounds, name: &str, from: SocketAddr) -> String {
    let zone = grounds.private_zone().cloned().unwrap_or_default();
    let (zone, from) = (zone.quoted(), server(from));
    format!(
        "add an A record for {name} to the zone {zone} on {from}, or let {from} answer names that this zone \
         lacks from the public one"
    )
}
