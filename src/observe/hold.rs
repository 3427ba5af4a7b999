//! One idle connection: opened, left alone, asked.

use std::io;
use std::time::Duration;

use aws_lc_rs::rand;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use super::activity::Activity;
use super::clock::{Clock, ProbeSlot};
use super::destination::Destination;
use super::failure::io_failure;
use super::{Observer, authority};
use crate::evidence::hold::{Held, HoldEnd};
use crate::evidence::{Attempt, FailureKind};
use crate::net::Over;
use crate::observe::redact::SentSecrets;
use crate::observe::tls::{Offer, Secured};
use crate::plan::Probe;
use crate::text::bytes::Blob;

/// The most of an answer that is read: its status is in its first line.
const READ: usize = 256;

/// A connection to keep.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Whom to greet, and the path to ask for.
    pub at: Destination,
    /// For how long it is left alone; whole seconds.
    pub idle: Duration,
}

impl Observer {
    /// Opens a connection, leaves it alone and asks it for a WebSocket.
    pub async fn hold(&self, hold: &Hold, slot: &ProbeSlot) -> Held {
        let clock = Clock::of(slot, self.limits.step);
        let mut held = Held {
            to: hold.at.to,
            idle_s: u32::try_from(hold.idle.as_secs()).unwrap_or(u32::MAX),
            idled_ms: 0,
            asked: false,
            end: HoldEnd::NotOpened,
            chain: Vec::new(),
        };
        if let Some(stream) = self.opened(hold, &clock, &mut held.chain).await {
            let _under_way = clock.begin(Activity::Holding);
            let began = Instant::now();
            let kept = keep(stream, hold, &clock, &mut held).await;
            let idled = began.elapsed().min(hold.idle).as_millis();
            held.idled_ms = u32::try_from(idled).unwrap_or(u32::MAX);
            held.end = kept.unwrap_or_else(ended);
        } else if clock.by.is_over().is_some() {
            held.end = HoldEnd::Interrupted;
        }
        held
    }

    async fn opened(&self, hold: &Hold, clock: &Clock, chain: &mut Vec<Blob>) -> Option<Secured> {
        // Nothing that the hop says is kept.
        let (sent, mut attempt) = (SentSecrets::default(), Attempt::new(hold.at.to));
        let stream = self.reach(&hold.at, &sent, clock, &mut attempt).await?;
        let offer = Offer::usual(&hold.at.probe.host);
        let shaking = async |seen: &mut _| self.tls.shake(stream, &offer, seen).await;
        let (shown, stream) = clock.step(Activity::Securing, shaking).await;
        *chain = shown.seen.chain;
        stream
    }
}

/// Why the time that was given was not enough.
fn ended(over: Over) -> HoldEnd {
    match over {
        Over::OutOfTime => HoldEnd::Silent,
        Over::RunOver | Over::Stopped => HoldEnd::Interrupted,
    }
}

/// Waits while nothing should arrive, then asks.
async fn keep(
    mut stream: Secured,
    hold: &Hold,
    clock: &Clock,
    held: &mut Held,
) -> Result<HoldEnd, Over> {
    let mut received = Vec::with_capacity(READ);
    match clock
        .by
        .within(hold.idle, listen(&mut stream, &mut received))
        .await
    {
        Ok(end) => return Ok(end),
        Err(Over::OutOfTime) => {}
        Err(over) => return Err(over),
    }
    held.asked = true;
    let question = question(&hold.at.probe);
    let request = async {
        if let Err(error) = stream.write_all(question.as_bytes()).await {
            return broken(&error);
        }
        match stream.flush().await {
            Ok(()) => listen(&mut stream, &mut received).await,
            Err(error) => broken(&error),
        }
    };
    clock.by.within(clock.limit, request).await
}

/// Whatever comes first.
async fn listen(stream: &mut Secured, received: &mut Vec<u8>) -> HoldEnd {
    let mut buffer = [0; READ];
    match stream.read(&mut buffer).await {
        Ok(0) => HoldEnd::Goodbye,
        Ok(count) => {
            received.extend_from_slice(&buffer[..count]);
            HoldEnd::Spoke {
                status: status_of(received),
            }
        }
        Err(error) => broken(&error),
    }
}

fn broken(error: &io::Error) -> HoldEnd {
    let failure = io_failure(error);
    match failure.kind {
        FailureKind::ClosedEarly => HoldEnd::Closed,
        FailureKind::Reset => HoldEnd::Reset,
        // What was sent last was never acknowledged.
        FailureKind::TimedOut => HoldEnd::Silent,
        _ => HoldEnd::Failed { failure },
    }
}

/// The status in the first line of an answer (RFC 9112, 4).
fn status_of(received: &[u8]) -> Option<u16> {
    let line = received.strip_prefix(b"HTTP/1.")?.get(2..5)?;
    std::str::from_utf8(line).ok()?.parse().ok()
}

/// The opening of a WebSocket (RFC 6455, 4.1). A server that knows nothing of it answers all the same.
fn question(probe: &Probe) -> String {
    let mut key = [0; 16];
    // A key that is always the same would do for a question that is asked once.
    let _ = rand::fill(&mut key);
    let key = Blob::from(&key[..]).to_base64();
    format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: clearway/{}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n",
        probe.path,
        authority::of_url(probe),
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Scheme;
    use crate::observe::authority::tests::probe;

    #[test]
    fn the_question_names_the_port_where_it_is_not_443() {
        let asked = question(&probe("a.example", 8443, Scheme::Https));
        assert!(asked.contains("\r\nHost: a.example:8443\r\n"), "{asked}");
    }

    #[test]
    fn a_status_is_read_from_the_first_line_and_nothing_else() {
        assert_eq!(
            status_of(b"HTTP/1.1 101 Switching Protocols\r\n"),
            Some(101)
        );
        assert_eq!(status_of(b"HTTP/1.0 404"), Some(404));
        for other in [
            &b""[..],
            b"HTTP/1.1",
            b"HTTP/1.1 4",
            b"HTTP/1.1 \xff\xff\xff",
            b"hello",
        ] {
            assert_eq!(status_of(other), None);
        }
    }
}
