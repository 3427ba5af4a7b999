//! One handshake of the inspection matrix: as it is told to be, and no request after it.

use super::activity::Activity;
use super::clock::{Clock, ProbeSlot};
use super::destination::Destination;
use super::tunnel::{self, TunnelRequest};
use super::{Observer, connect};
use crate::evidence::Attempt;
use crate::evidence::matrix::{Cell, Hello, Naming};
use crate::net::Stream;
use crate::observe::redact;
use crate::observe::redact::SentSecrets;
use crate::observe::tls::Offer;
use crate::route::Hop;

/// A handshake to make.
#[derive(Debug, Clone)]
pub struct Greeting {
    /// Whose matrix it belongs to, and where it is made.
    pub at: Destination,
    /// What the hello is to be like.
    pub hello: Hello,
    /// Which attempt of this kind it is, counted from one.
    pub nth: u32,
}

impl Greeting {
    fn offer(&self) -> Offer<'_> {
        let (host, named) = match &self.hello.name {
            Naming::Asked => (&self.at.probe.host, true),
            Naming::Other(name) => (name, true),
            Naming::Nobody => (&self.at.probe.host, false),
        };
        Offer {
            host,
            named,
            only: Some((self.hello.version, self.hello.size)),
            http2: false,
            proves: None,
        }
    }
}

impl Observer {
    /// Makes one handshake and ends the connection.
    pub async fn greet(&self, greeting: &Greeting, slot: &ProbeSlot) -> Cell {
        let clock = Clock::of(slot, self.limits.step);
        let mut attempt = Attempt::new(greeting.at.to);
        let sent = SentSecrets::default();
        let reaching = self.reach(&greeting.at, &sent, &clock, &mut attempt);
        if let Some(stream) = reaching.await {
            let offer = greeting.offer();
            let shaking = async |seen: &mut _| self.tls.shake(stream, &offer, seen).await;
            let (step, _) = clock.step(Activity::Securing, shaking).await;
            attempt.handshake = Some(step);
        }
        if let Some(hop) = &greeting.at.hop {
            redact::redact(hop, &sent, &mut attempt);
        }
        Cell {
            via: greeting.at.hop.as_ref().map(Hop::to_string),
            hello: greeting.hello.clone(),
            nth: greeting.nth,
            attempt,
            chain: None,
        }
    }

    /// The stream that TLS is to begin on.
    pub(super) async fn reach(
        &self,
        at: &Destination,
        sent: &SentSecrets,
        clock: &Clock,
        attempt: &mut Attempt,
    ) -> Option<Box<dyn Stream>> {
        let dial = self.dial.as_ref();
        let connecting = async |seen: &mut _| connect::connect(dial, at.to, seen).await;
        let (step, wire) = clock.step(Activity::Connecting, connecting).await;
        attempt.connect = Some(step);
        let stream = wire?.stream;
        let Some(hop) = &at.hop else {
            return Some(stream);
        };
        let reached = self.reached((hop, at.to), sent, clock);
        let stream = reached.greet(stream, clock, attempt).await?;
        let wanted = TunnelRequest {
            probe: &at.probe,
            address: at.asked,
        };
        let patient = clock.limited(clock.limit * 3 / 2);
        let opening = async |seen: &mut _| tunnel::open(stream, wanted, reached, seen).await;
        let (step, opened) = patient.step(Activity::AskingHop, opening).await;
        attempt.tunnel = Some(step);
        opened.flatten()
    }
}
