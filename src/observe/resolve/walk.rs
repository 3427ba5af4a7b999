//! The walk along the chain: what an answer brings up is asked for at once.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::exchange::Ask;
use super::shared::Progress;
use super::system::system;
use super::transports::ask_every_way;
use crate::evidence::Ended;
use crate::evidence::dns::{
    MOST_LINKS, NO_ERROR, Question, RecordData, RecordType, Reply, Resolution, SystemAnswer,
};
use crate::net::Dial;
use crate::observe::clock::Clock;

/// The part of a step after which a question is late.
const LATE: u32 = 4;

/// What a walk waits for.
enum Event {
    Answered(Ask, Vec<Question>),
    /// A question has been open for long: time to ask for the alias alone.
    Late(Ask),
    System(SystemAnswer),
}

pub(super) struct Walk<'a> {
    dial: &'a dyn Dial,
    clock: &'a Clock,
    seen: Resolution,
    asked: HashSet<(SocketAddr, String, RecordType)>,
    progress: &'a watch::Sender<Progress>,
    under_way: FuturesUnordered<BoxFuture<'a, Event>>,
    /// What is under way, without the timers.
    pending: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        dial: &'a dyn Dial,
        servers: &[SocketAddr],
        name: &str,
        clock: &'a Clock,
        progress: &'a watch::Sender<Progress>,
    ) -> Self {
        let seen = Resolution {
            name: name.to_owned(),
            servers: servers.to_vec(),
            ..Default::default()
        };
        Self {
            dial,
            clock,
            seen,
            asked: HashSet::new(),
            progress,
            under_way: FuturesUnordered::new(),
            pending: 0,
        }
    }

    /// Asks until every answer is in, or its time is over.
    pub(super) async fn run(mut self) -> (Resolution, Ended) {
        self.begin();
        while let Some(event) = self.under_way.next().await {
            self.receive(event);
            if self.pending == 0 {
                break;
            }
        }
        let ended = self.ended();
        (self.seen, ended)
    }

    fn begin(&mut self) {
        let name = self.seen.name.clone();
        for server in self.seen.servers.clone() {
            self.ask_both(server, &name);
        }
        let (dial, clock) = (self.dial, self.clock);
        self.pending += 1;
        self.under_way
            .push(async move { Event::System(system(dial, &name, clock).await) }.boxed());
    }

    fn ask_both(&mut self, server: SocketAddr, name: &str) {
        self.ask(server, name, RecordType::A);
        self.ask(server, name, RecordType::Aaaa);
    }

    fn ask(&mut self, server: SocketAddr, name: &str, rtype: RecordType) {
        self.ask_within(self.clock.limit, server, name, rtype);
    }

    fn ask_within(&mut self, limit: Duration, server: SocketAddr, name: &str, rtype: RecordType) {
        let names = self
            .asked
            .iter()
            .filter(|(s, _, t)| *s == server && *t == rtype)
            .count();
        let new = self.asked.insert((server, name.to_owned(), rtype));
        if !new || names > MOST_LINKS || name.is_empty() {
            return;
        }
        let ask = Ask {
            server,
            name: name.to_owned(),
            rtype,
        };
        let (dial, clock) = (self.dial, self.clock);
        if rtype == RecordType::A {
            let (late, when) = (ask.clone(), Instant::now() + limit / LATE);
            self.under_way
                .push(sleep_until(when).map(|()| Event::Late(late)).boxed());
        }
        self.pending += 1;
        let questions = async move {
            let questions = ask_every_way(&ask, dial, clock, limit).await;
            Event::Answered(ask, questions)
        };
        self.under_way.push(questions.boxed());
    }

    fn receive(&mut self, event: Event) {
        match event {
            Event::Answered(ask, questions) => {
                self.pending -= 1;
                self.seen.questions.extend(questions);
                self.follow(&ask);
            }
            Event::System(answer) => {
                self.pending -= 1;
                self.seen.system = Some(answer);
            }
            Event::Late(ask) => {
                let open = self
                    .seen
                    .asked(ask.server, &ask.name, ask.rtype)
                    .next()
                    .is_none();
                if open && self.pending > 0 {
                    // It ends with the question it stands beside: silence costs one limit, not more.
                    let rest = self.clock.limit * (LATE - 1) / LATE;
                    self.ask_within(rest, ask.server, &ask.name, RecordType::Cname);
                }
            }
        }
        self.report();
    }

    /// Asks for whatever an answer brought up. Where no address came, the alias alone may still be had: BIND
    /// answers SERVFAIL without any record when a later zone of the chain is broken, and PowerDNS NXDOMAIN
    /// when a policy forbids a later link.
    fn follow(&mut self, ask: &Ask) {
        let Some(reply) = self.seen.reply(ask.server, &ask.name, ask.rtype).cloned() else {
            return;
        };
        let last = last_name(&reply, &ask.name);
        if lacks_address(&reply, &last, ask.rtype) {
            self.ask(ask.server, &last, RecordType::Cname);
        }
        for target in targets(&reply) {
            match ask.rtype {
                RecordType::Cname => self.ask_both(ask.server, &target),
                rtype => self.ask(ask.server, &target, rtype),
            }
        }
    }

    fn report(&self) {
        let known = self.progress.borrow().found.len();
        let mut found = self.seen.addresses();
        if found.len() > known {
            self.progress.send_modify(|progress| {
                found.retain(|address| !progress.found.contains(address));
                progress.found.append(&mut found);
            });
        }
    }

    fn ended(&self) -> Ended {
        let all = || self.seen.questions.iter().map(|question| &question.ended);
        let cut = all().find(|ended| matches!(ended, Ended::Interrupted | Ended::GaveUp));
        match cut {
            Some(cut) => cut.clone(),
            None if !self.seen.questions.is_empty() && all().all(|e| *e == Ended::OutOfTime) => {
                Ended::OutOfTime
            }
            None => Ended::Completed,
        }
    }
}

/// Does this answer end without an address? That a name has no IPv6 address is nothing unusual.
fn lacks_address(reply: &Reply, last: &str, rtype: RecordType) -> bool {
    let error = reply.rcode != NO_ERROR;
    match rtype {
        RecordType::A => error || reply.addresses(last, rtype).is_empty(),
        RecordType::Aaaa => error,
        RecordType::Cname => false,
    }
}

/// The aliases' targets in a message, each once, in order.
fn targets(reply: &Reply) -> Vec<String> {
    let all = reply
        .answers
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Cname(target) => Some(target.clone()),
            _ => None,
        });
    all.take(MOST_LINKS).collect()
}

/// The name a message's chain comes to, from the name that was asked for.
fn last_name(reply: &Reply, first: &str) -> String {
    let mut name = first.to_owned();
    for _ in 0..MOST_LINKS {
        match reply.alias(&name) {
            Some(link) => name = link.target,
            None => break,
        }
    }
    name
}
