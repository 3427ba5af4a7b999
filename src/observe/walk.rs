//! One probe: every address of its host, or the hop, step by step.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tracing::{Instrument, debug, debug_span};

use super::activity::Activity;
use super::clock::Clock;
use super::destination::Destination;
use super::fetch::{fetch_into, fetch_through};
use super::observer::Observer;
use super::redact::SentSecrets;
use super::resolve::Resolver;
use super::tls::Offer;
use super::tunnel::{PendingRequest, ReachedHop};
use super::{connect, redact, tunnel};
use crate::address::PUBLIC;
use crate::catalogue::Scheme;
use crate::evidence::{Attempt, Evidence, Resolution, Step};
use crate::net::Stream;
use crate::plan::Probe;
use crate::route::Hop;

/// Addresses of one host that are tried; what is over is recorded as left out.
const MOST_ADDRESSES: usize = 256;

impl Observer {
    /// Walks along every address of the host, connecting as soon as one is known.
    pub(super) async fn direct(&self, probe: &Probe, clock: &Clock, evidence: &mut Evidence) {
        let (found, arriving) = unbounded_channel();
        let resolving = self.resolve(&probe.host, clock, found);
        let walking = self.walk_all(probe, arriving, clock, evidence);
        let (resolved, ()) = tokio::join!(resolving, walking);
        sort(&mut evidence.attempts);
        evidence.resolve = resolved;
    }

    /// Asks a hop, at the first of its addresses that opens. What this machine's own name servers
    /// say of the target is worth knowing and not worth waiting for, unless the hop is to be given
    /// an address.
    pub(super) async fn through(
        &self,
        hop: &Hop,
        probe: &Probe,
        clock: &Clock,
        evidence: &mut Evidence,
    ) {
        let (of_target, target) = unbounded_channel();
        let (found, arriving) = unbounded_channel();
        let (patience, request) = if hop.scheme.resolves() {
            (clock.limit / 5, PendingRequest::new(probe, None))
        } else {
            (clock.limit, PendingRequest::by_address(probe, target))
        };
        let aside = clock.limited(patience);
        let (resolved, resolved_hop, attempts) = tokio::join!(
            self.resolve(&probe.host, &aside, of_target),
            self.resolve(&hop.host, clock, found),
            self.walk_through(hop, &request, arriving, clock),
        );
        evidence.resolve = resolved;
        evidence.resolve_hop = resolved_hop;
        evidence.attempts = attempts;
    }

    /// Resolves a name; an address stands for itself.
    pub(super) async fn resolve(
        &self,
        host: &str,
        clock: &Clock,
        found: UnboundedSender<IpAddr>,
    ) -> Option<Step<Resolution>> {
        if let Ok(address) = host.parse::<IpAddr>() {
            // Nobody listens once the run is stopped, and that is fine.
            let _ = found.send(address);
            return None;
        }
        let resolver = Resolver {
            dial: self.dial.as_ref(),
            servers: &self.servers,
            walks: &self.walks,
        };
        let _under_way = clock.begin(Activity::Resolving);
        let resolved = resolver.resolve(host, clock, found).await;
        let addresses = resolved.seen.addresses().len();
        debug!(took_ms = resolved.took_ms, "{host}: {addresses} addresses");
        Some(resolved)
    }

    pub(super) async fn walk_through(
        &self,
        hop: &Hop,
        request: &PendingRequest<'_>,
        mut arriving: UnboundedReceiver<IpAddr>,
        clock: &Clock,
    ) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        while let Some(address) = arriving.recv().await {
            let (at, sent) = (SocketAddr::new(address, hop.port), SentSecrets::default());
            let reached = self.reached((hop, at), &sent, clock);
            let attempt = self.attempt_through(reached, request, clock).await;
            clock.attempted(&attempt);
            attempts.push(attempt);
            let opened = |attempt: &Attempt| attempt.connect.as_ref().is_some_and(Step::completed);
            if attempts.last().is_some_and(opened) {
                for _ in 1..self.limits.attempts {
                    attempts.push(self.attempt_through(reached, request, clock).await);
                }
                break;
            }
        }
        attempts
    }

    pub(super) async fn walk_all(
        &self,
        probe: &Probe,
        mut arriving: UnboundedReceiver<IpAddr>,
        clock: &Clock,
        evidence: &mut Evidence,
    ) {
        let mut walks = FuturesUnordered::new();
        let mut known = HashSet::new();
        loop {
            tokio::select! {
                biased;
                Some(address) = arriving.recv() => {
                    let to = SocketAddr::new(address, probe.port);
                    if !known.insert(address) {
                        continue;
                    }
                    if !self.has_route(address) {
                        evidence.unrouted.push(to);
                    } else if walks.len() + evidence.attempts.len() >= MOST_ADDRESSES {
                        evidence.left_out.push(to);
                    } else {
                        walks.push(self.walk(probe, to, clock));
                    }
                }
                Some(attempts) = walks.next() => evidence.attempts.extend(attempts),
                else => break,
            }
        }
    }

    /// Is there a way to this address, or at least to its family?
    pub(super) fn has_route(&self, address: IpAddr) -> bool {
        let alike = |far: &IpAddr| far.is_ipv4() == address.is_ipv4();
        let mut far = PUBLIC.into_iter().filter(alike);
        self.dial.has_route(address) || far.any(|far| self.dial.has_route(far))
    }

    pub(super) async fn walk(&self, probe: &Probe, to: SocketAddr, clock: &Clock) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for _ in 0..self.limits.attempts.max(1) {
            let span = debug_span!("attempt", %to);
            let attempt = self.attempt(probe, to, clock).instrument(span).await;
            clock.attempted(&attempt);
            attempts.push(attempt);
        }
        attempts
    }

    pub(super) fn reached<'a>(
        &'a self,
        (hop, at): (&'a Hop, SocketAddr),
        sent: &'a SentSecrets,
        clock: &Clock,
    ) -> ReachedHop<'a> {
        ReachedHop {
            hop,
            at,
            sent,
            dial: self.dial.as_ref(),
            tls: &self.tls,
            now_unix: clock.started_unix,
        }
    }

    pub(super) async fn attempt_through(
        &self,
        reached: ReachedHop<'_>,
        request: &PendingRequest<'_>,
        clock: &Clock,
    ) -> Attempt {
        let mut attempt = Attempt::new(reached.at);
        let span = debug_span!("attempt", to = %reached.at);
        self.meet_through(&mut attempt, reached, request, clock)
            .instrument(span)
            .await;
        redact::redact(reached.hop, reached.sent, &mut attempt);
        attempt
    }

    /// Goes as far as the hop lets us.
    pub(super) async fn meet_through(
        &self,
        attempt: &mut Attempt,
        reached: ReachedHop<'_>,
        request: &PendingRequest<'_>,
        clock: &Clock,
    ) -> Option<()> {
        let connecting =
            async |seen: &mut _| connect::connect(reached.dial, reached.at, seen).await;
        let (step, wire) = clock.step(Activity::Connecting, connecting).await;
        attempt.connect = Some(step);
        let stream = reached.greet(wire?.stream, clock, attempt).await?;
        let patient = clock.limited(clock.limit * 3 / 2);
        let wanted = request.ready().await?;
        if wanted.probe.scheme == Scheme::Http && reached.fetches() {
            fetch_through(attempt, stream, wanted.probe, reached, &patient).await;
            return None;
        }
        let opening = async |seen: &mut _| tunnel::open(stream, wanted, reached, seen).await;
        let (step, opened) = patient.step(Activity::AskingHop, opening).await;
        let asked = step.seen.asked;
        attempt.tunnel = Some(step);
        let stream = opened??;
        clock.opened(&Destination {
            probe: wanted.probe.clone(),
            hop: Some(reached.hop.clone()),
            to: reached.at,
            asked,
        });
        self.speak(attempt, stream, wanted.probe, clock).await;
        Some(())
    }

    pub(super) async fn attempt(&self, probe: &Probe, to: SocketAddr, clock: &Clock) -> Attempt {
        let mut attempt = Attempt::new(to);
        let connecting = async |seen: &mut _| connect::connect(self.dial.as_ref(), to, seen).await;
        let (step, wire) = clock.step(Activity::Connecting, connecting).await;
        attempt.connect = Some(step);
        let Some(wire) = wire else { return attempt };
        clock.opened(&Destination {
            probe: probe.clone(),
            hop: None,
            to,
            asked: None,
        });
        self.speak(&mut attempt, wire.stream, probe, clock).await;
        attempt
    }

    /// Speaks with the target, as its scheme wants it.
    pub(super) async fn speak(
        &self,
        attempt: &mut Attempt,
        stream: Box<dyn Stream>,
        probe: &Probe,
        clock: &Clock,
    ) {
        match probe.scheme {
            Scheme::Http => fetch_into(attempt, stream, probe, clock).await,
            Scheme::Https | Scheme::Tls => self.secure(attempt, stream, probe, clock).await,
        }
    }

    pub(super) async fn secure(
        &self,
        attempt: &mut Attempt,
        stream: Box<dyn Stream>,
        probe: &Probe,
        clock: &Clock,
    ) {
        let offer = Offer::usual(&probe.host).proving(probe);
        let shaking = async |seen: &mut _| self.tls.shake(stream, &offer, seen).await;
        let (step, secured) = clock.step(Activity::Securing, shaking).await;
        attempt.handshake = Some(step);
        if let (Some(secured), Scheme::Https) = (secured, probe.scheme) {
            let capture = secured.get_ref().0.capture();
            fetch_into(attempt, Box::new(secured), probe, clock).await;
            if let Some(step) = &mut attempt.handshake {
                step.seen.renegotiation_requested = capture.renegotiation_requested();
            }
        }
    }
}

/// Attempts by address: name servers rotate their answers, and two runs should compare.
fn sort(attempts: &mut [Attempt]) {
    attempts.sort_by_key(|attempt| attempt.to);
}
