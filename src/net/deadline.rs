//! Time limits: absolute, passed by value, a step's inside the run's.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::unconstrained;
use tokio::time::{Instant, sleep_until};

/// Until when something may go on, and whether the user still wants it.
#[derive(Debug, Clone)]
pub struct Deadline {
    at: Instant,
    stop: watch::Receiver<bool>,
}

/// Why something is over before it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Its own limit has passed.
    OutOfTime,
    /// The whole run's limit has passed.
    RunOver,
    /// The user stopped the run.
    Stopped,
}

/// Stops all that runs under the deadlines made with its other half.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// Stops it all, now.
    pub fn now(&self) {
        self.0.send_replace(true);
    }
}

/// A way to stop a run, and what a deadline needs to hear of it.
#[must_use]
pub fn stop_pair() -> (Stop, watch::Receiver<bool>) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), receiver)
}

impl Deadline {
    /// A run that may take this long from now.
    #[must_use]
    pub fn after(limit: Duration, stop: watch::Receiver<bool>) -> Self {
        Self {
            at: Instant::now() + limit,
            stop,
        }
    }

    /// Why nothing may begin any more, if that is so. The user's word goes before the clock's.
    #[must_use]
    pub fn is_over(&self) -> Option<Over> {
        if *self.stop.borrow() {
            return Some(Over::Stopped);
        }
        (Instant::now() >= self.at).then_some(Over::RunOver)
    }

    /// The time that is left.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// This deadline, or the moment this far from now, whichever comes first.
    #[must_use]
    pub fn sooner(&self, limit: Duration) -> Self {
        Self {
            at: self.at.min(Instant::now() + limit),
            stop: self.stop.clone(),
        }
    }

    /// Waits until a step with this limit has to end, and says why.
    pub async fn over(&self, limit: Duration) -> Over {
        let step = Instant::now() + limit;
        let (at, why) = if step <= self.at {
            (step, Over::OutOfTime)
        } else {
            (self.at, Over::RunOver)
        };
        let mut stopping = self.stop.clone();
        tokio::select! {
            biased;
            () = stopped(&mut stopping) => Over::Stopped,
            () = sleep_until(at) => why,
        }
    }

    /// Runs something until it is done or has to end. A peer that sends faster than it is read leaves
    /// the work no pause; the clock is looked at all the same.
    pub async fn within<T>(
        &self,
        limit: Duration,
        work: impl Future<Output = T>,
    ) -> Result<T, Over> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            over = unconstrained(self.over(limit)) => Err(over),
        }
    }
}

/// Ends when the run is stopped; never, when nobody is left who could stop it.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stopped| *stopped).await.is_err() {
        std::future::pending::<()>().await;
    }
}
