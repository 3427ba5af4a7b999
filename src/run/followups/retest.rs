//! The round after the run: what did not open beside others is asked once more, alone.
//!
//! One address after the other while they answer, since that is quick. Silence is not: once somebody
//! stays silent, the rest is asked a few at a time. The whole takes no longer than half a step.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use tokio::time::sleep;
use tracing::{Instrument, info_span};

use crate::evidence::{Attempt, Control, Ended};
use crate::judge::Retest;
use crate::net::Deadline;
use crate::observe::ProbeSlot;
use crate::run::probe_progress::ProbeProgress;
use crate::run::session::{Seen, Session};

/// Addresses asked at a time once somebody stayed silent.
const FEW: usize = 4;
/// A SYN is sent again after a second: no step is shorter than this, unless the user wants it so.
const SECOND_SYN: Duration = Duration::from_millis(1500);
/// This part of a step is left to the connections of the run, until everybody on the path has seen
/// them end.
const QUIET: u32 = 20;

/// Asks again what is worth it, and adds what that shows, or that there was no time for it.
pub(in crate::run) async fn ask_again(session: &Session<'_>, seen: &mut Seen, wanted: Vec<Retest>) {
    if wanted.is_empty() || session.by.is_over().is_some() {
        return;
    }
    session.environment.progress.asks_again(wanted.len());
    let step = session.settings.limits.step;
    // Ends early only where the run does.
    let _ = session.by.within(step, sleep(step / QUIET)).await;
    let by = session.by.sooner(step / 2);
    let mut open = by_address(wanted);
    while let Some(wanted) = open.pop_front() {
        let walks = session.walks(wanted, &by).await;
        let go_on = by.is_over().is_none() && !walks.iter().any(stays_silent);
        keep(walks, seen);
        if !go_on {
            break;
        }
    }
    let walks = open.into_iter();
    let walks = walks.map(|wanted| session.walks(wanted, &by));
    let mut walks = stream::iter(walks).buffer_unordered(FEW);
    while let Some(walks) = walks.next().await {
        keep(walks, seen);
    }
}

/// A walk that was made, or for which there was no time.
type Walk = (Retest, Option<Attempt>);

fn stays_silent((_, attempt): &Walk) -> bool {
    let step = attempt
        .as_ref()
        .and_then(|attempt| attempt.connect.as_ref());
    step.is_some_and(|step| step.ended == Ended::OutOfTime)
}

fn keep(walks: Vec<Walk>, seen: &mut Seen) {
    for (want, attempt) in walks {
        let evidence = &mut seen[want.probe].1;
        match attempt.map(Box::new) {
            Some(attempt) => evidence.controls.push(Control::Retest { attempt }),
            None => evidence.not_retested.push(want.to),
        }
    }
}

impl Session<'_> {
    /// Walks along one address, for every probe that wants to, one after another.
    async fn walks(&self, wanted: Vec<Retest>, by: &Deadline) -> Vec<Walk> {
        let mut done = Vec::new();
        for want in wanted {
            let attempt = match by.is_over() {
                Some(_) => None,
                // A walk that breaks takes no other down: it is as if there had been no time for it.
                None => AssertUnwindSafe(self.walk(want, by))
                    .catch_unwind()
                    .await
                    .ok(),
            };
            done.push((want, attempt));
        }
        done
    }

    async fn walk(&self, want: Retest, by: &Deadline) -> Attempt {
        let probe = &self.settings.plan.probes[want.probe];
        let slot = ProbeSlot {
            began: self.began[want.probe],
            started_unix: self.environment.now_unix,
            by: by.clone(),
            listener: Arc::new(ProbeProgress::begin(
                &self.environment.progress,
                want.probe,
                probe,
                None,
            )),
        };
        let at = self.destination(want.probe, want.to);
        let limit = if want.silent {
            SECOND_SYN
        } else {
            SECOND_SYN.max(self.settings.limits.step / 4)
        };
        let walk = self.observer.retest(&at, &slot, limit);
        let span = info_span!("retest", name = probe.host, to = %want.to);
        walk.instrument(span).await
    }
}

/// The walks along each address, in the order of the first.
fn by_address(wanted: Vec<Retest>) -> VecDeque<Vec<Retest>> {
    let mut places: HashMap<SocketAddr, usize> = HashMap::new();
    let mut all: VecDeque<Vec<Retest>> = VecDeque::new();
    for want in wanted {
        let place = *places.entry(want.to).or_insert(all.len());
        match all.get_mut(place) {
            Some(known) => known.push(want),
            None => all.push_back(vec![want]),
        }
    }
    all
}
