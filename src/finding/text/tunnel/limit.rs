//! Limits of a proxy, in words.

use super::terms::{meaning, proxy, the_proxy};
use crate::finding::Place;
use crate::finding::cause::tunnel::{Alone, ConnectionLimit, Denial};
use crate::finding::text::answer::answer;
use crate::finding::text::connect::outcome;
use crate::finding::text::{Words, counted, duration};

/// What a proxy did in place of letting a request through, for the end of a sentence.
fn denial(denial: &Denial) -> String {
    match denial {
        Denial::Http { answer: said } => answer(said),
        Denial::Socks { version, reply } => {
            let meaning = meaning(*version, *reply);
            format!("SOCKS {version} reply {reply}, {meaning}")
        }
        Denial::SocksLogin { status } => format!("SOCKS 5 login status {status}"),
        Denial::Closed => "the connection was closed without a response".to_owned(),
        Denial::Silent { waited_ms } => format!("no response within {}", duration(*waited_ms)),
        Denial::NotConnected { obstacle, took_ms } => {
            format!("the connection: {}", outcome(*obstacle, *took_ms))
        }
    }
}

/// What became of asking again, alone.
pub(in crate::finding::text) fn alone(alone: Option<&Alone>) -> Option<String> {
    Some(match alone? {
        Alone::Same => "Asked again alone: the same".to_owned(),
        Alone::Differs { beside } => {
            let beside = denial(beside);
            format!("That came when it was asked again alone; beside other connections: {beside}")
        }
        Alone::Otherwise { denial: came } => format!("Asked again alone: {}", denial(came)),
        Alone::NoTime => "There was no time to ask it again alone".to_owned(),
    })
}

impl Words for ConnectionLimit {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        let it = if at.is_many() { "them" } else { "it" };
        let did = if self.beside_others.is_silence() {
            format!("left {endpoint} unanswered")
        } else {
            format!("refused {endpoint}")
        };
        format!("{proxy} {did} beside other connections, and let {it} through alone")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let beside = format!("Beside others: {}", denial(&self.beside_others));
        let others = self.others.map(|others| {
            let others = usize::try_from(others).unwrap_or(usize::MAX);
            let others = counted(others, "other request", "other requests");
            format!("It had {others} of this run at that time")
        });
        let at_once = self.at_once.map(|most| {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let most = counted(most, "request", "requests");
            format!("From then on this run made at most {most} to it at a time")
        });
        std::iter::once(beside)
            .chain(others)
            .chain(["Asked again alone, it worked".to_owned()])
            .chain(at_once)
            .collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "raise the limit on connections or requests of one client on {} for this machine: the agent has \
             several connections open at a time",
            the_proxy(at)
        )
    }
}
