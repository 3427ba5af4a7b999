//! One walk once more, away from the others.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::evidence::Attempt;
use crate::observe::Observer;
use crate::observe::clock::{Clock, ProbeSlot};
use crate::observe::redact::SentProofs;
use crate::observe::tunnel::Asking;
use crate::plan::Probe;
use crate::route::Hop;

/// A walk that is made once more.
#[derive(Debug, Clone, Copy)]
pub struct Again<'a> {
    /// What is asked.
    pub probe: &'a Probe,
    /// The way it takes.
    pub hop: Option<&'a Hop>,
    /// Along which address.
    pub to: SocketAddr,
    /// The target's address, where the hop is given that in place of the name.
    pub asked: Option<IpAddr>,
}

impl Observer {
    /// Walks along one address once more, with this limit for each step.
    pub async fn walk_again(&self, again: Again<'_>, slot: &ProbeSlot, limit: Duration) -> Attempt {
        let clock = Clock::of(slot, limit.min(self.limits.step));
        let Some(hop) = again.hop else {
            return self.attempt(again.probe, again.to, &clock).await;
        };
        let told = SentProofs::default();
        let reached = self.reached((hop, again.to), &told, &clock);
        let asking = Asking::of(again.probe, again.asked);
        self.attempt_through(reached, &asking, &clock).await
    }
}
