//! Proxies that are odd, broken or hostile: small servers, each with one way to answer.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::AsRawFd as _;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nix::sys::socket::{self, shutdown};

use crate::world::Running;

/// Where they listen.
pub(crate) const PROXY: &str = "10.20.0.80:3129";

/// How long one of them waits for a client that says nothing more; longer than any test.
const PATIENCE: Duration = Duration::from_secs(60);

/// One request, and the connection it came over.
pub(crate) struct Asked {
    stream: TcpStream,
    head: Vec<u8>,
}

/// A proxy that runs as long as this value lives.
pub(crate) struct Proxy {
    listener: Arc<TcpListener>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Starts one on [`PROXY`] that answers every request like this.
    pub(crate) fn start<Answer>(world: &Running, answer: Answer) -> Self
    where
        Answer: Fn(Asked) -> io::Result<()> + Send + Sync + 'static,
    {
        Self::accept(world, move |stream| Asked::by(stream).and_then(&answer))
    }

    /// Starts one on [`PROXY`] that says this to every client before it is asked anything, and hangs up.
    pub(crate) fn greeting(world: &Running, words: &'static [u8]) -> Self {
        Self::accept(world, move |mut stream| stream.write_all(words))
    }

    fn accept<Serve>(world: &Running, serve: Serve) -> Self
    where
        Serve: Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static,
    {
        let serve = Arc::new(serve);
        // A thread stands where the thread stood that began it.
        world.net.internet.enter(|| {
            let listener = Arc::new(TcpListener::bind(PROXY).expect("the port is free"));
            let accepting = Arc::clone(&listener);
            let thread = thread::spawn(move || {
                // Ends when the listener is shut down.
                while let Ok((stream, _)) = accepting.accept() {
                    let serve = Arc::clone(&serve);
                    thread::spawn(move || serve(stream));
                }
            });
            Self {
                listener,
                thread: Some(thread),
            }
        })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // An open listener would keep its namespace alive.
        let _ = shutdown(self.listener.as_raw_fd(), socket::Shutdown::Both);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Asked {
    fn by(mut stream: TcpStream) -> io::Result<Self> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let (mut head, mut byte) = (Vec::new(), [0; 1]);
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte)?;
            head.extend_from_slice(&byte);
        }
        Ok(Self { stream, head })
    }

    /// The request's head.
    pub(crate) fn head(&self) -> String {
        String::from_utf8_lossy(&self.head).into_owned()
    }

    /// Says this.
    pub(crate) fn say(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref())
    }

    /// Says this, every byte in a segment of its own.
    pub(crate) fn spell(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        bytes.as_ref().chunks(1).try_for_each(|byte| self.say(byte))
    }

    /// Says nothing more until the client goes.
    pub(crate) fn hold(mut self) -> io::Result<()> {
        io::copy(&mut self.stream, &mut io::sink()).map(drop)
    }

    /// Is it CONNECT?
    pub(crate) fn is_connect(&self) -> bool {
        self.head.starts_with(b"CONNECT ")
    }

    /// Joins the client to the target as a good proxy does; a request for a page goes along.
    pub(crate) fn relay(self) -> io::Result<()> {
        let mut target = to_target(&self.head())?;
        if !self.is_connect() {
            target.write_all(&self.head)?;
        }
        let (mut client, mut back) = (self.stream.try_clone()?, target.try_clone()?);
        let mut answering = self.stream;
        let answers = thread::spawn(move || {
            let done = io::copy(&mut back, &mut answering);
            let _ = answering.shutdown(Shutdown::Write);
            done
        });
        let _ = io::copy(&mut client, &mut target);
        let _ = target.shutdown(Shutdown::Write);
        let _ = answers.join();
        Ok(())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the door is the program's, not the test's"
)]
fn to_target(head: &str) -> io::Result<TcpStream> {
    // As the ordinary world has them, and one sample of a wildcard.
    let (address, port) = [
        ("login.microsoftonline.com", ("20.190.128.5", 443)),
        ("aadcdn.msftauth.net", ("13.107.6.10", 443)),
        ("crl.operator-pki.com", ("152.199.19.160", 80)),
        ("g1.servicebus.windows.net", ("52.167.106.66", 443)),
    ]
    .into_iter()
    .find_map(|(host, place)| head.contains(host).then_some(place))
    .ok_or(io::ErrorKind::NotFound)?;
    TcpStream::connect((address, port))
}

/// Answers every request with these bytes and hangs up.
pub(crate) fn saying(
    answer: impl AsRef<[u8]> + Send + Sync + 'static,
) -> impl Fn(Asked) -> io::Result<()> + Send + Sync + 'static {
    move |mut asked| asked.say(&answer)
}

/// Answers every request with these bytes and says nothing more.
pub(crate) fn saying_no_more_than(
    answer: impl AsRef<[u8]> + Send + Sync + 'static,
) -> impl Fn(Asked) -> io::Result<()> + Send + Sync + 'static {
    move |mut asked| {
        asked.say(&answer)?;
        asked.hold()
    }
}

/// Opens every tunnel with this answer head; pages it fetches as they are.
pub(crate) fn opening(
    head: impl AsRef<[u8]> + Send + Sync + 'static,
) -> impl Fn(Asked) -> io::Result<()> + Send + Sync + 'static {
    move |mut asked| {
        if asked.is_connect() {
            asked.say(&head)?;
        }
        asked.relay()
    }
}
