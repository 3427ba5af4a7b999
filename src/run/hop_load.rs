//! How many requests of a run each hop has at a time. A hop that denies some because it has others of
//! ours gets no more than those from then on; one that denies nothing gets as many as the run makes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::evidence::{Attempt, Ended, HopLoad};
use crate::judge::{may_be_limited, shows_limit};
use crate::route::NextHop;

/// The hops of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct HopLoads(Arc<Mutex<HashMap<String, HopGate>>>);

impl HopLoads {
    /// The gate in front of a hop. The direct way has one that is always open.
    pub(super) fn gate(&self, hop: &NextHop) -> HopGate {
        let Some(hop) = hop else {
            return HopGate::default();
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(hop.to_string()).or_default().clone()
    }
}

/// What lets requests through to one hop.
#[derive(Debug, Clone)]
pub(super) struct HopGate(Arc<watch::Sender<State>>);

impl Default for HopGate {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(State::default())))
    }
}

#[derive(Debug)]
struct State {
    inside: u32,
    /// No more are let in at a time.
    most: u32,
    /// Is the one inside to stay alone?
    alone: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            inside: 0,
            most: u32::MAX,
            alone: false,
        }
    }
}

impl State {
    fn admit(&mut self, alone: bool) -> Option<u32> {
        let full = self.alone || self.inside >= self.most || alone && self.inside > 0;
        if full {
            return None;
        }
        self.alone = alone;
        self.inside += 1;
        Some(self.inside - 1)
    }
}

impl HopGate {
    /// Waits for room.
    pub(super) async fn enter(&self) -> Visit {
        self.admitted(false).await
    }

    /// Waits until nothing else of the run is at the hop, and keeps it so.
    pub(super) async fn enter_alone(&self) -> Visit {
        self.admitted(true).await
    }

    async fn admitted(&self, alone: bool) -> Visit {
        let mut changes = self.0.subscribe();
        loop {
            let mut admitted = None;
            self.0.send_if_modified(|state| {
                admitted = state.admit(alone);
                admitted.is_some()
            });
            if let Some(others_at_first) = admitted {
                return Visit {
                    gate: self.clone(),
                    others_at_first,
                };
            }
            // The sender is here: this only ends with a change.
            let _ = changes.changed().await;
        }
    }

    /// Lets in no more than this at a time from now on, and at least one.
    pub(super) fn lower(&self, most: u32) {
        self.0.send_if_modified(|state| {
            let before = state.most;
            state.most = before.min(most.max(1));
            state.most < before
        });
    }

    /// No more are let in at a time; none where nothing has lowered that.
    pub(super) fn most(&self) -> Option<u32> {
        let most = self.0.borrow().most;
        (most < u32::MAX).then_some(most)
    }
}

/// One request at a hop, for as long as this lives.
#[derive(Debug)]
pub(super) struct Visit {
    gate: HopGate,
    others_at_first: u32,
}

impl Visit {
    /// The other requests that the hop has by now; where all have just ended, those that it had at first.
    fn others(&self) -> u32 {
        match self.gate.0.borrow().inside.saturating_sub(1) {
            0 => self.others_at_first,
            others => others,
        }
    }

    /// Learns from what the hop did: where that is how limits show, it gets no more at a time than it
    /// has now beside this one. Gives what is to be written down where it denied this and had others.
    pub(super) fn learn(&self, attempts: &[&Attempt]) -> Option<HopLoad> {
        let others = self.others();
        if others == 0 || !attempts.iter().any(|attempt| may_be_limited(attempt)) {
            return None;
        }
        if attempts.iter().any(|attempt| shows_limit(attempt)) {
            self.gate.lower(others);
        }
        let at_once = None;
        Some(HopLoad { others, at_once })
    }

    /// The same, where asking again takes no time: the hop has said so, and was not silent.
    pub(super) fn was_denied(&self, attempts: &[&Attempt]) -> bool {
        let mut ends = attempts.iter().flat_map(|attempt| attempt.ends());
        let silent = ends.any(|ended| *ended == Ended::OutOfTime);
        self.learn(attempts).is_some() && !silent
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.gate.0.send_modify(|state| {
            state.inside -= 1;
            state.alone = false;
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt;
    use tokio::time::timeout;

    use super::*;
    use crate::evidence::{Connection, Step, Tunnel};

    fn gate_of(loads: &HopLoads, url: &str) -> HopGate {
        loads.gate(&url.parse().ok())
    }

    fn step<T>(seen: T) -> Step<T> {
        Step {
            at_ms: 0,
            took_ms: 1,
            seen,
            ended: Ended::Completed,
        }
    }

    /// What a hop answers to CONNECT.
    fn answered(status: u16) -> Attempt {
        let mut attempt = Attempt::new("10.0.0.8:3128".parse().expect("an address"));
        attempt.connect = Some(step(Connection::default()));
        let status = Some(status);
        attempt.tunnel = Some(step(Tunnel {
            status,
            ..Tunnel::default()
        }));
        attempt
    }

    #[test]
    fn a_hop_that_denies_nothing_gets_all_at_once() {
        let loads = HopLoads::default();
        let gate = gate_of(&loads, "http://proxy.example:8080");
        let visits: Vec<_> = (0..100).map(|_| gate.enter().now_or_never()).collect();
        for visit in visits.iter().flatten() {
            assert_eq!(visit.learn(&[&answered(200)]), None);
        }
        assert_eq!((visits.len(), gate.most()), (100, None));
    }

    #[test]
    fn a_hop_that_limits_gets_no_more_than_it_had_beside_what_it_denied() {
        let loads = HopLoads::default();
        let gate = gate_of(&loads, "http://proxy.example:8080");
        let mut visits: Vec<_> = (0..8).filter_map(|_| gate.enter().now_or_never()).collect();
        for visit in visits.split_off(4) {
            visit.learn(&[&answered(503)]);
            drop(visit);
        }
        assert_eq!(gate.most(), Some(4));
        assert!(gate.enter().now_or_never().is_none(), "four are inside");
        visits.pop();
        assert!(gate.enter().now_or_never().is_some(), "room for four");
        let other = gate_of(&loads, "http://other.example:8080");
        assert!(other.enter().now_or_never().is_some(), "another hop");
    }

    #[test]
    fn what_is_denied_to_one_alone_is_no_limit_and_a_policy_lowers_nothing() {
        let gate = gate_of(&HopLoads::default(), "http://proxy.example:8080");
        let first = gate.enter().now_or_never().expect("room");
        assert_eq!(first.learn(&[&answered(503)]), None);
        let _second = gate.enter().now_or_never().expect("room");
        let load = HopLoad {
            others: 1,
            at_once: None,
        };
        assert_eq!(first.learn(&[&answered(403)]), Some(load));
    }

    #[tokio::test(start_paused = true)]
    async fn alone_means_that_nobody_else_is_there() {
        let gate = HopGate::default();
        let visit = gate.enter().await;
        let waiting = gate.enter_alone();
        tokio::pin!(waiting);
        let second = Duration::from_secs(1);
        assert!(timeout(second, &mut waiting).await.is_err());
        drop(visit);
        let alone = waiting.await;
        assert!(gate.enter().now_or_never().is_none());
        drop(alone);
        assert!(gate.enter().now_or_never().is_some());
    }
}
