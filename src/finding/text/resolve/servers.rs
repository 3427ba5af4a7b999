//! Name servers, in words.

use super::terms::{
    MOST_ADDRESSES, grounds, likewise, link, rcode, record, server, servers, stop, the_server,
    upstreams,
};
use crate::finding::cause::resolve::{
    ServerFailure, ServerSaid, ServersDisagree, Silent, Stop, Tried, Truncated,
};
use crate::finding::text::{Words, duration, list};
use crate::finding::{Place, Untrusted};

/// Response code SERVFAIL (RFC 1035, 4.1.1).
const SERVFAIL: u16 = 2;

impl Words for ServerSaid {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (server, host) = (the_server(self.server), at.host());
        format!("{server} answered {} for {host}", rcode(self.rcode))
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let asked = format!("It was asked for {}", record(self.record));
        let rest = grounds(&self.grounds)
            .into_iter()
            .chain(upstreams(&self.upstreams))
            .chain(likewise(&self.others));
        std::iter::once(asked).chain(rest).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (server, host) = (servers(self.server, &self.others), at.host());
        match self.rcode {
            SERVFAIL => format!(
                "find in the log of {server} why it cannot answer for {host}: the servers that it asks \
                 itself (forwarders or the internet) do not answer it, or their answers are not valid"
            ),
            _ => format!(
                "allow this machine to ask {server}, and find in its log why it cannot answer for {host}"
            ),
        }
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
        let asked = self.server.map(|_| {
            format!(
                "It was asked for {}{}",
                record(self.record),
                over(&self.tried)
            )
        });
        let why = self.unusable.as_ref().or(self.error.as_ref());
        let why = why.map(|why| format!("The error was {}", why.quoted()));
        let others = self
            .answers_others
            .then(|| "It answers other questions of this run".to_owned());
        let asked = asked.into_iter().chain(why).chain(others);
        let asked = asked.chain(upstreams(&self.upstreams));
        asked.chain(likewise(&self.others)).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        match self.server {
            None => {
                "configure a name server on this machine, or name one with `--resolver`".to_owned()
            }
            Some(from) if from.ip().is_loopback() => {
                format!("repair the resolver on this machine that listens on {from}")
            }
            Some(from) if self.is_reached() => format!(
                "find in the log of {} why it does not answer for the {} of {}: the servers that it asks \
                 itself do not answer it, or a filter drops the question",
                servers(from, &self.others),
                record(self.record),
                at.host()
            ),
            Some(from) => format!(
                "allow UDP and TCP port {} from this machine to {}",
                from.port(),
                servers(from, &self.others)
            ),
        }
    }
}

/// The ways that a question went: " over UDP and TCP".
fn over(tried: &[Tried]) -> String {
    let has = |way| tried.contains(&way);
    let udp = match (has(Tried::Udp), has(Tried::PlainUdp)) {
        (true, true) => Some("over UDP, with EDNS and without"),
        (true, false) | (false, true) => Some("over UDP"),
        (false, false) => None,
    };
    let tcp = match (has(Tried::OpenTcp), has(Tried::Tcp)) {
        (true, _) => Some("over TCP, which it accepted"),
        (false, true) => Some("over TCP, which did not open"),
        (false, false) => None,
    };
    let all: Vec<&str> = udp.into_iter().chain(tcp).collect();
    if all.is_empty() {
        return String::new();
    }
    format!(" {}", all.join(" and "))
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

fn failing(one: &ServerFailure) -> String {
    let name = one.name.as_ref();
    let name = name.map_or_else(|| "each of them".to_owned(), Untrusted::quoted);
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
        let servers = self.fail.iter().map(|one| server(one.server));
        let servers = list(&servers.collect::<Vec<_>>(), MOST_ADDRESSES);
        if self.fail.iter().all(|one| one.stop == Stop::Silent) {
            return format!(
                "find out why {servers} does not answer this machine, and repair it, open UDP and TCP port \
                 53 to it, or take it off the name servers of this machine"
            );
        }
        let good = self.resolve.iter().map(|one| one.ip().to_string());
        let good = list(&good.collect::<Vec<_>>(), MOST_ADDRESSES);
        format!(
            "give {servers} the same zones, forwarders and block lists as {good}, so that each name server \
             of this machine resolves {}",
            at.host()
        )
    }
}
