//! Revocation data as the operating system fetches it: on its own settings, which may name another route
//! than the product's.

use std::borrow::Cow;

use super::direct;
use crate::catalogue::{Endpoint, Need};
use crate::evidence::Evidence;
use crate::finding::cause::route::RevocationDiffers;
use crate::finding::{Finding, Severity};
use crate::judge::Case;

/// What was seen on the system's own route, where that was measured or is the direct one that was measured
/// beside the route that counts.
pub(in crate::judge) fn evidence<'e>(case: &Case<'e>) -> Option<Cow<'e, Evidence>> {
    let by_system = case.evidence.by_system.as_ref()?;
    match &by_system.evidence {
        Some(evidence) => Some(Cow::Borrowed(evidence)),
        None if by_system.route.is_direct() => direct::evidence(case).map(Cow::Owned),
        None => None,
    }
}

/// The row by which it is judged: how much depends on it is weighed later.
pub(in crate::judge) fn row(row: &Endpoint) -> Endpoint {
    Endpoint {
        need: Need::Required,
        ..row.clone()
    }
}

/// `route.revocation-differs`, where the system's own route is closed and the product's is open.
pub(in crate::judge) fn difference(
    case: &Case<'_>,
    on_system_route: &[Finding],
    on_own_route: &[Finding],
) -> Option<Finding> {
    let by_system = case.evidence.by_system.as_ref()?;
    let fails = |found: &&Finding| found.severity == Severity::Fail;
    let stops = |found: &Finding| found.severity >= Severity::Unproven;
    if case.route.unusable || on_own_route.iter().any(stops) {
        return None;
    }
    let failing = on_system_route.iter().find(fails)?;
    Some(Finding::new(RevocationDiffers {
        proxy: by_system.route.via.clone(),
        setting: by_system.route.setting.as_deref().map(Into::into),
        assumed: by_system.assumed,
        because: failing.code(),
    }))
}
