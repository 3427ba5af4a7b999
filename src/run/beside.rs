//! What goes on beside the first walks: each follow-up starts as soon as what it needs was seen, and
//! the first failures are told. Keeps nothing: whoever adds follow-ups to the evidence finds them
//! started.

use tokio::sync::mpsc::UnboundedReceiver;

use super::pending::Event;
use super::routing::Outcome;
use super::session::{Seen, Session};
use super::{followups, host};
use crate::evidence::Evidence;
use crate::finding::Verdict;
use crate::judge::{self, Case};
use crate::route::Route;
use crate::text::bytes::Blob;

/// Events that are taken in before anything is started because of them.
const MOST_AT_ONCE: usize = 64;

/// What was seen so far of each probe.
pub(super) struct Beside<'r, 'a> {
    session: &'r mut Session<'a>,
    /// Of those that are done, all; of the others, the addresses that are.
    seen: Seen,
    done: Vec<bool>,
    /// Places of probes that were found to fail.
    failed: Vec<usize>,
}

impl<'r, 'a> Beside<'r, 'a> {
    /// Nothing was seen yet on these routes.
    pub(super) fn new(session: &'r mut Session<'a>, routes: &[Route]) -> Self {
        let now_unix = session.environment.now_unix;
        let empty = |route: &Route| {
            let evidence = Evidence {
                started_unix: now_unix,
                ..Evidence::default()
            };
            (route.clone(), evidence)
        };
        Self {
            session,
            seen: routes.iter().map(empty).collect(),
            done: vec![false; routes.len()],
            failed: Vec::new(),
        }
    }

    /// Goes on until every walk has ended.
    pub(super) async fn follow(mut self, mut events: UnboundedReceiver<Event>) {
        let mut batch = Vec::new();
        while events.recv_many(&mut batch, MOST_AT_ONCE).await > 0 {
            let mut places: Vec<usize> = Vec::new();
            let mut any_done = false;
            for event in batch.drain(..) {
                any_done |= matches!(event, Event::Measured(..));
                places.push(self.take_in(event));
            }
            places.sort_unstable();
            places.dedup();
            let local_roots = host::roots_of(self.session, &self.seen);
            for &place in &places {
                let (route, evidence) = &self.seen[place];
                followups::start_files(self.session, (place, route, evidence), &local_roots);
                self.judge(place, &local_roots);
            }
            if any_done {
                followups::start_experiments(self.session, &self.of_done(), &local_roots);
            }
        }
    }

    fn take_in(&mut self, event: Event) -> usize {
        match event {
            Event::Attempted(place, attempt) => {
                if !self.done[place] {
                    self.seen[place].1.attempts.push(attempt);
                }
                place
            }
            Event::Measured(place, outcome) => {
                self.session.learn(place, &outcome);
                let Outcome {
                    route, evidence, ..
                } = *outcome;
                self.seen[place] = (route, evidence);
                self.done[place] = true;
                place
            }
        }
    }

    /// Experiments are chosen by what whole probes show.
    fn of_done(&self) -> Seen {
        let pairs = self.seen.iter().zip(&self.done);
        let whole = pairs.map(|((route, evidence), done)| {
            let evidence = done.then(|| evidence.clone()).unwrap_or_default();
            (route.clone(), evidence)
        });
        whole.collect()
    }

    /// Tells of a probe that is done and fails. What follow-ups and other hosts show comes later, so
    /// this is no result.
    fn judge(&mut self, place: usize, local_roots: &[Blob]) {
        let probe = &self.session.settings.plan.probes[place];
        let endpoint = self.session.settings.catalogue.endpoint(&probe.endpoint);
        let (true, Some(endpoint)) = (self.done[place], endpoint) else {
            return;
        };
        let (route, evidence) = &self.seen[place];
        let case = Case {
            probe,
            endpoint,
            route,
            evidence,
        };
        let judgement = judge::judge(&case, &self.session.policy(local_roots));
        if judgement.verdict == Verdict::Fail && !self.failed.contains(&place) {
            self.failed.push(place);
            self.session.environment.progress.fails(place, probe);
        }
    }
}
