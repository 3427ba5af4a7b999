//! Name servers, in words.

use super::terms::{MOST_ADDRESSES, link, rcode, record, server, stop, the_server};
use crate::finding::Place;
use crate::finding::cause::resolve::{
    ServerFailure, ServerSaid, ServersDisagree, Silent, Truncated,
};
use crate::finding::text::{Words, duration, list};

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
