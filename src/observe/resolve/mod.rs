//! Every alias link, every A and AAAA, from every server, and the system's own answer beside it.
//!
//! Each name that turns up in a chain is also asked for by itself, side by side with the others, so
//! the whole walk takes as many round trips as the servers need to show the last alias.

mod exchange;
mod transports;

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, sleep_until};

use self::exchange::Ask;
use super::clock::Clock;
use crate::evidence::dns::{
    MOST_LINKS, NO_ERROR, NX_DOMAIN, Question, RecordData, RecordType, Reply, Resolution,
    SystemAnswer,
};
use crate::evidence::{Ended, Failure, FailureKind, Step};
use crate::net::{Dial, NoAddress};
use crate::observe::resolve::transports::ask_every_way;

/// Resolves one name; every address goes to `found` as soon as it is known.
pub(super) async fn resolve(
    dial: &dyn Dial,
    servers: &[SocketAddr],
    name: &str,
    clock: &Clock,
    found: UnboundedSender<IpAddr>,
) -> Step<Resolution> {
    let at_ms = clock.now_ms();
    let mut walk = Walk::new(dial, servers, name, clock, found);
    walk.begin();
    while let Some(news) = walk.under_way.next().await {
        walk.take(news);
        if walk.pending == 0 {
            break;
        }
    }
    let ended = walk.ended();
    Step {
        at_ms,
        took_ms: clock.now_ms() - at_ms,
        seen: walk.seen,
        ended,
    }
}

/// The part of a step after which a question is late.
const LATE: u32 = 4;

/// What a walk can learn.
enum News {
    Answered(Ask, Vec<Question>),
    /// A question has been open for long: time to ask for the alias alone.
    Late(Ask),
    System(SystemAnswer),
}

struct Walk<'a> {
    dial: &'a dyn Dial,
    clock: &'a Clock,
    seen: Resolution,
    asked: HashSet<(SocketAddr, String, RecordType)>,
    told: HashSet<IpAddr>,
    found: UnboundedSender<IpAddr>,
    under_way: FuturesUnordered<BoxFuture<'a, News>>,
    /// What is under way, without the timers.
    pending: usize,
}

impl<'a> Walk<'a> {
    fn new(
        dial: &'a dyn Dial,
        servers: &[SocketAddr],
        name: &str,
        clock: &'a Clock,
        found: UnboundedSender<IpAddr>,
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
            told: HashSet::new(),
            found,
            under_way: FuturesUnordered::new(),
            pending: 0,
        }
    }

    fn begin(&mut self) {
        let name = self.seen.name.clone();
        for server in self.seen.servers.clone() {
            self.ask_both(server, &name);
        }
        let (dial, clock) = (self.dial, self.clock);
        self.pending += 1;
        self.under_way
            .push(async move { News::System(system(dial, &name, clock).await) }.boxed());
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
                .push(sleep_until(when).map(|()| News::Late(late)).boxed());
        }
        self.pending += 1;
        let questions = async move {
            let questions = ask_every_way(&ask, dial, clock, limit).await;
            News::Answered(ask, questions)
        };
        self.under_way.push(questions.boxed());
    }

    fn take(&mut self, news: News) {
        match news {
            News::Answered(ask, questions) => {
                self.pending -= 1;
                self.seen.questions.extend(questions);
                self.go_on_from(&ask);
            }
            News::System(answer) => {
                self.pending -= 1;
                self.seen.system = Some(answer);
            }
            News::Late(ask) => {
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
        self.tell();
    }

    /// Asks for whatever an answer brought up. After an error the alias alone may still be had:
    /// BIND answers SERVFAIL without any record when a later zone of the chain is broken.
    fn go_on_from(&mut self, ask: &Ask) {
        let Some(reply) = self.seen.reply(ask.server, &ask.name, ask.rtype).cloned() else {
            return;
        };
        let error = reply.rcode != NO_ERROR && reply.rcode != NX_DOMAIN;
        if error && ask.rtype != RecordType::Cname {
            let last = last_name(&reply, &ask.name);
            self.ask(ask.server, &last, RecordType::Cname);
        }
        for target in targets(&reply) {
            match ask.rtype {
                RecordType::Cname => self.ask_both(ask.server, &target),
                rtype => self.ask(ask.server, &target, rtype),
            }
        }
    }

    fn tell(&mut self) {
        for address in self.seen.addresses() {
            if self.told.insert(address) {
                // Nobody listens once the run is stopped, and that is fine.
                let _ = self.found.send(address);
            }
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

async fn system(dial: &dyn Dial, name: &str, clock: &Clock) -> SystemAnswer {
    let at_ms = clock.now_ms();
    let asked = clock.by.within(clock.limit, dial.system_lookup(name)).await;
    let (addresses, ended) = match asked {
        Ok(Ok(addresses)) => (addresses, Ended::Completed),
        Ok(Err(why)) => (Vec::new(), Ended::Failed(no_address(why))),
        Err(over) => (Vec::new(), over.into()),
    };
    SystemAnswer {
        took_ms: clock.now_ms() - at_ms,
        addresses,
        ended,
    }
}

fn no_address(why: NoAddress) -> Failure {
    let (kind, detail) = match why {
        NoAddress::NoSuchName(detail) => (FailureKind::NoSuchName, detail),
        NoAddress::TryAgain(detail) => (FailureKind::TryAgain, detail),
        NoAddress::Failed(detail) => (FailureKind::Other, detail),
    };
    Failure { kind, detail }
}
