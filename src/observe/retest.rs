//! One walk once more, away from the others.

use std::time::Duration;

use crate::evidence::Attempt;
use crate::observe::Observer;
use crate::observe::clock::{Clock, ProbeSlot};
use crate::observe::destination::Destination;
use crate::observe::redact::SentSecrets;
use crate::observe::tunnel::PendingRequest;

impl Observer {
    /// Walks along one address once more, with this limit for each step.
    pub async fn retest(&self, at: &Destination, slot: &ProbeSlot, limit: Duration) -> Attempt {
        let clock = Clock::of(slot, limit.min(self.limits.step));
        let Some(hop) = &at.hop else {
            return self.attempt(&at.probe, at.to, &clock).await;
        };
        let sent = SentSecrets::default();
        let reached = self.reached((hop, at.to), &sent, &clock);
        let request = PendingRequest::new(&at.probe, at.asked);
        self.attempt_through(reached, &request, &clock).await
    }
}
