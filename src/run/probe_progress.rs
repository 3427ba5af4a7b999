//! Tells of one probe: who looks on, and who starts follow-ups.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use super::event::Event;
use super::progress::Progress;
use crate::evidence::Attempt;
use crate::observe::{Activity, Destination, StepListener};
use crate::plan::Probe;

/// Tells of one probe.
#[derive(Debug)]
pub(super) struct ProbeProgress {
    progress: Arc<dyn Progress>,
    place: usize,
    /// The listener for each address, if there is one.
    events: Option<UnboundedSender<Event>>,
}

impl ProbeProgress {
    pub(super) fn begin(
        progress: &Arc<dyn Progress>,
        place: usize,
        probe: &Probe,
        events: Option<UnboundedSender<Event>>,
    ) -> Self {
        progress.begins(place, probe);
        Self {
            progress: Arc::clone(progress),
            place,
            events,
        }
    }
}

impl ProbeProgress {
    fn tell(&self, event: impl FnOnce(usize) -> Event) {
        if let Some(events) = &self.events {
            // Nobody listens any more where the run breaks off.
            let _ = events.send(event(self.place));
        }
    }
}

impl Drop for ProbeProgress {
    fn drop(&mut self) {
        self.progress.ends(self.place);
    }
}

impl StepListener for ProbeProgress {
    fn begins(&self, activity: Activity) {
        self.progress.step_begins(self.place, activity);
    }

    fn ends(&self, activity: Activity) {
        self.progress.step_ends(self.place, activity);
    }

    fn opened(&self, there: &Destination) {
        self.tell(|place| Event::Opened(place, Box::new(there.clone())));
    }

    fn attempted(&self, attempt: &Attempt) {
        self.tell(|place| Event::Attempted(place, Box::new(attempt.clone())));
    }
}
