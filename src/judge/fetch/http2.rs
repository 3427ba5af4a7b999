//! Does HTTP/2 end where HTTP/1.1 lives?

use std::net::SocketAddr;

use super::super::Case;
use crate::evidence::{Attempt, Control, Ended, Http2Greeting, Step};
use crate::finding::Finding;
use crate::finding::cause::fetch::{Ending, Http2Cut, Reached};

/// The first address at which a server gave a whole answer over HTTP/1.1.
pub(in crate::judge) fn answered_at(case: &Case<'_>) -> Option<SocketAddr> {
    let mut attempts = case.evidence.attempts.iter();
    let answered = attempts.find(|attempt| is_answered(attempt))?;
    Some(answered.to)
}

/// `fetch.newer-http-cut`, where a handshake that offers HTTP/2 fails, or its first frames do.
pub(super) fn judge(case: &Case<'_>) -> Option<Finding> {
    let mut controls = case.evidence.controls.iter().filter_map(Control::http2);
    let (attempt, reached, ending) = controls.find_map(|(attempt, greeting)| {
        let (reached, ending) = ended(attempt, greeting)?;
        Some((attempt, reached, ending))
    })?;
    let mut walks = case.evidence.attempts.iter();
    walks.find(|walk| walk.to == attempt.to && is_answered(walk))?;
    Some(Finding::new(Http2Cut { reached, ending }).at(attempt.to))
}

fn is_answered(attempt: &Attempt) -> bool {
    let fetch = attempt.fetch.as_ref();
    fetch.is_some_and(|step| step.completed() && step.seen.status.is_some())
}

/// How far it came, and what ended it.
fn ended(attempt: &Attempt, greeting: Option<&Step<Http2Greeting>>) -> Option<(Reached, Ending)> {
    let handshake = attempt.handshake.as_ref()?;
    match greeting {
        None => Some((Reached::Hello, ending(&handshake.ended, handshake.took_ms)?)),
        Some(step) => {
            let reached = if step.seen.settings {
                Reached::Settings
            } else {
                Reached::Handshake
            };
            Some((reached, ending(&step.ended, step.took_ms)?))
        }
    }
}

fn ending(ended: &Ended, waited_ms: u32) -> Option<Ending> {
    match ended {
        Ended::Failed(failure) => Some(Ending::Failed {
            detail: failure.detail.as_str().into(),
        }),
        Ended::OutOfTime => Some(Ending::Silent { waited_ms }),
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => None,
    }
}
