//! Small experiments beside the main walks.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;

use super::activity::Activity;
use super::clock::{Clock, ProbeSlot};
use super::destination::Destination;
use super::{Observer, connect, http2};
use crate::catalogue::TlsVersion;
use crate::evidence::matrix::{Naming, Size};
use crate::evidence::{Attempt, Http2Greeting, Resolution, Step};
use crate::net::Stream;
use crate::observe::redact;
use crate::observe::redact::SentSecrets;
use crate::observe::tls::{Offer, Secured};

impl Observer {
    /// Opens a connection and says nothing on it.
    pub async fn connect_only(&self, to: SocketAddr, slot: &ProbeSlot, limit: Duration) -> Attempt {
        let clock = Clock::of(slot, limit.min(self.limits.step));
        let mut attempt = Attempt::new(to);
        let dial = self.dial.as_ref();
        let connecting = async |seen: &mut _| connect::connect(dial, to, seen).await;
        let (step, _) = clock.step(Activity::Connecting, connecting).await;
        attempt.connect = Some(step);
        attempt
    }

    /// Shakes hands under this name, and sends no request.
    pub async fn handshake_as(
        &self,
        there: &Destination,
        name: &Naming,
        slot: &ProbeSlot,
        limit: Duration,
    ) -> Attempt {
        let clock = Clock::of(slot, limit.min(self.limits.step));
        let (host, named) = match name {
            Naming::Asked => (there.probe.host.as_str(), true),
            Naming::Other(name) => (name.as_str(), true),
            Naming::Nobody => (there.probe.host.as_str(), false),
        };
        let offer = Offer {
            named,
            ..Offer::usual(host)
        };
        let mut attempt = Attempt::new(there.to);
        self.shake_at(there, &offer, &clock, &mut attempt).await;
        attempt
    }

    /// Shakes hands offering this version alone, and sends no request.
    pub async fn handshake_offering(
        &self,
        there: &Destination,
        version: TlsVersion,
        slot: &ProbeSlot,
        limit: Duration,
    ) -> Attempt {
        let clock = Clock::of(slot, limit.min(self.limits.step));
        let offer = Offer {
            only: Some((version, Size::Small)),
            ..Offer::usual(&there.probe.host)
        };
        let mut attempt = Attempt::new(there.to);
        self.shake_at(there, &offer, &clock, &mut attempt).await;
        attempt
    }

    /// Shakes hands offering HTTP/2, and begins to speak it where the server chooses that.
    pub async fn handshake_with_http2(
        &self,
        there: &Destination,
        slot: &ProbeSlot,
    ) -> (Attempt, Option<Step<Http2Greeting>>) {
        let clock = Clock::of(slot, self.limits.step);
        let offer = Offer {
            http2: true,
            ..Offer::usual(&there.probe.host)
        };
        let mut attempt = Attempt::new(there.to);
        let secured = self.shake_at(there, &offer, &clock, &mut attempt).await;
        let chosen = |stream: &Secured| stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let Some(stream) = secured.filter(chosen) else {
            return (attempt, None);
        };
        let greeting = async |seen: &mut _| http2::greet(stream, seen).await;
        let (step, _) = clock.step(Activity::Fetching, greeting).await;
        (attempt, Some(step))
    }

    /// Asks the hop for a tunnel and says nothing in it. Says whether there was one.
    pub async fn tunnel_only(
        &self,
        there: &Destination,
        slot: &ProbeSlot,
        limit: Duration,
    ) -> (Attempt, bool) {
        let clock = Clock::of(slot, limit.min(self.limits.step));
        let (mut attempt, sent) = (Attempt::new(there.to), SentSecrets::default());
        let opened = self.reach(there, &sent, &clock, &mut attempt).await;
        if let Some(hop) = &there.hop {
            redact::redact(hop, &sent, &mut attempt);
        }
        (attempt, opened.is_some())
    }

    /// Shakes hands in small packets, straight at the target.
    pub async fn handshake_in_small_packets(
        &self,
        there: &Destination,
        slot: &ProbeSlot,
        limit: Duration,
    ) -> Attempt {
        let clock = Clock::of(slot, limit.min(self.limits.step));
        let mut attempt = Attempt::new(there.to);
        let (dial, to) = (self.dial.as_ref(), there.to);
        let connecting =
            async |seen: &mut _| connect::connect_in_small_packets(dial, to, seen).await;
        let (step, wire) = clock.step(Activity::Connecting, connecting).await;
        attempt.connect = Some(step);
        if let Some(wire) = wire {
            let offer = Offer::usual(&there.probe.host);
            self.shake_on(wire.stream, &offer, &clock, &mut attempt)
                .await;
        }
        attempt
    }

    /// Asks these name servers and the system for one name, and goes nowhere.
    pub async fn lookup(
        &self,
        name: &str,
        servers: &[SocketAddr],
        slot: &ProbeSlot,
        limit: Duration,
    ) -> Option<Step<Resolution>> {
        let clock = Clock::of(slot, limit.min(self.limits.step));
        let (nobody, _) = unbounded_channel();
        let asking = Self {
            servers: servers.to_vec(),
            walks: Arc::default(),
            ..self.clone()
        };
        asking.resolve(name, &clock, nobody).await
    }

    /// Is there a way to this address?
    #[must_use]
    pub fn has_route_to(&self, address: IpAddr) -> bool {
        self.dial.has_route(address)
    }

    /// One handshake and no request.
    async fn shake_at(
        &self,
        there: &Destination,
        offer: &Offer<'_>,
        clock: &Clock,
        attempt: &mut Attempt,
    ) -> Option<Secured> {
        let sent = SentSecrets::default();
        let secured = match self.reach(there, &sent, clock, attempt).await {
            Some(stream) => self.shake_on(stream, offer, clock, attempt).await,
            None => None,
        };
        if let Some(hop) = &there.hop {
            redact::redact(hop, &sent, attempt);
        }
        secured
    }

    async fn shake_on(
        &self,
        stream: Box<dyn Stream>,
        offer: &Offer<'_>,
        clock: &Clock,
        attempt: &mut Attempt,
    ) -> Option<Secured> {
        let shaking = async |seen: &mut _| self.tls.shake(stream, offer, seen).await;
        let (step, secured) = clock.step(Activity::Securing, shaking).await;
        attempt.handshake = Some(step);
        secured
    }
}
