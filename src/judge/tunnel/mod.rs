//! What a hop's answer means. For requests that a hop fetches itself, its own failings are judged
//! here as well; what it brings in place of the content is `fetch`'s.

mod answer;
mod gone; // samples that no longer exist
mod demand;
mod hop;
mod kind;
mod limit;
mod login;
mod passage;
mod reply;
mod required;
mod single_names;
mod sign_in;
mod socks;
mod suffix;
mod whole;

pub(super) use self::answer::{answer_of, is_own_failing};
pub(super) use self::gone::samples;
pub(super) use self::limit::{
    BesideAndAlone, alone, denial, differs, limited, limited_hops, passes,
};
pub use self::limit::{may_be_limited, shows_limit};
pub(super) use self::passage::{is_reached, let_through};
pub(super) use self::sign_in::sign_ins;
pub(super) use self::single_names::single_names;
pub(super) use self::whole::reread;

use self::reply::{fetched, tunnelled};

use super::{Case, Policy, connect};
use crate::evidence::{Attempt, Ended, Step};
use crate::finding::cause::tunnel::Unreachable;
use crate::finding::{Cause, Finding};

/// No more failing addresses of one hop are listed.
const MOST_LISTED: usize = 16;

/// Judges what the hop said; of walks that it answered otherwise when it was asked alone, what it said
/// then.
pub(super) fn judge(
    case: &Case<'_>,
    policy: &Policy<'_>,
    differing: &[BesideAndAlone<'_>],
) -> Vec<Finding> {
    if case.route.via.is_none() {
        return Vec::new();
    }
    if let Some(finding) = unreachable(case) {
        return vec![finding];
    }
    let found = case.evidence.attempts.iter().filter_map(|attempt| {
        let cause = login::with_products(cause(case, attempt)?, policy);
        let cause = limit::with_alone(cause, alone(case, attempt, differing));
        Some(Finding::new(cause).at(attempt.to))
    });
    let login = login::judge(case, policy);
    let found = found.chain(login).chain(suffix::judge(case));
    found.chain(required::judge(case)).collect()
}

fn cause(case: &Case<'_>, attempt: &Attempt) -> Option<Cause> {
    let own = attempt.hop_handshake.as_ref();
    if let Some(failing) = own.and_then(hop::secured) {
        return Some(failing);
    }
    if case.fetched_by_hop() {
        fetched(case, attempt.fetch.as_ref()?, attempt.tunnel.as_ref())
    } else {
        tunnelled(case, attempt.tunnel.as_ref()?)
    }
}

/// The hop has no address, or none that opens.
fn unreachable(case: &Case<'_>) -> Option<Finding> {
    let attempts = &case.evidence.attempts;
    let opened = |a: &Attempt| a.connect.as_ref().is_some_and(Step::completed);
    if attempts.iter().any(opened) {
        return None;
    }
    let failed: Vec<_> = attempts.iter().filter_map(connect::not_connected).collect();
    if !attempts.is_empty() && failed.is_empty() {
        return None;
    }
    let unresolved = if failed.is_empty() {
        let resolved = case.evidence.resolve_hop.as_ref()?;
        if matches!(resolved.ended, Ended::GaveUp | Ended::Interrupted) {
            return None;
        }
        Some(resolved.seen.name.clone())
    } else {
        None
    };
    let mut failed: Vec<_> = failed.into_iter().take(MOST_LISTED).collect();
    for one in &mut failed {
        one.failure.alone = connect::alone(case.evidence, one.address);
    }
    let finding = Finding::new(Unreachable { unresolved, failed });
    Some(match attempts.as_slice() {
        [only] => finding.at(only.to),
        _ => finding,
    })
}
