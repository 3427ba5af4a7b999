//! Idle connections, in words.

use super::{Words, duration, list};
use crate::finding::Place;
use crate::finding::cause::hold::{Dropped, Ending};

/// No more idle times are listed.
const MOST_TIMES: usize = 8;

impl Words for Dropped {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "An idle connection to {} was dropped after {}",
            at.subject(),
            duration(self.idled_ms)
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let ending = match &self.ending {
            Ending::Closed => "It was closed (FIN) without the server's `close_notify`".to_owned(),
            Ending::Reset => "It was reset (RST)".to_owned(),
            Ending::Silent => "A request over it got no response".to_owned(),
            Ending::Failed { detail } => format!("It failed: {}", detail.quoted()),
        };
        let when = if self.after_request && self.ending != Ending::Silent {
            " once a request was sent over it"
        } else {
            ""
        };
        let survived: Vec<String> = self.survived_s.iter().map(|s| format!("{s} s")).collect();
        let compared = if !self.busy_answered {
            None
        } else if survived.is_empty() {
            Some("A connection that was not idle got a response".to_owned())
        } else {
            let times = list(&survived, MOST_TIMES);
            Some(format!(
                "Connections that were idle for {times} got a response"
            ))
        };
        std::iter::once(ending + when).chain(compared).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "raise the idle timeout for TCP connections to {} above {} s",
            at.endpoint(),
            self.idle_s
        )
    }
}
