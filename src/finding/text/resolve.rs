//! Names and their addresses, in words.

use std::net::{IpAddr, SocketAddr};

use super::{Words, duration, list, names};
use crate::finding::cause::resolve::{
    AliasLoop, LinkBlocked, MadeUp, NoAddress, NoSuchName, OutsideRange, PrivateAnswer, Record,
    Rewritten, ServerFailure, ServerSaid, ServersDisagree, Silent, Stop, SystemAnswer,
    SystemDiffers, Truncated,
};
use crate::finding::{Place, Untrusted};
use crate::text::escape::shown;

/// No more addresses are named.
const MOST_ADDRESSES: usize = 4;

/// "name server 10.0.0.53", with the port where it is not 53.
fn server(server: SocketAddr) -> String {
    match server.port() {
        53 => format!("name server {}", server.ip()),
        _ => format!("name server {server}"),
    }
}

/// The name server, named at the beginning of a sentence.
fn the_server(of: SocketAddr) -> String {
    super::sentence(&server(of))
}

fn record(record: Record) -> &'static str {
    match record {
        Record::A => "IPv4 addresses (A)",
        Record::Aaaa => "IPv6 addresses (AAAA)",
        Record::Cname => "alias (CNAME)",
    }
}

/// The name of a response code (RFC 6895, 2.3).
fn rcode(rcode: u16) -> String {
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
fn stop(stop: &Stop) -> String {
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
fn chain(chain: &[Untrusted]) -> String {
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

fn addresses(all: &[IpAddr]) -> String {
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    list(&all, MOST_ADDRESSES)
}

/// The link that is meant.
fn link(at: &Place<'_>) -> String {
    let name = at.name.unwrap_or_default();
    format!("`{}`", shown(name).replace('`', "'"))
}

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
        vec![match self.server {
            None => "No name server is configured on this machine".to_owned(),
            Some(_) => "It answered NXDOMAIN".to_owned(),
        }]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let host = at.host();
        match self.server {
            None => format!("configure a name server on this machine that resolves {host}"),
            Some(from) => format!(
                "let {} resolve {host}, by forwarding or recursion, and remove it from block lists",
                server(from)
            ),
        }
    }
}

impl Words for LinkBlocked {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (host, link) = (at.host(), link(at));
        match (self.only_alone, &self.stop) {
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
        vec![asked, chain(&self.chain)]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (host, link, server) = (at.host(), link(at), server(self.server));
        match self.stop {
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
                if at.is_many() =>
            {
                format!("let {server} resolve {link} and every name under it")
            }
            Stop::NoData
            | Stop::Rcode { .. }
            | Stop::Loop { .. }
            | Stop::Truncated
            | Stop::Silent => {
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
        std::iter::once(none).chain(chain).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "let {} give the public addresses of {}, or add the missing A record to the private zone",
            server(self.server),
            at.host()
        )
    }
}

impl Words for ServerSaid {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (server, host) = (the_server(self.server), at.host());
        format!("{server} answered {} for {host}", rcode(self.rcode))
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![format!("It was asked for {}", record(self.record))]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (server, host) = (server(self.server), at.host());
        format!(
            "allow this machine to ask {server}, and find in its log why it cannot answer for {host}"
        )
    }
}

impl Words for Silent {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (host, limit) = (at.host(), duration(self.waited_ms));
        match (self.server, &self.unusable, &self.error) {
            (None, ..) => format!("No name server is configured, and {host} does not resolve"),
            (Some(from), Some(_), _) => {
                format!("The response of {} for {host} cannot be used", server(from))
            }
            (Some(from), None, Some(_)) => {
                format!(
                    "{} cannot be asked for {host}: port {} is closed",
                    the_server(from),
                    from.port()
                )
            }
            (Some(from), None, None) => {
                format!(
                    "No response from {} for {host} within {limit}",
                    server(from)
                )
            }
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let asked = self
            .server
            .map(|_| format!("It was asked for {}", record(self.record)));
        let why = self.unusable.as_ref().or(self.error.as_ref());
        let why = why.map(|why| format!("The error was {}", why.quoted()));
        asked.into_iter().chain(why).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        match self.server {
            None => {
                "configure a name server on this machine, or name one with `--resolver`".to_owned()
            }
            Some(from) if from.ip().is_loopback() => {
                format!("repair the resolver on this machine that listens on {from}")
            }
            Some(from) => format!(
                "allow UDP and TCP port {} from this machine to {}",
                from.port(),
                server(from)
            ),
        }
    }
}

impl Words for Truncated {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "The response of {} for {} is cut off over UDP and not available over TCP",
            server(self.server),
            at.host()
        )
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        vec![format!(
            "It was asked for the {} of {}",
            record(self.record),
            link(at)
        )]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let (server, port) = (server(self.server), self.server.port());
        format!("allow TCP port {port} from this machine to {server}, beside UDP")
    }
}

impl Words for PrivateAnswer {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "The answer for {} is {}, {}",
            at.host(),
            self.answer,
            self.kind
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let genuine = "The certificate chain at this address is genuine, as behind a private link";
        vec![if self.genuine_there {
            genuine.to_owned()
        } else {
            "Nothing at this address proved to be the service".to_owned()
        }]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let host = at.host();
        format!(
            "answer {host} with its public addresses, or confirm that a private endpoint is meant"
        )
    }
}

fn made_up(one: &MadeUp) -> String {
    let by = one
        .server
        .map_or_else(|| "This machine's own resolver".to_owned(), the_server);
    let given = addresses(&one.addresses);
    format!(
        "{by} answered `{}`, which does not exist, with {given}",
        one.name
    )
}

impl Words for Rewritten {
    fn conclusion(&self, at: &Place<'_>) -> String {
        match self.same_address {
            Some(address) => format!(
                "Names that do not exist get the same answer as {}: {address}",
                at.host()
            ),
            None if !self.under.is_empty() => format!(
                "Names that do not exist under {} are answered",
                names(&self.under, MOST_ADDRESSES)
            ),
            None => "Name servers answer names that do not exist".to_owned(),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let all = self.made_up.iter().map(made_up);
        let under = (self.same_address.is_some() && !self.under.is_empty())
            .then(|| format!("Made-up names under {} get it", names(&self.under, 6)));
        all.chain(under).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        "switch off the redirection of names that do not exist, on the name servers of this machine"
            .to_owned()
    }
}

impl Words for OutsideRange {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let endpoint = at.host();
        match at.address {
            Some(address) => {
                format!(
                    "{}, an address of {endpoint}, lies outside the expected ranges",
                    address.ip()
                )
            }
            None => format!("An address of {endpoint} lies outside the expected ranges"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![format!(
            "Expected: {}",
            names(&self.expected, MOST_ADDRESSES)
        )]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let host = at.host();
        format!(
            "compare the address of {host} with the service's published ranges, and correct the record \
             if it is a local one"
        )
    }
}

fn failing(one: &ServerFailure) -> String {
    let name = one.name.quoted();
    format!(
        "{} was asked for {name}: {}",
        the_server(one.server),
        stop(&one.stop)
    )
}

impl Words for ServersDisagree {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (fail, all) = (self.fail.len(), self.fail.len() + self.resolve.len());
        format!("{fail} of {all} name servers do not resolve {}", at.host())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let good: Vec<String> = self
            .resolve
            .iter()
            .map(|one| one.ip().to_string())
            .collect();
        let good = format!("Resolved by {}", list(&good, MOST_ADDRESSES));
        let bad = self.fail.iter().take(MOST_ADDRESSES).map(failing);
        std::iter::once(good).chain(bad).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "give all name servers of this machine the same zones, forwarders and block lists, so that \
             each resolves {}",
            at.host()
        )
    }
}

impl Words for SystemDiffers {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let host = at.host();
        match &self.system {
            SystemAnswer::OtherAddresses { dead: true, .. } => format!(
                "This machine's own resolver gives addresses for {host} that do not work, and its name \
                 servers give others"
            ),
            SystemAnswer::OtherAddresses { dead: false, .. } => format!(
                "This machine's own resolver gives other addresses for {host} than its name servers"
            ),
            SystemAnswer::NoSuchName { .. }
            | SystemAnswer::TryAgain { .. }
            | SystemAnswer::NoAddress => format!(
                "This machine's own resolver does not resolve {host}, and its name servers do"
            ),
            SystemAnswer::Late { waited_ms } => format!(
                "No response from this machine's own resolver for {host} within {}, and one from its \
                 name servers",
                duration(*waited_ms)
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let system = match &self.system {
            SystemAnswer::OtherAddresses { addresses: own, .. } => {
                format!("The own resolver gives {}", addresses(own))
            }
            SystemAnswer::NoSuchName { detail } => {
                format!(
                    "The own resolver says that there is no such name: {}",
                    detail.quoted()
                )
            }
            SystemAnswer::TryAgain { detail } => {
                format!("The own resolver says to try again: {}", detail.quoted())
            }
            SystemAnswer::NoAddress => "The own resolver gives no address".to_owned(),
            SystemAnswer::Late { .. } => "The own resolver gave no answer in time".to_owned(),
        };
        let servers = match self.servers_give.as_slice() {
            [] => "The name servers give none".to_owned(),
            some => format!("The name servers give {}", addresses(some)),
        };
        vec![system, servers]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "remove the hosts file entry or resolver rule for {} on this machine, or make it agree with \
             the name servers",
            at.host()
        )
    }
}
