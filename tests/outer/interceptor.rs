//! A box on the way of the test's own: it takes all TLS of the office, reads each hello, and lets it
//! pass, opens it or breaks it, as it is told.

use std::collections::HashMap;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6, TcpListener, TcpStream};
use std::os::fd::AsRawFd as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nix::sys::socket::sockopt::{Ip6tOriginalDst, OriginalDst};
use nix::sys::socket::{self, getsockopt, shutdown};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{Accepted, Acceptor};
use rustls::{NamedGroup, ServerConfig, Stream};

use crate::pki::Chain;
use crate::process::feed;
use crate::world::Running;

/// Where boxes listen that connections are redirected to.
pub(crate) const PORT: u16 = 8443;

/// How long the box waits for either side.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a box reads before it acts.
#[derive(Debug, Clone)]
pub(crate) struct Hello {
    /// Where it was going.
    pub(crate) to: SocketAddr,
    pub(crate) name: Option<String>,
    pub(crate) tls13: bool,
    /// Does it offer HTTP/2?
    pub(crate) http2: bool,
    /// The length of its record.
    pub(crate) bytes: usize,
    /// Does it prefer a post-quantum group?
    pub(crate) post_quantum: bool,
    /// Connections to that address before this one.
    pub(crate) before: usize,
}

/// What a box does with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Joins both sides and looks no further.
    Pass,
    /// Ends TLS itself, with certificates of its own making.
    Open,
    /// Ends the connection.
    Cut,
    /// Says nothing more.
    Swallow,
}

/// A box that stands in the way as long as this value lives.
pub(crate) struct Interceptor {
    listeners: Vec<Arc<TcpListener>>,
    threads: Vec<JoinHandle<()>>,
}

/// What the connections of a box share.
struct Shared<Decide, Mint> {
    decide: Decide,
    mint: Mint,
    counts: Mutex<HashMap<SocketAddr, usize>>,
}

/// Leads the office's connections to port 443 of these addresses (a rule of nftables; empty for
/// all) to a box on [`PORT`] of the same machine.
pub(crate) fn redirect(world: &Running, to: &str) {
    let rules = format!(
        "table inet box {{
           chain pre {{
             type nat hook prerouting priority dstnat; policy accept;
             iifname \"eth0\" {to} tcp dport 443 redirect to :{PORT}
           }}
         }}\n"
    );
    feed(world.net.internet.command("nft").args(["-f", "-"]), &rules);
}

impl Interceptor {
    /// Starts one in the way of everything. `mint` makes what it shows for a name.
    pub(crate) fn start<Decide, Mint>(world: &Running, decide: Decide, mint: Mint) -> Self
    where
        Decide: Fn(&Hello) -> Act + Send + Sync + 'static,
        Mint: Fn(&str) -> Chain + Send + Sync + 'static,
    {
        redirect(world, "");
        let shared = Arc::new(Shared {
            decide,
            mint,
            counts: Mutex::default(),
        });
        // A thread stands where the thread stood that began it.
        world.net.internet.enter(|| {
            let sockets = [
                format!("0.0.0.0:{PORT}"),
                format!("[2602:fe90:20::1]:{PORT}"),
            ];
            let listeners = sockets
                .map(|socket| Arc::new(TcpListener::bind(&socket).expect("the port is free")));
            let threads = listeners.clone().map(|listener| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    // Ends when the listener is shut down.
                    while let Ok((stream, _)) = listener.accept() {
                        let shared = Arc::clone(&shared);
                        // Either side may leave at any time.
                        thread::spawn(move || shared.serve(stream));
                    }
                })
            });
            Self {
                listeners: listeners.into(),
                threads: threads.into(),
            }
        })
    }
}

impl Drop for Interceptor {
    fn drop(&mut self) {
        // An open listener would keep its namespace alive.
        for listener in &self.listeners {
            let _ = shutdown(listener.as_raw_fd(), socket::Shutdown::Both);
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl<Decide, Mint> Shared<Decide, Mint>
where
    Decide: Fn(&Hello) -> Act,
    Mint: Fn(&str) -> Chain,
{
    fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_read_timeout(Some(PATIENCE))?;
        let to = destination(&client)?;
        let before = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(to).or_default();
            *count += 1;
            *count - 1
        };
        let record = first_record(&mut client)?;
        let accepted = accept(&record)?;
        let hello = read(&accepted, &record, to, before);
        match (self.decide)(&hello) {
            Act::Pass => join(client, to, &record),
            Act::Open => {
                let name = hello.name.unwrap_or_else(|| to.ip().to_string());
                open(client, accepted, &(self.mint)(&name))
            }
            Act::Cut => Ok(()),
            Act::Swallow => io::copy(&mut client, &mut io::sink()).map(drop),
        }
    }
}

/// Where a redirected connection was going.
fn destination(client: &TcpStream) -> io::Result<SocketAddr> {
    let port = |port| u16::from_be(port);
    if client.local_addr()?.is_ipv4() {
        let to = getsockopt(client, OriginalDst)?;
        let ip = u32::from_be(to.sin_addr.s_addr).into();
        return Ok(SocketAddrV4::new(ip, port(to.sin_port)).into());
    }
    let to = getsockopt(client, Ip6tOriginalDst)?;
    let ip = to.sin6_addr.s6_addr.into();
    Ok(SocketAddrV6::new(ip, port(to.sin6_port), 0, 0).into())
}

fn first_record(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut record = vec![0; 5];
    client.read_exact(&mut record)?;
    let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
    record.resize(5 + length, 0);
    client.read_exact(&mut record[5..])?;
    Ok(record)
}

fn accept(record: &[u8]) -> io::Result<Accepted> {
    let mut acceptor = Acceptor::default();
    acceptor.read_tls(&mut &*record)?;
    let accepted = acceptor.accept().ok().flatten();
    accepted.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn read(accepted: &Accepted, record: &[u8], to: SocketAddr, before: usize) -> Hello {
    let hello = accepted.client_hello();
    let mut suites = hello.cipher_suites().iter();
    let first = hello.named_groups().and_then(|groups| groups.first());
    Hello {
        to,
        name: hello.server_name().map(str::to_owned),
        http2: hello
            .alpn()
            .is_some_and(|mut names| names.any(|name| name == b"h2")),
        tls13: suites.any(|suite| u16::from(*suite) >> 8 == 0x13),
        bytes: record.len(),
        post_quantum: first == Some(&NamedGroup::X25519MLKEM768),
        before,
    }
}

/// Ends TLS and answers one request, as a page from behind would be.
fn open(mut client: TcpStream, accepted: Accepted, chain: &Chain) -> io::Result<()> {
    let certificates = CertificateDer::pem_slice_iter(chain.certificates.as_bytes());
    let certificates = certificates.map(|der| der.expect("the test wrote it"));
    let key = PrivateKeyDer::from_pem_slice(chain.key.as_bytes()).expect("the test wrote it");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(rustls::ALL_VERSIONS)
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(certificates.collect(), key)
        .expect("key and certificate fit");
    let connection = accepted.into_connection(Arc::new(config));
    let mut connection = connection.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    let mut stream = Stream::new(&mut connection, &mut client);
    let (mut request, mut buffer) = (Vec::new(), [0; 1024]);
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            length => request.extend_from_slice(&buffer[..length]),
        }
    }
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nopened\n")?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// Joins the client to where it was going, with what was read already.
fn join(client: TcpStream, to: SocketAddr, record: &[u8]) -> io::Result<()> {
    let mut target = connect(to)?;
    target.write_all(record)?;
    let (mut asking, mut forth) = (client.try_clone()?, target.try_clone()?);
    let asks = thread::spawn(move || {
        let _ = io::copy(&mut asking, &mut forth);
        let _ = forth.shutdown(Shutdown::Write);
    });
    let mut client = client;
    let _ = io::copy(&mut target, &mut client);
    let _ = client.shutdown(Shutdown::Both);
    let _ = asks.join();
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the door is the program's, not the test's"
)]
fn connect(to: SocketAddr) -> io::Result<TcpStream> {
    TcpStream::connect(to)
}
