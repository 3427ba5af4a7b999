//! The times of one probe: when it began, how long a step may take, when all must end.

use std::borrow::Cow;
use std::ops::AsyncFnOnce;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::activity::{Activity, StepListener, UnderWay};
use super::destination::Destination;
use crate::catalogue::Scheme;
use crate::evidence::{Attempt, Ended, Failure, Step};
use crate::net::{Deadline, Over};
use crate::text::escape::escape;

/// One probe's turn: since when, until when, and who looks on.
#[derive(Debug, Clone)]
pub struct ProbeSlot {
    /// When it came.
    pub began: Instant,
    /// That moment, in seconds since 1970.
    pub started_unix: i64,
    /// When all must end.
    pub by: Deadline,
    /// Who looks on.
    pub listener: Arc<dyn StepListener>,
}

/// The clock of one probe.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    began: Instant,
    /// When that was, in seconds since 1970.
    pub(super) started_unix: i64,
    /// The time limit of one step.
    pub(super) limit: Duration,
    /// The run's own limit.
    pub(super) by: Deadline,
    listener: Arc<dyn StepListener>,
}

impl Clock {
    pub(super) fn of(slot: &ProbeSlot, limit: Duration) -> Self {
        Self {
            began: slot.began,
            started_unix: slot.started_unix,
            limit,
            by: slot.by.clone(),
            listener: Arc::clone(&slot.listener),
        }
    }

    /// Tells whoever looks on what is done, until it is dropped.
    pub(super) fn begin(&self, activity: Activity) -> UnderWay {
        UnderWay::new(&self.listener, activity)
    }

    /// Tells whoever looks on that TLS comes next, where it does.
    pub(super) fn opened(&self, there: &Destination) {
        if there.probe.scheme != Scheme::Http {
            self.listener.opened(there);
        }
    }

    /// Tells whoever looks on that the walk along one address has ended.
    pub(super) fn attempted(&self, attempt: &Attempt) {
        self.listener.attempted(attempt);
    }

    /// Milliseconds since the probe began.
    pub(super) fn now_ms(&self) -> u32 {
        u32::try_from(self.began.elapsed().as_millis()).unwrap_or(u32::MAX)
    }

    /// A moment, in milliseconds since the probe began; negative before that.
    pub(super) fn ms_at(&self, moment: Instant) -> i64 {
        let ms = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        match moment.checked_duration_since(self.began) {
            Some(after) => ms(after),
            None => -ms(self.began - moment),
        }
    }

    /// A clock of this probe with another limit for each step.
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
        activity: Activity,
        work: impl AsyncFnOnce(&mut T) -> Result<Out, Failure>,
    ) -> (Step<T>, Option<Out>) {
        let _under_way = self.begin(activity);
        let at_ms = self.now_ms();
        let mut seen = T::default();
        let done = self.by.within(self.limit, work(&mut seen)).await;
        let (ended, out) = match done {
            Ok(Ok(out)) => (Ended::Completed, Some(out)),
            Ok(Err(failure)) => (Ended::Failed(failure), None),
            Err(over) => (over.into(), None),
        };
        let took_ms = self.now_ms() - at_ms;
        tracing::debug!(took_ms, "{}: {}", activity.word(), outcome(&ended));
        (
            Step {
                at_ms,
                took_ms,
                seen,
                ended,
            },
            out,
        )
    }
}

/// How a step ended, for the log. Words of others are made safe to show.
fn outcome(ended: &Ended) -> Cow<'static, str> {
    match ended {
        Ended::Completed => "done".into(),
        Ended::OutOfTime => "out of time".into(),
        Ended::GaveUp => "the run's time is over".into(),
        Ended::Interrupted => "interrupted".into(),
        Ended::Failed(failure) => format!("failed: {}", escape(&failure.detail)).into(),
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
