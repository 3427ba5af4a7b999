//! A way through a hop: by CONNECT or by SOCKS, inside TLS where the hop is spoken to so. The hop's
//! whole answer is kept, whatever it is.

mod auth;
mod http;
mod socks;

use std::future::ready;
use std::io::Cursor;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::io::{AsyncReadExt, join, split};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

use super::clock::Clock;
use super::connect::connect;
use super::watch::Doing;
use crate::evidence::{Attempt, Connection, Failure, FailureKind, Handshake, Tunnel};
use crate::net::{Dial, Stream};
use crate::observe::redact::SentProofs;
use crate::observe::tls::Tls;
use crate::plan::Probe;
use crate::route::{Hop, HopScheme};

pub(super) use auth::Asked;
pub(super) use http::answer_of;

/// How long a hop that closes together with its answer may take to do so. Nobody sends before our
/// hello, so the wait tells a hop's close from a target's.
const CLOSES_AT_ONCE: Duration = Duration::from_millis(25);

/// A hop, where it was reached, and all it takes to reach it again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reached<'a> {
    pub(super) hop: &'a Hop,
    pub(super) at: SocketAddr,
    pub(super) dial: &'a dyn Dial,
    pub(super) tls: &'a Tls,
    /// The moment that its certificate has to be valid at.
    pub(super) now_unix: i64,
    /// What it was told of a secret.
    pub(super) told: &'a SentProofs,
}

impl Reached<'_> {
    /// Begins to speak with the hop over a connection to it: with TLS where it wants that, which is
    /// a step of its own.
    pub(super) async fn greet(
        &self,
        stream: Box<dyn Stream>,
        clock: &Clock,
        attempt: &mut Attempt,
    ) -> Option<Box<dyn Stream>> {
        if self.hop.scheme != HopScheme::Https {
            return Some(stream);
        }
        let securing = async |seen: &mut _| self.secured(stream, seen).await;
        let (step, secured) = clock.step(Doing::Securing, securing).await;
        attempt.hop_handshake = Some(step);
        secured
    }

    /// Another connection to the same address, to the same hop.
    pub(super) async fn again(&self) -> Result<Box<dyn Stream>, Failure> {
        let wire = connect(self.dial, self.at, &mut Connection::default()).await?;
        match self.hop.scheme {
            HopScheme::Https => self.secured(wire.stream, &mut Handshake::default()).await,
            HopScheme::Http | HopScheme::Socks4a | HopScheme::Socks5 | HopScheme::Socks5h => {
                Ok(wire.stream)
            }
        }
    }

    async fn secured(
        &self,
        stream: Box<dyn Stream>,
        seen: &mut Handshake,
    ) -> Result<Box<dyn Stream>, Failure> {
        let shaken = self.tls.shake_with_hop(stream, self, seen).await?;
        Ok(Box::new(shaken))
    }

    /// Does the hop fetch plain pages itself?
    pub(super) fn fetches(&self) -> bool {
        self.hop.scheme.fetches()
    }
}

/// What a tunnel is to lead to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) probe: &'a Probe,
    /// The target's address, where the hop is given that in place of the name.
    pub(super) address: Option<IpAddr>,
}

/// What to ask hops for; the target's address may have to be found first.
#[derive(Debug, Clone)]
pub(super) struct Asking<'a> {
    pub(super) probe: &'a Probe,
    address: Option<Shared<BoxFuture<'a, Option<IpAddr>>>>,
}

impl<'a> Asking<'a> {
    /// By this address, or by name where there is none.
    pub(super) fn of(probe: &'a Probe, address: Option<IpAddr>) -> Self {
        let address = address.map(|known| ready(Some(known)).boxed().shared());
        Self { probe, address }
    }

    /// By one of these addresses: IPv4 where there is one, since many hops have nothing else.
    pub(super) fn by_address(probe: &'a Probe, found: UnboundedReceiver<IpAddr>) -> Self {
        let address = Some(preferred(found).boxed().shared());
        Self { probe, address }
    }

    /// What to ask for; nothing where there is no address.
    pub(super) async fn wanted(&self) -> Option<Wanted<'a>> {
        let address = match &self.address {
            None => None,
            Some(found) => Some(found.clone().await?),
        };
        let probe = self.probe;
        Some(Wanted { probe, address })
    }
}

async fn preferred(mut found: UnboundedReceiver<IpAddr>) -> Option<IpAddr> {
    let mut other = None;
    while let Some(address) = found.recv().await {
        if address.is_ipv4() {
            return Some(address);
        }
        other.get_or_insert(address);
    }
    other
}

/// Asks for a tunnel. No stream means that the hop answered something else.
pub(super) async fn open(
    stream: Box<dyn Stream>,
    wanted: Wanted<'_>,
    reached: Reached<'_>,
    seen: &mut Tunnel,
) -> Result<Option<Box<dyn Stream>>, Failure> {
    match reached.hop.scheme {
        HopScheme::Http | HopScheme::Https => http::open(stream, wanted.probe, reached, seen).await,
        HopScheme::Socks4a | HopScheme::Socks5 | HopScheme::Socks5h => {
            socks::open(stream, wanted, reached.hop, seen).await
        }
    }
}

/// The stream behind the answer, with whatever came glued to it.
async fn through(
    mut stream: Box<dyn Stream>,
    mut glued: Vec<u8>,
) -> Result<Box<dyn Stream>, Failure> {
    let mut first = [0; 1];
    match timeout(CLOSES_AT_ONCE, stream.read(&mut first)).await {
        Ok(Ok(0) | Err(_)) if glued.is_empty() => {
            return Err(Failure {
                kind: FailureKind::ClosedEarly,
                detail: "closed right behind its answer".to_owned(),
            });
        }
        Ok(Ok(length)) => glued.extend_from_slice(&first[..length]),
        // Nothing comes before our hello, as it should be; or the reader will meet the error.
        Ok(Err(_)) | Err(_) => {}
    }
    let (reader, writer) = split(stream);
    Ok(Box::new(join(Cursor::new(glued).chain(reader), writer)))
}
