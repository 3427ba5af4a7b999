//! A network in memory whose every answer a stranger wrote. Time passes only when nothing else can.

use std::future::ready;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use clearway::evidence::Evidence;
use clearway::net::{Datagrams, Deadline, Dial, Later, NoAddress, Refusal, Wire, stop_pair};
use clearway::observe::{Limits, Observer, ProbeSlot, StepListener};
use clearway::plan::Probe;
use clearway::route::Hop;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use crate::NOW;

/// A stranger: on port 53 a name server, elsewhere somebody who says the same to all.
#[derive(Debug)]
pub struct Stranger {
    says: Arc<[u8]>,
    hangs_up: bool,
    /// What a name server has not yet said: answers, each behind a byte that is its length.
    unsaid: Arc<Mutex<Vec<u8>>>,
}

impl Stranger {
    /// Somebody who says this over TCP, and then hangs up or keeps silent.
    pub fn saying(says: &[u8], hangs_up: bool) -> Self {
        Self {
            says: says.into(),
            hangs_up,
            unsaid: Arc::default(),
        }
    }

    /// A name server with these answers, each behind a byte that is its length.
    pub fn answering(answers: &[u8]) -> Self {
        Self {
            unsaid: Arc::new(Mutex::new(answers.to_vec())),
            ..Self::saying(&[], true)
        }
    }

    /// What an observer writes down who meets only this stranger.
    pub fn meets(self, probe: &Probe, hop: Option<&Hop>) -> Evidence {
        let limits = Limits {
            step: Duration::from_secs(10),
            attempts: 1,
        };
        let servers = vec![SocketAddr::from(([192, 0, 2, 53], 53))];
        let observer = Observer::new(Arc::new(self), servers, limits);
        let (_stop, stopping) = stop_pair();
        RUNTIME.with(|runtime| {
            runtime.block_on(async {
                let slot = ProbeSlot {
                    began: Instant::now(),
                    started_unix: NOW,
                    by: Deadline::after(Duration::from_secs(120), stopping),
                    listener: Arc::new(Nobody),
                };
                observer.observe(probe, hop, &slot).await
            })
        })
    }
}

thread_local! {
    static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without a network needs nothing");
}

impl Dial for Stranger {
    fn tcp(&self, to: SocketAddr) -> Later<Result<Wire, Refusal>> {
        let stream = Said {
            asked: Vec::new(),
            waiting: None,
            says: (to.port() != 53).then(|| self.says.to_vec()),
            at: 0,
            hangs_up: self.hangs_up,
            unsaid: Arc::clone(&self.unsaid),
        };
        Box::pin(ready(Ok(Wire {
            stream: Box::new(stream),
            local: None,
            mss: None,
        })))
    }

    fn udp(&self, _: SocketAddr) -> Later<io::Result<Box<dyn Datagrams>>> {
        let socket: Box<dyn Datagrams> = Box::new(Socket {
            unsaid: Arc::clone(&self.unsaid),
            arrived: Mutex::default(),
        });
        Box::pin(ready(Ok(socket)))
    }

    fn system_lookup(&self, _: &str) -> Later<Result<Vec<IpAddr>, NoAddress>> {
        let no = NoAddress::TryAgain("not today".to_owned());
        Box::pin(ready(Err(no)))
    }

    fn has_route(&self, to: IpAddr) -> bool {
        to.is_ipv4()
    }
}

/// The next answer, made to fit a question: all of it the stranger's own but the id; or, as real
/// servers do, with the question in it.
fn answer(unsaid: &Mutex<Vec<u8>>, question: &[u8]) -> Option<Vec<u8>> {
    let mut unsaid = unsaid.lock().expect("one thread");
    let (length, own) = match unsaid.as_slice() {
        [length, rest @ ..] => (usize::from(*length).min(rest.len()), rest),
        [] => return None,
    };
    let own = own[..length].to_vec();
    unsaid.drain(..=length);
    let asked = question.get(12..)?;
    let end = asked.iter().position(|byte| *byte == 0)? + 5;
    let message = match own.as_slice() {
        [flags, code, answers, authorities, others, rest @ ..] if flags & 1 == 0 => {
            let counts = [0, 1, 0, *answers, 0, *authorities, 0, *others];
            [
                &[*flags | 0x80, *code],
                &counts[..],
                asked.get(..end)?,
                rest,
            ]
            .concat()
        }
        whole => whole.to_vec(),
    };
    Some([&question[..2], message.as_slice()].concat())
}

struct Socket {
    unsaid: Arc<Mutex<Vec<u8>>>,
    arrived: Mutex<Option<Vec<u8>>>,
}

impl Datagrams for Socket {
    fn poll_receive(&self, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        // Nobody need be woken: whoever listens looks again after it has sent again.
        match self.arrived.lock().expect("one thread").take() {
            Some(datagram) => {
                buffer[..datagram.len()].copy_from_slice(&datagram);
                Poll::Ready(Ok(datagram.len()))
            }
            None => Poll::Pending,
        }
    }

    fn poll_send(&self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        *self.arrived.lock().expect("one thread") = answer(&self.unsaid, bytes);
        Poll::Ready(Ok(bytes.len()))
    }
}

/// Nobody looks on.
#[derive(Debug)]
struct Nobody;

impl StepListener for Nobody {}

/// A stream on which all is said at once, as soon as anything was asked.
struct Said {
    asked: Vec<u8>,
    /// Who waits for what is said.
    waiting: Option<Waker>,
    /// Absent on a name server's stream until it was asked.
    says: Option<Vec<u8>>,
    at: usize,
    hangs_up: bool,
    unsaid: Arc<Mutex<Vec<u8>>>,
}

impl Said {
    fn text(&mut self) -> &[u8] {
        let (asked, unsaid) = (&self.asked, &self.unsaid);
        self.says.get_or_insert_with(|| {
            let answer = asked.get(2..).and_then(|asked| answer(unsaid, asked));
            let answer = answer.unwrap_or_default();
            let length = u16::try_from(answer.len()).expect("a byte told its length");
            [&length.to_be_bytes(), answer.as_slice()].concat()
        })
    }
}

impl AsyncRead for Said {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // An answer before the question is refused by all who read HTTP, and shows nothing more.
        if self.asked.is_empty() {
            self.waiting = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let at = self.at;
        let rest = &self.text()[at..];
        let length = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..length]);
        self.at += length;
        if length == 0 && !self.hangs_up {
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Said {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.asked.extend_from_slice(bytes);
        if let Some(waiting) = self.waiting.take() {
            waiting.wake();
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
