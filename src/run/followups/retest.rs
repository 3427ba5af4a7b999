//! The round after the run: what did not open, or what a hop denied, beside others is asked once more,
//! alone.
//!
//! What a hop denied in so many words first, one after another: that takes a round trip each. Then one
//! address after the other while they answer. Silence takes time: once one address is slow to answer, the
//! rest is asked a few at a time, and for no longer than half a step.

use std::collections::{HashMap, VecDeque};
use std::future::pending;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::time::{sleep, timeout};
use tracing::{Instrument, info_span};

use crate::evidence::{Attempt, Control, Ended, Evidence};
use crate::judge::{Retest, may_be_limited};
use crate::net::Deadline;
use crate::observe::ProbeSlot;
use crate::run::probe_progress::ProbeProgress;
use crate::run::session::{Seen, Session};

/// Addresses asked at a time once one of them was slow to answer.
const FEW: usize = 4;
/// Whoever answers at all has mostly done so by then.
const QUICK: Duration = Duration::from_millis(300);
/// A SYN is sent again after a second: no step is shorter than this, unless the user wants it so.
const SECOND_SYN: Duration = Duration::from_millis(1500);
/// This part of a step is left to the connections of the run, until everybody on the path has seen
/// them end.
const QUIET: u32 = 20;
/// This part of a step is left to a hop for ending a connection that it let through.
const CLOSING: u32 = 200;
/// Hops that answer are asked again for no longer than so many steps.
const MOST_STEPS: u32 = 3;

/// Asks again what is worth it, and adds what that shows, or that there was no time for it.
pub(in crate::run) async fn ask_again(session: &Session<'_>, seen: &mut Seen, wanted: Vec<Retest>) {
    if wanted.is_empty() || session.by.is_over().is_some() {
        return;
    }
    session.environment.progress.asks_again(wanted.len());
    let step = session.settings.limits.step;
    // Ends early only where the run does.
    let _ = session.by.within(step, sleep(step / QUIET)).await;
    let wanted = Box::pin(ask_hops(session, seen, wanted)).await;
    let by = session.by.sooner(step / 2);
    let mut open = by_address(wanted);
    let (mut walks, mut width) = (FuturesUnordered::new(), 1);
    loop {
        let free = open.len().min(width - walks.len());
        walks.extend(open.drain(..free).map(|wanted| session.walks(wanted, &by)));
        match timeout(QUICK, walks.next()).await {
            Ok(Some(walks)) => keep(session, walks, seen),
            Ok(None) => break,
            Err(_) => width = FEW,
        }
    }
}

/// Asks hops again for what they denied in so many words, as long as they answer. Gives what is left:
/// the others, and what was not asked once a hop had fallen silent.
async fn ask_hops(session: &Session<'_>, seen: &mut Seen, wanted: Vec<Retest>) -> Vec<Retest> {
    let is_quick = |want: &Retest| !want.silent && session.hops[want.probe].is_some();
    let (quick, mut others): (Vec<_>, Vec<_>) = wanted.into_iter().partition(is_quick);
    let by = session.by.sooner(session.settings.limits.step * MOST_STEPS);
    let mut open = VecDeque::from(quick);
    // Some proxies count the connections that have ended only when the next one comes: what was denied
    // before anything passed is asked for once more after that.
    let mut denied = Some(Vec::new());
    while let Some(want) = open.pop_front() {
        let walks = session.walks(vec![want], &by).await;
        let outcome = Outcome::of(&walks);
        keep(session, walks, seen);
        match outcome {
            Outcome::Silent => break,
            Outcome::Denied => denied.iter_mut().for_each(|denied| denied.push(want)),
            Outcome::Passes => {
                open.extend(denied.take().into_iter().flatten());
                let closing = session.settings.limits.step / CLOSING;
                let _ = by.within(closing, pending::<()>()).await;
            }
        }
    }
    others.extend(open);
    others
}

/// What a hop did when it was asked alone.
enum Outcome {
    Silent,
    Denied,
    Passes,
}

impl Outcome {
    fn of(walks: &[Walk]) -> Self {
        let attempts = || walks.iter().filter_map(|(_, attempt)| attempt.as_ref());
        let mut ends = attempts().flat_map(Attempt::ends);
        if ends.any(|ended| *ended == Ended::OutOfTime) {
            Self::Silent
        } else if attempts().any(|attempt| !may_be_limited(attempt)) {
            Self::Passes
        } else {
            Self::Denied
        }
    }
}

/// A walk that was made, or for which there was no time.
type Walk = (Retest, Option<Attempt>);

fn keep(session: &Session<'_>, walks: Vec<Walk>, seen: &mut Seen) {
    for (want, attempt) in walks {
        if let Some(attempt) = &attempt {
            session.learn_alone(want, attempt, &seen[want.probe].1);
        }
        let evidence = &mut seen[want.probe].1;
        match (attempt.map(Box::new), want.version) {
            (Some(attempt), None) => evidence.controls.push(Control::Retest { attempt }),
            (Some(attempt), Some(version)) => evidence.controls.push(Control::TlsVersion {
                version,
                alone: true,
                attempt,
            }),
            (None, None) => evidence.not_retested.push(want.to),
            // Without the second handshake, the first one weighs less.
            (None, Some(_)) => {}
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

    /// A hop that denied a walk beside others of the run and lets it through alone has shown its limit.
    fn learn_alone(&self, want: Retest, alone: &Attempt, evidence: &Evidence) {
        let Some(load) = evidence.hop_load else {
            return;
        };
        let broken_off = alone
            .ends()
            .any(|ended| matches!(ended, Ended::GaveUp | Ended::Interrupted));
        if want.version.is_none() && !broken_off && !may_be_limited(alone) {
            self.hop_loads
                .gate(&self.hops[want.probe])
                .lower(load.others);
        }
    }

    async fn walk(&self, want: Retest, by: &Deadline) -> Attempt {
        let gate = self.hop_loads.gate(&self.hops[want.probe]);
        // What nobody waits for may still be under way; that keeps nothing from being asked.
        let patience = self.settings.limits.step / QUIET;
        let _alone = by.within(patience, gate.enter_alone()).await;
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
        let quick = self.settings.limits.step / if at.hop.is_some() { 2 } else { 4 };
        let patience = if want.silent && want.version.is_none() {
            SECOND_SYN
        } else {
            SECOND_SYN.max(quick)
        };
        let limit = patience.min(by.remaining());
        let span = info_span!("retest", name = probe.host, to = %want.to);
        let walk = async {
            match want.version {
                None => self.observer.retest(&at, &slot, limit).await,
                Some(version) => {
                    let shaking = self.observer.handshake_offering(&at, version, &slot, limit);
                    shaking.await
                }
            }
        };
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
