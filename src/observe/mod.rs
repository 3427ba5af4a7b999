//! The only folder that meets a target. It writes down what was seen and has no opinions.

mod clock;
mod connect;
mod fetch;
mod handshake;
mod resolve;
mod shape;
mod tap;

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use self::clock::Clock;
use self::handshake::Tls;
use crate::catalogue::Scheme;
use crate::evidence::{Attempt, Evidence};
use crate::net::{Deadline, Dial, Stream};
use crate::plan::Probe;

/// Addresses of one host that are tried; what is over is recorded as left out.
const MOST_ADDRESSES: usize = 256;

/// How far a probe may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time limit of one step.
    pub step: Duration,
    /// Attempts at each address.
    pub attempts: u32,
}

/// Meets targets.
#[derive(Debug, Clone)]
pub struct Observer {
    dial: Arc<dyn Dial>,
    servers: Vec<SocketAddr>,
    limits: Limits,
    tls: Tls,
}

impl Observer {
    /// An observer that asks these name servers.
    #[must_use]
    pub fn new(dial: Arc<dyn Dial>, servers: Vec<SocketAddr>, limits: Limits) -> Self {
        Self {
            dial,
            servers,
            limits,
            tls: Tls::new(),
        }
    }

    /// Walks one probe along every address of its host, connecting as soon as one is known.
    pub async fn observe(&self, probe: &Probe, by: &Deadline, started_unix: i64) -> Evidence {
        let clock = Clock::start(self.limits.step, by.clone());
        let mut evidence = Evidence {
            started_unix,
            ..Evidence::default()
        };
        if let Ok(address) = probe.host.parse::<IpAddr>() {
            let (found, arriving) = unbounded_channel();
            let _ = found.send(address);
            drop(found);
            self.walk_all(probe, arriving, &clock, &mut evidence).await;
            return evidence;
        }
        let (found, arriving) = unbounded_channel();
        let resolving = resolve::resolve(
            self.dial.as_ref(),
            &self.servers,
            &probe.host,
            &clock,
            found,
        );
        let walking = self.walk_all(probe, arriving, &clock, &mut evidence);
        let (resolved, ()) = tokio::join!(resolving, walking);
        in_order_of(&resolved.seen.addresses(), &mut evidence.attempts);
        evidence.resolve = Some(resolved);
        evidence
    }

    async fn walk_all(
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
    fn has_route(&self, address: IpAddr) -> bool {
        let far = match address {
            IpAddr::V4(_) => IpAddr::from([198, 41, 0, 4]),
            IpAddr::V6(_) => IpAddr::from([0x2001, 0x503, 0xba3e, 0, 0, 0, 2, 0x30]),
        };
        self.dial.has_route(address) || self.dial.has_route(far)
    }

    async fn walk(&self, probe: &Probe, to: SocketAddr, clock: &Clock) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for _ in 0..self.limits.attempts.max(1) {
            attempts.push(self.attempt(probe, to, clock).await);
        }
        attempts
    }

    async fn attempt(&self, probe: &Probe, to: SocketAddr, clock: &Clock) -> Attempt {
        let mut attempt = Attempt::new(to);
        let connecting = async |seen: &mut _| connect::connect(self.dial.as_ref(), to, seen).await;
        let (step, wire) = clock.step(connecting).await;
        attempt.connect = Some(step);
        let Some(wire) = wire else { return attempt };
        match probe.scheme {
            Scheme::Http => fetch_into(&mut attempt, wire.stream, probe, clock).await,
            Scheme::Https | Scheme::Tls => {
                self.secure(&mut attempt, wire.stream, probe, clock).await;
            }
        }
        attempt
    }

    async fn secure(
        &self,
        attempt: &mut Attempt,
        stream: Box<dyn Stream>,
        probe: &Probe,
        clock: &Clock,
    ) {
        let shaking = async |seen: &mut _| self.tls.shake(stream, &probe.host, seen).await;
        let (step, secured) = clock.step(shaking).await;
        attempt.handshake = Some(step);
        if let (Some(secured), Scheme::Https) = (secured, probe.scheme) {
            fetch_into(attempt, Box::new(secured), probe, clock).await;
        }
    }
}

async fn fetch_into(attempt: &mut Attempt, stream: Box<dyn Stream>, probe: &Probe, clock: &Clock) {
    let fetching = async |seen: &mut _| fetch::fetch(stream, probe, seen).await;
    let (step, _) = clock.step(fetching).await;
    attempt.fetch = Some(step);
}

/// Attempts in the order in which the addresses stand in the answers, so that two runs compare.
fn in_order_of(addresses: &[IpAddr], attempts: &mut [Attempt]) {
    attempts.sort_by_key(|attempt| addresses.iter().position(|a| *a == attempt.to.ip()));
}
