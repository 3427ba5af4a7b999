//! Measures probes: what it needs, and one probe from its start to its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::clock::{Clock, ProbeSlot};
use super::resolve::SharedWalks;
use super::tls::Tls;
use crate::evidence::Evidence;
use crate::evidence::recording::Challenge;
use crate::net::Dial;
use crate::plan::Probe;
use crate::route::Hop;
use crate::text::bytes::Blob;

/// How far a probe may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time limit of one step.
    pub step: Duration,
    /// Attempts at each address.
    pub attempts: u32,
}

/// Measures probes, with the name servers, limits and trust of one run.
#[derive(Debug, Clone)]
pub struct Observer {
    pub(super) dial: Arc<dyn Dial>,
    pub(super) servers: Vec<SocketAddr>,
    pub(super) limits: Limits,
    pub(super) tls: Tls,
    /// What its probes asked name servers so far.
    pub(super) walks: Arc<SharedWalks>,
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
            walks: Arc::default(),
        }
    }

    /// Takes in certificates that this machine trusts: a hop may prove itself by them, as by
    /// those that browsers trust.
    #[must_use]
    pub fn trusting(mut self, roots: &[Blob]) -> Self {
        self.tls = self.tls.trusting(roots);
        self
    }

    /// Records every handshake of a probe from now on, for a proof.
    #[must_use]
    pub fn recording(mut self, challenge: Challenge) -> Self {
        self.tls.record(challenge);
        self
    }

    /// The same observer with a shorter time limit for each step.
    #[must_use]
    pub fn sooner(&self, limit: Duration) -> Self {
        Self {
            limits: Limits {
                step: self.limits.step.min(limit),
                ..self.limits
            },
            ..self.clone()
        }
    }

    /// Measures one probe the way it is to go.
    pub async fn observe(&self, probe: &Probe, hop: Option<&Hop>, slot: &ProbeSlot) -> Evidence {
        let clock = Clock::of(slot, self.limits.step);
        let mut evidence = Evidence {
            started_unix: slot.started_unix,
            ..Evidence::default()
        };
        match hop {
            None => self.direct(probe, &clock, &mut evidence).await,
            Some(hop) => self.through(hop, probe, &clock, &mut evidence).await,
        }
        evidence
    }
}
