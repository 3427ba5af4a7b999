//! What goes on beside the first walks: each follow-up starts as soon as what it needs was seen, and
//! the first failures are told. Keeps nothing: whoever adds follow-ups to the evidence finds them
//! started.

use std::collections::{BTreeSet, HashSet};

use tokio::sync::mpsc::UnboundedReceiver;

use super::event::Event;
use super::session::{Seen, Session};
use super::{followups, host};
use crate::evidence::{Attempt, Evidence};
use crate::finding::Verdict;
use crate::judge::{self, Case, Policy};
use crate::route::Route;
use crate::text::bytes::Blob;

/// Events that are taken in before anything is started because of them.
const MOST_AT_ONCE: usize = 64;

/// What was seen so far of each probe.
pub(super) struct Beside<'r, 'a> {
    session: &'r mut Session<'a>,
    /// Of those that are done, all; of the others, each chain that was shown.
    seen: Seen,
    done: Vec<bool>,
    /// The probes that make the handshakes of single versions.
    makes_versions: HashSet<usize>,
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
            makes_versions: followups::versions::first_places(session, routes),
            session,
            seen: routes.iter().map(empty).collect(),
            done: vec![false; routes.len()],
        }
    }

    /// Goes on until every walk has ended.
    pub(super) async fn follow(mut self, mut events: UnboundedReceiver<Event>) {
        let mut batch = Vec::new();
        while events.recv_many(&mut batch, MOST_AT_ONCE).await > 0 {
            let events = batch.drain(..);
            let places: BTreeSet<usize> = events.filter_map(|event| self.take_in(event)).collect();
            self.begin(&places);
        }
    }

    /// Starts what these probes need.
    fn begin(&mut self, places: &BTreeSet<usize>) {
        let session = &*self.session;
        let shown = places.iter().map(|&place| &self.seen[place].1);
        let local_roots = host::roots_of(session, shown);
        let cases = places.iter().filter_map(|&place| {
            let case = session.case(place, &self.seen[place])?;
            followups::start_files(session, &case, &local_roots);
            Some((place, case))
        });
        let cases: Vec<(usize, Case<'_>)> = cases.collect();
        let done = cases.into_iter().filter(|(place, _)| self.done[*place]);
        let done: Vec<(usize, Case<'_>)> = done.collect();
        followups::start_experiments(session, &done, &local_roots);
        if session.environment.progress.wants_failures() {
            let policy = session.policy(&local_roots);
            for (place, case) in &done {
                tell(session, *place, case, &policy);
            }
        }
    }

    /// The place of a probe of which something new is known.
    fn take_in(&mut self, event: Event) -> Option<usize> {
        match event {
            Event::Opened(place, there) => {
                if self.makes_versions.contains(&place) {
                    followups::versions::start(self.session, place, &there);
                }
                None
            }
            Event::Attempted(place, attempt) => {
                let attempts = &mut self.seen[place].1.attempts;
                let chain = chain_of(&attempt)?;
                if attempts.iter().any(|known| chain_of(known) == Some(chain)) {
                    return None;
                }
                attempts.push(*attempt);
                Some(place)
            }
            Event::Measured(place, outcome) => {
                self.session.learn(place, &outcome);
                self.seen[place] = (outcome.route, outcome.evidence);
                self.done[place] = true;
                Some(place)
            }
        }
    }
}

fn chain_of(attempt: &Attempt) -> Option<&[Blob]> {
    let handshake = attempt.handshake.as_ref()?;
    let chain = &handshake.seen.chain;
    (!chain.is_empty()).then_some(chain)
}

/// Tells of a probe that is done and fails. What follow-ups and other hosts show comes later, so this
/// is no result.
fn tell(session: &Session<'_>, place: usize, case: &Case<'_>, policy: &Policy<'_>) {
    if judge::judge(case, policy).verdict == Verdict::Fail {
        session.environment.progress.fails(place, case.probe);
    }
}
