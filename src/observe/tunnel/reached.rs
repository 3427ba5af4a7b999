//! A hop, where it was reached, and all it takes to reach it again.

use std::net::SocketAddr;

use crate::evidence::{Attempt, Connection, Failure, Handshake};
use crate::net::{Dial, Stream};
use crate::observe::activity::Activity;
use crate::observe::clock::Clock;
use crate::observe::connect::connect;
use crate::observe::redact::SentSecrets;
use crate::observe::tls::Tls;
use crate::route::{Hop, HopScheme};

/// A hop, where it was reached, and all it takes to reach it again.
#[derive(Debug, Clone, Copy)]
pub(in crate::observe) struct ReachedHop<'a> {
    pub(in crate::observe) hop: &'a Hop,
    pub(in crate::observe) at: SocketAddr,
    pub(in crate::observe) dial: &'a dyn Dial,
    pub(in crate::observe) tls: &'a Tls,
    /// The moment that its certificate has to be valid at.
    pub(in crate::observe) now_unix: i64,
    /// What it was told of a secret.
    pub(in crate::observe) sent: &'a SentSecrets,
}

impl ReachedHop<'_> {
    /// Begins to speak with the hop over a connection to it: with TLS where it wants that, which is
    /// a step of its own.
    pub(in crate::observe) async fn greet(
        &self,
        stream: Box<dyn Stream>,
        clock: &Clock,
        attempt: &mut Attempt,
    ) -> Option<Box<dyn Stream>> {
        if self.hop.scheme != HopScheme::Https {
            return Some(stream);
        }
        let securing = async |seen: &mut _| self.secured(stream, seen).await;
        let (step, secured) = clock.step(Activity::Securing, securing).await;
        attempt.hop_handshake = Some(step);
        secured
    }

    /// Another connection to the same address, to the same hop.
    pub(in crate::observe) async fn again(&self) -> Result<Box<dyn Stream>, Failure> {
        let wire = connect(self.dial, self.at, &mut Connection::default()).await?;
        match self.hop.scheme {
            HopScheme::Https => self.secured(wire.stream, &mut Handshake::default()).await,
            HopScheme::Http
            | HopScheme::Socks4
            | HopScheme::Socks4a
            | HopScheme::Socks5
            | HopScheme::Socks5h => Ok(wire.stream),
        }
    }

    async fn secured(
        &self,
        stream: Box<dyn Stream>,
        seen: &mut Handshake,
    ) -> Result<Box<dyn Stream>, Failure> {
        let shaken = self
            .tls
            .shake_with_hop(stream, (&self.hop.host, self.now_unix), seen)
            .await?;
        Ok(Box::new(shaken))
    }

    /// Does the hop fetch plain pages itself?
    pub(in crate::observe) fn fetches(&self) -> bool {
        self.hop.scheme.fetches()
    }
}
