//! TCP connections, in words.

use super::{Words, counted, duration, list};
use crate::finding::Place;
use crate::finding::cause::connect::{
    Alone, AnsweredForAll, FailedStep, Failure, NotConnected, Obstacle, Prohibited, Refused, Reset,
    Silent, SomeAddresses, Sometimes, UnderLoad, Unreachable,
};

/// No more failing addresses are named.
const MOST_ADDRESSES: usize = 6;

/// How a connection failed, in few words: "no response within 10 s", "refused after 1 ms".
pub(super) fn how(failure: &Failure) -> String {
    let how = outcome(failure.obstacle, failure.took_ms);
    match (failure.obstacle, &failure.detail) {
        (Obstacle::Local, Some(detail)) => format!("{how}: {}", detail.quoted()),
        _ => how,
    }
}

pub(super) fn outcome(obstacle: Obstacle, took_ms: u32) -> String {
    let after = duration(took_ms);
    match obstacle {
        Obstacle::Refused => format!("refused after {after}"),
        Obstacle::Reset => format!("reset after {after}"),
        Obstacle::Silent => format!("no response within {after}"),
        Obstacle::Unreachable => format!("unreachable, after {after}"),
        Obstacle::Prohibited => format!("administratively prohibited, after {after}"),
        Obstacle::Local => "failed on this machine".to_owned(),
    }
}

/// How the connection to an address failed, with that address.
pub(super) fn not_connected(one: &NotConnected) -> String {
    format!("{}: {}", one.address, how(&one.failure))
}

fn detail(failure: &Failure) -> Vec<String> {
    let said = failure.detail.as_ref().map(|detail| {
        let after = duration(failure.took_ms);
        format!("This machine's error after {after}: {}", detail.quoted())
    });
    said.into_iter().chain(failure.alone.map(alone)).collect()
}

/// What became of asking again, alone.
pub(super) fn alone(alone: Alone) -> String {
    match alone {
        Alone::Failed { obstacle, took_ms } => {
            format!("Asked again alone: {}", outcome(obstacle, took_ms))
        }
        Alone::NoTime => "There was no time to ask it again alone".to_owned(),
    }
}

/// What to allow, and whence: "TCP from this machine to `a.example:443` at 20.0.0.1".
fn allow(at: &Place<'_>) -> String {
    format!("TCP from this machine to {}", at.subject())
}

/// No more addresses are named in a conclusion.
const MOST_IN_CONCLUSION: usize = 2;

impl Words for Refused {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!("The connection to {} was refused", at.subject())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        detail(&self.failure)
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!("allow {}", allow(at))
    }
}

impl Words for Reset {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!("The connection to {} was reset", at.subject())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        detail(&self.failure)
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "find the rule or device that resets these connections, and allow {}",
            allow(at)
        )
    }
}

impl Words for Silent {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let limit = duration(self.failure.took_ms);
        format!("No response from {} within {limit}", at.subject())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        detail(&self.failure)
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!("allow {}, and the packets that come back", allow(at))
    }
}

impl Words for Prohibited {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = at.subject();
        format!("A router or firewall says that connections to {subject} are prohibited")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let icmp = "ICMP \"communication administratively prohibited\" came back".to_owned();
        std::iter::once(icmp).chain(detail(&self.failure)).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!("allow {}", allow(at))
    }
}

impl Words for Unreachable {
    fn conclusion(&self, at: &Place<'_>) -> String {
        match (&self.failure, at.address) {
            (Some(_), _) => format!("There is no route to {}", at.subject()),
            (None, Some(to)) if to.is_ipv6() => {
                format!(
                    "This machine has no route for IPv6: {} was not tried",
                    at.subject()
                )
            }
            (None, _) => {
                format!(
                    "This machine has no route for IPv4: {} was not tried",
                    at.subject()
                )
            }
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        self.failure.iter().flat_map(detail).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let subject = at.subject();
        match &self.failure {
            Some(_) => format!(
                "give this machine's network a route to {subject}, or allow it where a router rejects it"
            ),
            None => format!("give this machine a route to {subject}, if the agent needs it"),
        }
    }
}

impl Words for SomeAddresses {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (failures, tried) = (self.failures, self.tried);
        let failed = self.failed.iter().map(|one| one.address.ip().to_string());
        let failed: Vec<String> = failed.collect();
        // Of several hosts these are the first one's.
        let which = match (at.is_many(), list(&failed, MOST_IN_CONCLUSION)) {
            (false, named) if failures == failed.len() && !failed.is_empty() => {
                format!(": {named}")
            }
            _ => String::new(),
        };
        format!(
            "{failures} of {} of {} cannot be reached{which}",
            counted(tried, "address", "addresses"),
            at.endpoint()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let most = self.failed.iter().take(MOST_ADDRESSES);
        let mut all: Vec<String> = most.map(not_connected).collect();
        let more = self.failures.saturating_sub(all.len());
        if more > 0 {
            all.push(format!(
                "{} failed as well",
                counted(more, "more address", "more addresses")
            ));
        }
        all
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "allow TCP from this machine to every address that {} resolves to, by name or by the \
             published ranges of the service",
            at.endpoint()
        )
    }
}

impl Words for UnderLoad {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = at.subject();
        format!("{subject} could be reached alone, but not beside other connections")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let beside = self.beside_others.as_ref().map(how);
        let beside = beside.unwrap_or_else(|| "failed after the connection opened".to_owned());
        vec![
            format!("Beside others: {beside}"),
            "Asked again alone, it worked".to_owned(),
        ]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        "raise the limit on new connections for this machine, on firewalls and address translators"
            .to_owned()
    }
}

impl Words for AnsweredForAll {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = at.endpoint();
        format!(
            "A device on the path accepts every connection, so an open port of {subject} proves nothing"
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let reserved: Vec<String> = self.reserved.iter().map(ToString::to_string).collect();
        let reserved = list(&reserved, MOST_ADDRESSES);
        vec![
            format!(
                "Connections to {reserved} were accepted, though these are reserved for documentation"
            ),
            "Nothing came over the connections to the hosts".to_owned(),
        ]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "exclude this machine's connections to {} from the device that answers in place of the \
             hosts",
            at.endpoint()
        )
    }
}

impl Words for Sometimes {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "{} of {} to {} failed",
            self.failures,
            counted(self.attempts, "attempt", "attempts"),
            at.subject()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let steps: Vec<String> = self
            .steps
            .iter()
            .map(|step| step_name(*step).to_owned())
            .collect();
        vec![format!("They failed {}", list(&steps, steps.len()))]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "find the device on the path to {} that treats connections differently, and give all \
             devices the same rules",
            at.subject()
        )
    }
}

fn step_name(step: FailedStep) -> &'static str {
    match step {
        FailedStep::Connect => "at the TCP connection",
        FailedStep::Tunnel => "at the proxy",
        FailedStep::Handshake => "in the TLS handshake",
        FailedStep::Fetch => "in the HTTP exchange",
    }
}
