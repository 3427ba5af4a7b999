//! Are idle connections cut? A server that says goodbye through TLS is not that; silence is it only
//! where a connection that was not idle is answered.

use super::Case;
use super::words::{list, shortened};
use crate::evidence::hold::{Held, HoldEnd};
use crate::finding::{Code, Finding};

/// No more of the times that went well are listed than this.
const MOST: usize = 8;

/// `hold.dropped`, for the shortest idle time that a connection did not survive.
pub(super) fn judge(case: &Case<'_>) -> Option<Finding> {
    let held = &case.evidence.held;
    let answers = held.iter().any(|one| one.idle_s == 0 && lives(one));
    let cut = held
        .iter()
        .find(|one| one.idle_s > 0 && is_cut(one, answers))?;
    let lived = held.iter().filter(|one| one.idle_s > 0 && lives(one));
    let lived: Vec<String> = lived.map(|one| format!("{} s", one.idle_s)).collect();
    let compare = match lived.as_slice() {
        [] => "one that was not idle is answered".to_owned(),
        lived => format!("others were answered after {}", list(lived, MOST)),
    };
    let compare = if answers {
        format!("; {compare}")
    } else {
        String::new()
    };
    let cause = format!("an idle connection {}{compare}", how(cut));
    Some(Finding::new(Code::HoldDropped, case.met(&cause)).at(cut.to))
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

fn how(held: &Held) -> String {
    let seconds = f64::from(held.idled_ms) / 1000.0;
    let what = match &held.end {
        HoldEnd::Reset => "was reset (RST)".to_owned(),
        HoldEnd::Silent => "gave no answer any more".to_owned(),
        HoldEnd::Failed { failure } => format!("broke: {}", shortened(&failure.detail)),
        _ => "was closed (FIN) without the server's goodbye".to_owned(),
    };
    let when = if held.asked {
        "when it was asked after"
    } else {
        "after"
    };
    format!("{what} {when} {seconds:.1} s")
}
