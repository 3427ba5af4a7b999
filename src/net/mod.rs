//! The one door to the network: no other file opens a socket or waits for a clock.
//!
//! [`Dial`] is narrow, so that tests can put a small internet behind it.

mod deadline;
mod descriptors;
mod icmp;
mod segment;
mod source;
mod system;

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite};

pub use deadline::{Deadline, Over, Stop, stop_pair};
pub use source::Source;
pub use system::System;

/// A future that can be kept in a box.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Bytes of data in a packet that passes every path: what TCP sends where it knows nothing better
/// (RFC 9293, 3.7.1).
pub const SMALL: u32 = 536;

/// What the program asks of a network.
pub trait Dial: fmt::Debug + Send + Sync + 'static {
    /// Opens a TCP connection.
    fn tcp(&self, to: SocketAddr) -> Later<Result<Wire, Refusal>>;

    /// Opens a connection with packets of at most [`SMALL`] bytes of data, both ways, where the system can do
    /// that.
    fn tcp_in_small_packets(&self, to: SocketAddr) -> Later<Result<Wire, Refusal>> {
        self.tcp(to)
    }

    /// Opens a UDP socket to `to`.
    fn udp(&self, to: SocketAddr) -> Later<io::Result<Box<dyn Datagrams>>>;

    /// Asks the operating system for the addresses of a name. Dropping the future does not end the
    /// system's own waiting.
    fn system_lookup(&self, name: &str) -> Later<Result<Vec<IpAddr>, NoAddress>>;

    /// Asks the routing table for a way to an address; no packet is sent.
    fn has_route(&self, to: IpAddr) -> bool;

    /// Asks the routing table for our own end of a way to an address; no packet is sent.
    fn own_address(&self, _to: IpAddr) -> Option<IpAddr> {
        None
    }
}

/// A byte stream.
pub trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// An open connection.
pub struct Wire {
    /// What to read from and write to.
    pub stream: Box<dyn Stream>,
    /// Our end's address.
    pub local: Option<SocketAddr>,
    /// The largest piece that one packet may carry, where the system tells.
    pub mss: Option<u32>,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire from {:?}", self.local)
    }
}

/// A TCP connection that could not be opened.
#[derive(Debug)]
pub struct Refusal {
    /// What the system said.
    pub error: io::Error,
    /// The ICMP message behind it, where the system tells.
    pub icmp: Option<Icmp>,
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self { error, icmp: None }
    }
}

/// An ICMP or `ICMPv6` error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icmp {
    /// Is it `ICMPv6`?
    pub v6: bool,
    /// Its type.
    pub kind: u8,
    /// Its code.
    pub code: u8,
}

impl Icmp {
    /// Does it say "administratively prohibited" (RFC 1812, 5.2.7.1; RFC 4443, 3.1)?
    #[must_use]
    pub fn prohibits(self) -> bool {
        match (self.v6, self.kind) {
            (false, 3) => matches!(self.code, 9 | 10 | 13),
            (true, 1) => matches!(self.code, 1 | 5 | 6),
            _ => false,
        }
    }
}

/// Why the operating system gives no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAddress {
    /// It says that there is no such name, or no address.
    NoSuchName(String),
    /// It says "try again".
    TryAgain(String),
    /// It failed for good.
    Failed(String),
}

/// A UDP socket that sends to, and hears from, one address.
pub trait Datagrams: Send + Sync {
    /// Receives one datagram.
    fn poll_receive(&self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>>;

    /// Sends one datagram.
    fn poll_send(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>>;
}
