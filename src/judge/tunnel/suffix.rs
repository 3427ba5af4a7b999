//! Does the hop let a whole domain through? What one sample and a made-up name show.

use super::kind::AnswerKind;
use super::passage::is_reached;
use crate::evidence::{Attempt, Control};
use crate::finding::Finding;
use crate::finding::cause::tunnel::{Outcome, Reply, SuffixNotAllowed};
use crate::judge::Case;

/// A sample gets through, and a name that was made up under the same wildcard is refused by policy. A rule
/// about addresses would do that, too: such a name has none.
pub(super) fn judge(case: &Case<'_>) -> Option<Finding> {
    // A hop that is given addresses knows no names, and so has no list of them.
    if !case.route.hop_resolves() || !case.endpoint.host.is_wildcard() || !is_reached(case) {
        return None;
    }
    let controls = case.evidence.controls.iter();
    // Where the first was refused beside other requests, the last one was made alone.
    let mut made_up = controls.rev().filter_map(Control::made_up_name);
    let (name, attempt) = made_up.find(|(name, _)| case.endpoint.host.covers(name))?;
    let not_allowed = SuffixNotAllowed {
        wildcard: case.endpoint.host.to_string(),
        allowed: case.probe.host.clone(),
        refused_name: name.to_owned(),
        made_up: true,
        reply: refusal(case, name, attempt)?,
    };
    Some(Finding::new(not_allowed).at(attempt.to))
}

/// The answer of a refusal that says so in the protocol's own terms.
fn refusal(case: &Case<'_>, name: &str, attempt: &Attempt) -> Option<Reply> {
    let kind = AnswerKind::of(case, name, attempt)?;
    match kind.outcome.clone() {
        Outcome::Answered { reply } if kind.is_refusal() => Some(reply),
        _ => None,
    }
}
