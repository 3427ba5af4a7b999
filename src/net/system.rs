//! The real network.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::task::{Context, Poll, ready};

use dns_lookup::{LookupError, LookupErrorKind};
use tokio::io::ReadBuf;
use tokio::net::{TcpSocket, UdpSocket};
use tokio::task::spawn_blocking;

use super::icmp::{ask_for_icmp, icmp_of, no_more_icmp};
use super::source::{Source, local_end};
use super::{Datagrams, Dial, Later, NoAddress, Refusal, SMALL, Wire, segment};
use crate::net::descriptors::{Place, Placed, Room, patiently};

/// Descriptors of a connection while it opens: its socket, and a second handle for ICMP errors.
const WHILE_OPENING: u32 = 2;

/// This machine's network.
#[derive(Debug, Clone)]
pub struct System {
    source: Option<Source>,
    room: Room,
}

impl System {
    /// The network as it is seen from a source, through as many descriptors as the process may
    /// have; `None` leaves the source to the routing table, and has no limit.
    #[must_use]
    pub fn new(source: Option<Source>, descriptors: Option<u64>) -> Self {
        Self {
            source,
            room: Room::under(descriptors),
        }
    }

    /// A UDP socket that is connected, which looks a route up and sends nothing.
    fn udp_socket(&self, to: SocketAddr) -> io::Result<std::net::UdpSocket> {
        let own = local_end(self.source, to.ip())?;
        let socket = std::net::UdpSocket::bind(own.unwrap_or_else(|| anywhere(to.ip())))?;
        socket.connect(to)?;
        Ok(socket)
    }
}

impl Default for System {
    fn default() -> Self {
        Self::new(None, None)
    }
}

impl Dial for System {
    fn tcp(&self, to: SocketAddr) -> Later<Result<Wire, Refusal>> {
        let system = self.clone();
        Box::pin(async move { system.connect(to, None).await })
    }

    fn tcp_in_small_packets(&self, to: SocketAddr) -> Later<Result<Wire, Refusal>> {
        let system = self.clone();
        Box::pin(async move { system.connect(to, Some(SMALL)).await })
    }

    fn udp(&self, to: SocketAddr) -> Later<io::Result<Box<dyn Datagrams>>> {
        let system = self.clone();
        Box::pin(async move {
            let place = system.room.sockets(1).await?;
            let socket = patiently(|| system.udp_socket(to)).await?;
            socket.set_nonblocking(true)?;
            let socket = UdpSocket::from_std(socket)?;
            Ok(Box::new(Socket {
                socket,
                _place: place,
            }) as Box<dyn Datagrams>)
        })
    }

    fn system_lookup(&self, name: &str) -> Later<Result<Vec<IpAddr>, NoAddress>> {
        let (name, room) = (name.to_owned(), self.room.clone());
        Box::pin(async move {
            let place = room.lookup().await.map_err(|error| failed(&error))?;
            // The place is held as long as the system is at it, which outlives our waiting.
            let asked = spawn_blocking(move || (ask_system(&name), place)).await;
            asked.map_err(|error| failed(&error))?.0
        })
    }

    fn has_route(&self, to: IpAddr) -> bool {
        match self.udp_socket(discard(to)) {
            Ok(_) => true,
            Err(error) => !is_no_route(&error),
        }
    }

    fn own_address(&self, to: IpAddr) -> Option<IpAddr> {
        let socket = self.udp_socket(discard(to)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    }
}

/// The discard port (RFC 863), which is never sent to.
fn discard(to: IpAddr) -> SocketAddr {
    SocketAddr::new(to, 9)
}

fn failed(why: &impl ToString) -> NoAddress {
    NoAddress::Failed(why.to_string())
}

/// No route, no source address, or no such family. A route that says "prohibited" is a route; one
/// that says "unreachable", or that swallows what is sent (`blackhole`, told by `EINVAL`), is none.
fn is_no_route(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::AddrNotAvailable
            | io::ErrorKind::Unsupported
    ) || error.raw_os_error() == Some(NO_FAMILY)
}

/// `EAFNOSUPPORT`, which has no kind of its own.
const NO_FAMILY: i32 = if cfg!(windows) {
    10047
} else if cfg!(target_os = "linux") {
    97
} else {
    47
};

fn anywhere(to: IpAddr) -> SocketAddr {
    let any = match to {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    SocketAddr::new(any, 0)
}

impl System {
    async fn connect(&self, to: SocketAddr, most: Option<u32>) -> Result<Wire, Refusal> {
        let mut place = self.room.sockets(WHILE_OPENING).await?;
        let socket = patiently(|| tcp_socket(to)).await?;
        if let Some(own) = local_end(self.source, to.ip())? {
            socket.bind(own)?;
        }
        socket.set_nodelay(true)?;
        if let Some(most) = most {
            segment::limit(&socket, most)?;
        }
        let queue = ask_for_icmp(&socket, to.is_ipv6());
        let stream = socket.connect(to).await.map_err(|error| Refusal {
            error,
            icmp: queue.as_ref().and_then(icmp_of),
        })?;
        if let Some(queue) = &queue {
            no_more_icmp(queue, to.is_ipv6());
        }
        drop((queue, place.split(1)));
        Ok(Wire {
            local: stream.local_addr().ok(),
            mss: segment::of(&stream),
            stream: Box::new(Placed {
                stream,
                _place: place,
            }),
        })
    }
}

fn tcp_socket(to: SocketAddr) -> io::Result<TcpSocket> {
    if to.is_ipv6() {
        TcpSocket::new_v6()
    } else {
        TcpSocket::new_v4()
    }
}

fn ask_system(name: &str) -> Result<Vec<IpAddr>, NoAddress> {
    let found = dns_lookup::lookup_host(name).map_err(no_address)?;
    Ok(found.collect())
}

// The kind is matched by value: `LookupErrorKind` has no equality.
fn no_address(error: LookupError) -> NoAddress {
    let kind = error.kind();
    let words = io::Error::from(error).to_string();
    match kind {
        LookupErrorKind::NoName | LookupErrorKind::NoData => NoAddress::NoSuchName(words),
        LookupErrorKind::Again | LookupErrorKind::System | LookupErrorKind::Memory => {
            NoAddress::TryAgain(words)
        }
        _ => NoAddress::Failed(words),
    }
}

struct Socket {
    socket: UdpSocket,
    _place: Place,
}

impl Datagrams for Socket {
    fn poll_receive(&self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut into = ReadBuf::new(buffer);
        ready!(self.socket.poll_recv(cx, &mut into))?;
        Poll::Ready(Ok(into.filled().len()))
    }

    fn poll_send(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.socket.poll_send(cx, bytes)
    }
}
