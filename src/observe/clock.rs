//! The times of one probe: when it began, how long a step may take, when all must end.

use std::ops::AsyncFnOnce;
use std::time::Duration;

use tokio::time::Instant;

use crate::evidence::{Ended, Failure, Step};
use crate::net::{Deadline, Over};

/// The clock of one probe.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    began: Instant,
    /// The time limit of one step.
    pub(super) limit: Duration,
    /// The run's own limit.
    pub(super) by: Deadline,
}

impl Clock {
    pub(super) fn start(limit: Duration, by: Deadline) -> Self {
        Self::since(Instant::now(), limit, by)
    }

    /// The clock of what began earlier.
    pub(super) fn since(began: Instant, limit: Duration, by: Deadline) -> Self {
        Self { began, limit, by }
    }

    /// Milliseconds since the probe began.
    pub(super) fn now_ms(&self) -> u32 {
        u32::try_from(self.began.elapsed().as_millis()).unwrap_or(u32::MAX)
    }

    /// The same clock with another limit for a step.
    pub(super) fn limited(&self, limit: Duration) -> Self {
        Self {
            limit,
            ..self.clone()
        }
    }

    /// Runs one step. The record outlives the work: what was written into it before the time ran
    /// out is kept.
    pub(super) async fn step<T: Default, Out>(
        &self,
        work: impl AsyncFnOnce(&mut T) -> Result<Out, Failure>,
    ) -> (Step<T>, Option<Out>) {
        let at_ms = self.now_ms();
        let mut seen = T::default();
        let done = self.by.within(self.limit, work(&mut seen)).await;
        let (ended, out) = match done {
            Ok(Ok(out)) => (Ended::Completed, Some(out)),
            Ok(Err(failure)) => (Ended::Failed(failure), None),
            Err(over) => (over.into(), None),
        };
        (
            Step {
                at_ms,
                took_ms: self.now_ms() - at_ms,
                seen,
                ended,
            },
            out,
        )
    }
}

impl From<Over> for Ended {
    fn from(over: Over) -> Self {
        match over {
            Over::OutOfTime => Self::OutOfTime,
            Over::RunOver => Self::GaveUp,
            Over::Stopped => Self::Interrupted,
        }
    }
}
