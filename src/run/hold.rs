//! After everything else, where it is wanted: idle connections, as the agents' own channel is one.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::session::{Seen, Session};
use super::tasks::in_order;
use tracing::{Instrument, info_span};

use crate::catalogue::{Phase, Scheme};
use crate::evidence::{Attempt, Control, Held, Step};
use crate::net::Deadline;
use crate::observe::Hold;

/// The shortest idle time; each further one is twice as long.
const SHORTEST: Duration = Duration::from_secs(30);
/// No more connections than this are kept.
const MOST: usize = 512;

/// Keeps connections to every endpoint that the agent needs while it runs, all at once. This takes as
/// long as it takes, whatever the run's own limit is; only the user stops it.
pub(super) async fn observe(session: &Session<'_>, seen: &mut Seen, longest: Duration) {
    if *session.environment.stop.borrow() {
        return;
    }
    let most = longest + session.settings.limits.step * 5;
    let by = Deadline::after(most, session.environment.stop.clone());
    let slot = session.slot(by);
    let plan = plan(session, seen, longest);
    session.environment.progress.holds(plan.len(), longest);
    let tasks = plan.iter().map(|(_, hold)| {
        let (observer, slot, hold) = (Arc::clone(&session.observer), slot.clone(), hold.clone());
        let span = info_span!("hold", name = hold.at.probe.host);
        async move { observer.hold(&hold, &slot).await }.instrument(span)
    });
    let held = in_order(tasks.collect()).await;
    for ((place, _), held) in plan.iter().zip(held) {
        // One that broke has shown nothing, and nothing rests on it.
        let evidence = &mut seen[*place].1;
        let held = held
            .ok()
            .map(|held| without_known_chain(held, &evidence.attempts));
        evidence.held.extend(held);
    }
    for (_, evidence) in seen {
        evidence.held.sort_by_key(|held| held.idle_s);
    }
}

/// The chain that the walk saw at the same address is in the report already.
fn without_known_chain(mut held: Held, attempts: &[Attempt]) -> Held {
    let mut there = attempts.iter().filter(|one| one.to == held.to);
    let shown = there.find_map(|one| one.handshake.as_ref().filter(|shown| shown.completed()));
    if shown.is_some_and(|shown| shown.seen.chain == held.chain) {
        held.chain.clear();
    }
    held
}

/// One sample of each endpoint, the first whose TLS came about; every idle time at the same address.
fn plan(session: &Session<'_>, seen: &Seen, longest: Duration) -> Vec<(usize, Hold)> {
    let rows = session.settings.catalogue.rows_by_id();
    // The agents' own long connections, where the file says which these are.
    let mut probes = session.settings.plan.probes.iter();
    let upgrades = probes.any(|probe| probe.upgrade.is_some());
    let mut known = HashSet::new();
    let mut plan = Vec::new();
    for (place, probe) in session.settings.plan.probes.iter().enumerate() {
        let phase = rows.get(&*probe.endpoint).and_then(|row| row.phase);
        let runs = matches!(phase, None | Some(Phase::Runtime)) && probe.scheme != Scheme::Http;
        let runs = runs && (!upgrades || probe.upgrade.is_some());
        let alone = seen[place].1.controls.iter().filter_map(Control::retest);
        let mut attempts = seen[place].1.attempts.iter().chain(alone);
        let secured = attempts.find(|one| one.handshake.as_ref().is_some_and(Step::completed));
        let Some(secured) = secured.filter(|_| runs && !known.contains(&probe.endpoint)) else {
            continue;
        };
        known.insert(&probe.endpoint);
        plan.extend(idle_times(longest).into_iter().map(|idle| {
            let at = session.destination(place, secured.to);
            (place, Hold { at, idle })
        }));
    }
    plan.truncate(MOST);
    plan
}

/// None at all, to compare with; then the shortest, its doubles, and the longest.
fn idle_times(longest: Duration) -> Vec<Duration> {
    let doubles = std::iter::successors(Some(SHORTEST), |idle| idle.checked_mul(2));
    let shorter = doubles.take_while(|idle| *idle < longest);
    let first = std::iter::once(Duration::ZERO);
    first.chain(shorter).chain([longest]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_times_double_up_to_the_longest() {
        let seconds = |longest| {
            let times = idle_times(Duration::from_secs(longest));
            times.iter().map(Duration::as_secs).collect::<Vec<_>>()
        };
        assert_eq!(seconds(10), [0, 10]);
        assert_eq!(seconds(30), [0, 30]);
        assert_eq!(seconds(240), [0, 30, 60, 120, 240]);
        assert_eq!(seconds(300), [0, 30, 60, 120, 240, 300]);
    }
}
