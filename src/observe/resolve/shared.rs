//! One walk for all probes that ask for the same name: who comes later listens to the first.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::evidence::dns::Resolution;
use crate::evidence::{Ended, Step};
use crate::observe::clock::Clock;

/// The walks of a run, by name and by the time that each question may take.
#[derive(Debug, Default)]
pub(in crate::observe) struct SharedWalks {
    walks: Mutex<HashMap<(String, Duration), watch::Receiver<Progress>>>,
}

/// How far a walk has come.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    /// The addresses found so far, each once.
    pub(super) found: Vec<IpAddr>,
    /// All that was seen, once it has ended.
    finished: Option<Arc<Finished>>,
}

#[derive(Debug)]
struct Finished {
    asked: Instant,
    /// That moment by the clock of the probe that asked first, which the times of `seen` go by.
    at_ms: u32,
    seen: Resolution,
    ended: Ended,
}

/// Who walks.
pub(super) enum Part {
    /// The one who asks first, and says here how far it has come.
    Walks(watch::Sender<Progress>, watch::Receiver<Progress>),
    /// Everybody else.
    Listens(watch::Receiver<Progress>),
}

impl SharedWalks {
    pub(super) fn part(&self, name: &str, limit: Duration) -> Part {
        let mut walks = self.walks.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name.to_owned(), limit);
        if let Some(known) = walks.get(&key).filter(|known| can_end(known)) {
            return Part::Listens(known.clone());
        }
        let (progress, listener) = watch::channel(Progress::default());
        walks.insert(key, listener.clone());
        Part::Walks(progress, listener)
    }
}

/// A walk whose own probe was dropped midway never ends.
fn can_end(walk: &watch::Receiver<Progress>) -> bool {
    walk.has_changed().is_ok() || walk.borrow().finished.is_some()
}

/// Says that a walk has ended, which was asked at this moment.
pub(super) fn finish(
    progress: &watch::Sender<Progress>,
    (asked, at_ms): (Instant, u32),
    (seen, ended): (Resolution, Ended),
) {
    let finished = Finished {
        asked,
        at_ms,
        seen,
        ended,
    };
    progress.send_modify(|progress| progress.finished = Some(Arc::new(finished)));
}

/// Passes on every address as soon as it is known, and gives what was seen in the end by this probe's own
/// clock; nothing where the probe that walked was dropped.
pub(super) async fn listen(
    mut walk: watch::Receiver<Progress>,
    clock: &Clock,
    found: &UnboundedSender<IpAddr>,
) -> Option<Step<Resolution>> {
    let at_ms = clock.now_ms();
    let mut passed_on = 0;
    loop {
        let progress = walk.borrow_and_update().clone();
        for address in &progress.found[passed_on..] {
            // Nobody listens once the run is stopped, and that is fine.
            let _ = found.send(*address);
        }
        passed_on = progress.found.len();
        if let Some(finished) = progress.finished {
            return Some(finished.by(clock, at_ms));
        }
        walk.changed().await.ok()?;
    }
}

impl Finished {
    /// The same by the clock of another probe, which asked at `at_ms`.
    fn by(&self, clock: &Clock, at_ms: u32) -> Step<Resolution> {
        let mut seen = self.seen.clone();
        let later = clock.ms_at(self.asked) - i64::from(self.at_ms);
        for question in &mut seen.questions {
            let at_ms = (i64::from(question.at_ms) + later).max(0);
            question.at_ms = u32::try_from(at_ms).unwrap_or(u32::MAX);
        }
        Step {
            at_ms,
            took_ms: clock.now_ms() - at_ms,
            seen,
            ended: self.ended.clone(),
        }
    }
}
