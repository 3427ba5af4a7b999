//! The real network.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::task::{Context, Poll, ready};

use dns_lookup::{LookupError, LookupErrorKind};
use tokio::io::ReadBuf;
use tokio::net::{TcpSocket, UdpSocket};
use tokio::task::spawn_blocking;

use super::icmp::{ask_for_icmp, icmp_of, no_more_icmp};
use super::{Datagrams, Dial, Later, NoAddress, Refusal, Wire};

/// This machine's network.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Dial for System {
    fn tcp(&self, to: SocketAddr) -> Later<Result<Wire, Refusal>> {
        Box::pin(connect(to))
    }

    fn udp(&self, to: SocketAddr) -> Later<io::Result<Box<dyn Datagrams>>> {
        Box::pin(async move {
            let socket = bound_for(to.ip())?;
            socket.connect(to)?;
            socket.set_nonblocking(true)?;
            Ok(Box::new(Socket(UdpSocket::from_std(socket)?)) as Box<dyn Datagrams>)
        })
    }

    fn system_lookup(&self, name: &str) -> Later<Result<Vec<IpAddr>, NoAddress>> {
        let name = name.to_owned();
        Box::pin(async move {
            let asked = spawn_blocking(move || ask_system(&name)).await;
            asked.unwrap_or_else(|broken| Err(NoAddress::Failed(broken.to_string())))
        })
    }

    fn has_route(&self, to: IpAddr) -> bool {
        // Connecting a UDP socket looks a route up and sends nothing.
        let found = bound_for(to).and_then(|socket| socket.connect(SocketAddr::new(to, 9)));
        match found {
            Ok(()) => true,
            Err(error) => !is_no_route(&error),
        }
    }

    fn own_address(&self, to: IpAddr) -> Option<IpAddr> {
        let socket = bound_for(to).ok()?;
        socket.connect(SocketAddr::new(to, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    }
}

/// No route, no source address, or no such family; a route that says "prohibited" is a route.
fn is_no_route(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NetworkUnreachable
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

fn bound_for(to: IpAddr) -> io::Result<std::net::UdpSocket> {
    let any = match to {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    std::net::UdpSocket::bind(SocketAddr::new(any, 0))
}

async fn connect(to: SocketAddr) -> Result<Wire, Refusal> {
    let socket = if to.is_ipv6() {
        TcpSocket::new_v6()
    } else {
        TcpSocket::new_v4()
    }?;
    socket.set_nodelay(true)?;
    let queue = ask_for_icmp(&socket, to.is_ipv6());
    match socket.connect(to).await {
        Ok(stream) => {
            if let Some(queue) = &queue {
                no_more_icmp(queue, to.is_ipv6());
            }
            let local = stream.local_addr().ok();
            Ok(Wire {
                stream: Box::new(stream),
                local,
            })
        }
        Err(error) => Err(Refusal {
            error,
            icmp: queue.as_ref().and_then(icmp_of),
        }),
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

struct Socket(UdpSocket);

impl Datagrams for Socket {
    fn poll_receive(&self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut into = ReadBuf::new(buffer);
        ready!(self.0.poll_recv(cx, &mut into))?;
        Poll::Ready(Ok(into.filled().len()))
    }

    fn poll_send(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.poll_send(cx, bytes)
    }
}
