//! Are idle connections cut? A server that says goodbye through TLS is not that; silence is it only
//! where a connection that was not idle is answered.

use super::chain::ChainReader;
use crate::evidence::Step;
use crate::evidence::hold::{Held, HoldEnd};
use crate::finding::Finding;
use crate::finding::cause::hold::{Dropped, Ending};

/// `hold.dropped`, for the shortest idle time that a connection did not survive.
pub(super) fn judge(chains: &ChainReader<'_>) -> Option<Finding> {
    let held = &chains.case.evidence.held;
    let answers = held.iter().any(|one| one.idle_s == 0 && lives(one));
    let cut = held.iter().find_map(|one| {
        let ending = (one.idle_s > 0).then(|| ending(chains, one, answers));
        Some((one, ending??))
    });
    let (cut, ending) = cut?;
    let lived = held.iter().filter(|one| one.idle_s > 0 && lives(one));
    let dropped = Dropped {
        idle_s: cut.idle_s,
        idled_ms: cut.idled_ms,
        ending,
        after_request: cut.asked,
        survived_s: lived.map(|one| one.idle_s).collect(),
        busy_answered: answers,
    };
    Some(Finding::new(dropped).at(cut.to))
}

fn lives(held: &Held) -> bool {
    matches!(held.end, HoldEnd::Spoke { .. })
}

/// How the connection was cut, where that is not the server's own doing: what follows a request may be
/// its answer, unless a connection that was not idle is answered.
fn ending<'a>(chains: &ChainReader<'a>, held: &'a Held, answers: bool) -> Option<Ending> {
    let is_cut = !held.asked || answers;
    match &held.end {
        HoldEnd::Goodbye => (is_cut && is_foreign(chains, held)).then_some(Ending::Inspector),
        HoldEnd::Closed => is_cut.then_some(Ending::Closed),
        HoldEnd::Reset => is_cut.then_some(Ending::Reset),
        HoldEnd::Silent => answers.then_some(Ending::Silent),
        HoldEnd::Failed { failure } => answers.then(|| Ending::Failed {
            detail: failure.detail.as_str().into(),
        }),
        HoldEnd::Spoke { .. } | HoldEnd::NotOpened | HoldEnd::Interrupted => None,
    }
}

/// Did TLS end at a device on the path? Then `close_notify` is this device's.
fn is_foreign<'a>(chains: &ChainReader<'a>, held: &'a Held) -> bool {
    if !held.chain.is_empty() {
        return chains.is_foreign_chain(&held.chain);
    }
    let mut there = chains.case.evidence.attempts.iter();
    let walked =
        there.find(|one| one.to == held.to && one.handshake.as_ref().is_some_and(Step::completed));
    walked.is_some_and(|attempt| chains.is_foreign(attempt))
}
