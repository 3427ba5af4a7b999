//! One question, asked every way there is until one of them brings an answer: at most four datagrams, and
//! one connection, or a second where the first was closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::time::{Instant, sleep_until};

use crate::evidence::dns::{Question, Reply, Transport};
use crate::evidence::{Ended, Failure, FailureKind};
use crate::net::Dial;
use crate::observe::clock::Clock;
use crate::observe::resolve::exchange::{Ask, Sends};

/// Response codes of servers that trip over EDNS (RFC 6891, 7): FORMERR and NOTIMP.
const TRIPS_OVER_EDNS: [u16; 2] = [1, 4];
/// Datagrams for one question, with and without EDNS; with 5 % loss, 4 leave 1 question in 10,000
/// unanswered.
const DATAGRAMS: u32 = 4;
/// Connections for one question: one that a server closes before it answers is opened again
/// (RFC 7766, 6.2.4).
const CONNECTIONS: usize = 2;

/// Asks over UDP with EDNS; without EDNS and over TCP beside it when no answer comes; over TCP at
/// once when the answer was truncated. All that was tried is recorded, the slow ones too.
pub(super) async fn ask_every_way(
    ask: &Ask,
    dial: &dyn Dial,
    clock: &Clock,
    limit: Duration,
) -> Vec<Question> {
    let mut transports = Transports::new(ask, dial, clock, limit);
    transports.start(Transport::Udp);
    let over = clock.by.over(limit);
    tokio::pin!(over);
    loop {
        let overdue = transports.overdue();
        tokio::select! {
            biased;
            Some((way, result)) = transports.running.next() => transports.record(&way, result),
            why = &mut over => return transports.close(&why.into()),
            () = sleep_until(overdue), if transports.next.is_some() => transports.start_next(),
        }
        if transports.answered || transports.under_way.is_empty() {
            return transports.close(&Ended::OutOfTime);
        }
    }
}

type Exchange = (UnderWay, Result<Reply, Failure>);

/// One way that is under way.
#[derive(Clone)]
struct UnderWay {
    transport: Transport,
    /// Since when.
    at_ms: u32,
    /// Is its connection open?
    opened: Arc<AtomicBool>,
}

struct Transports<'a> {
    ask: &'a Ask,
    dial: &'a dyn Dial,
    clock: &'a Clock,
    /// The time for all ways together.
    limit: Duration,
    asked: Instant,
    running: FuturesUnordered<BoxFuture<'a, Exchange>>,
    under_way: Vec<UnderWay>,
    next: Option<Transport>,
    answered: bool,
    done: Vec<Question>,
}

impl<'a> Transports<'a> {
    fn new(ask: &'a Ask, dial: &'a dyn Dial, clock: &'a Clock, limit: Duration) -> Self {
        Self {
            ask,
            dial,
            clock,
            limit,
            asked: Instant::now(),
            running: FuturesUnordered::new(),
            under_way: Vec::new(),
            next: None,
            answered: false,
            done: Vec::new(),
        }
    }

    fn start(&mut self, transport: Transport) {
        let at_ms = self.clock.now_ms();
        let (ask, dial, sends) = (self.ask, self.dial, self.sends(transport));
        self.next = match transport {
            Transport::Udp => Some(Transport::PlainUdp),
            Transport::PlainUdp => Some(Transport::Tcp),
            Transport::Tcp => None,
        };
        let way = UnderWay {
            transport,
            at_ms,
            opened: Arc::clone(&sends.opened),
        };
        self.under_way.push(way.clone());
        let exchange = async move { (way, ask.over(transport, dial, &sends).await) };
        self.running.push(exchange.boxed());
    }

    /// Both ways over UDP share the datagrams; after an answer to the first, one is spent.
    fn sends(&self, transport: Transport) -> Sends {
        let answered = transport == Transport::PlainUdp && !self.done.is_empty();
        Sends {
            most: if answered {
                DATAGRAMS - 1
            } else {
                DATAGRAMS / 2
            },
            apart: self.limit / 10,
            opened: Arc::default(),
        }
    }

    fn start_next(&mut self) {
        if let Some(next) = self.next {
            self.start(next);
        }
    }

    fn overdue(&self) -> Instant {
        let tries = if self.next == Some(Transport::Tcp) {
            2
        } else {
            1
        };
        patience(self.limit, self.asked, tries)
    }

    fn record(&mut self, way: &UnderWay, result: Result<Reply, Failure>) {
        let transport = way.transport;
        self.under_way.retain(|open| open.transport != transport);
        let closed = transport == Transport::Tcp && result.as_ref().is_err_and(is_closed);
        let (reply, ended) = match result {
            Ok(reply) => (Some(reply), Ended::Completed),
            Err(failure) => (None, Ended::Failed(failure)),
        };
        let usable = reply.as_ref().is_some_and(|reply| {
            let trips = transport == Transport::Udp && TRIPS_OVER_EDNS.contains(&reply.rcode);
            !reply.truncated && !trips
        });
        let truncated = reply.as_ref().is_some_and(|reply| reply.truncated);
        self.note(way, reply, ended);
        self.answered |= usable;
        let again = closed && self.begun(Transport::Tcp) < CONNECTIONS;
        if again || truncated && self.begun(Transport::Tcp) == 0 {
            self.start(Transport::Tcp);
        } else if !usable && self.under_way.is_empty() {
            self.start_next();
        }
    }

    /// How often this way was begun.
    fn begun(&self, transport: Transport) -> usize {
        let open = self.under_way.iter().map(|open| open.transport);
        let done = self.done.iter().map(|question| question.transport);
        open.chain(done).filter(|begun| *begun == transport).count()
    }

    /// Records what is still open as ended in this way.
    fn close(mut self, ended: &Ended) -> Vec<Question> {
        for way in std::mem::take(&mut self.under_way) {
            self.note(&way, None, ended.clone());
        }
        self.done
    }

    fn note(&mut self, way: &UnderWay, reply: Option<Reply>, ended: Ended) {
        self.done.push(Question {
            server: self.ask.server,
            name: self.ask.name.clone(),
            rtype: self.ask.rtype,
            transport: way.transport,
            at_ms: way.at_ms,
            took_ms: self.clock.now_ms() - way.at_ms,
            reply,
            ended,
            opened: way.opened.load(Ordering::Relaxed),
        });
    }
}

/// When a question is overdue: a moment to try another way beside the ones under way.
fn patience(limit: Duration, asked: Instant, tries: u32) -> Instant {
    asked + limit * 3 * tries / 10
}

/// Did the server end the connection, and not refuse it?
fn is_closed(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::ClosedEarly | FailureKind::Reset)
}
