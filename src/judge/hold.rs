//! Are idle connections cut? A server that says goodbye through TLS is not that; silence is it only
//! where a connection that was not idle is answered.

use super::Case;
use crate::evidence::hold::{Held, HoldEnd};
use crate::finding::Finding;
use crate::finding::cause::hold::{Dropped, Ending};

/// `hold.dropped`, for the shortest idle time that a connection did not survive.
pub(super) fn judge(case: &Case<'_>) -> Option<Finding> {
    let held = &case.evidence.held;
    let answers = held.iter().any(|one| one.idle_s == 0 && lives(one));
    let cut = held
        .iter()
        .find(|one| one.idle_s > 0 && is_cut(one, answers))?;
    let lived = held.iter().filter(|one| one.idle_s > 0 && lives(one));
    let dropped = Dropped {
        idle_s: cut.idle_s,
        idled_ms: cut.idled_ms,
        ending: ending(cut),
        after_request: cut.asked,
        survived_s: lived.map(|one| one.idle_s).collect(),
        busy_answered: answers,
    };
    Some(Finding::new(dropped).at(cut.to))
}

fn lives(held: &Held) -> bool {
    matches!(held.end, HoldEnd::Spoke { .. })
}

fn is_cut(held: &Held, answers: bool) -> bool {
    match held.end {
        HoldEnd::Closed | HoldEnd::Reset => !held.asked || answers,
        HoldEnd::Silent | HoldEnd::Failed { .. } => answers,
        HoldEnd::Spoke { .. } | HoldEnd::Goodbye | HoldEnd::NotOpened | HoldEnd::Interrupted => {
            false
        }
    }
}

fn ending(held: &Held) -> Ending {
    match &held.end {
        HoldEnd::Reset => Ending::Reset,
        HoldEnd::Silent => Ending::Silent,
        HoldEnd::Failed { failure } => Ending::Failed {
            detail: failure.detail.as_str().into(),
        },
        HoldEnd::Closed
        | HoldEnd::Goodbye
        | HoldEnd::Spoke { .. }
        | HoldEnd::NotOpened
        | HoldEnd::Interrupted => Ending::Closed,
    }
}
