//! Sources that disagree, settings that cannot be used.

mod direct;

use super::{Case, Policy};
use crate::finding::{Code, Finding};
use crate::route::{PassedOver, Route, Source, Why};

pub use direct::directly;

/// Judges how the way was chosen, and the direct one where something was asked of that.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    let mut findings = of(case.route);
    findings.extend(direct::unexpected(case, policy));
    findings
}

/// What is to be said of a route, gone or not.
#[must_use]
pub fn of(route: &Route) -> Vec<Finding> {
    let others = route.passed_over.iter();
    let mut findings: Vec<Finding> = others
        .filter_map(|other| left_aside(route, other).or_else(|| conflict(route, other)))
        .collect();
    findings.extend(risky(route));
    findings
}

/// A setting that could not count.
fn left_aside(route: &Route, other: &PassedOver) -> Option<Finding> {
    let (setting, said) = (&other.setting, &other.said);
    let (code, cause) = match &other.why {
        Why::Earlier | Why::Unasked | Why::Bypassed(_) => return None,
        Why::Unusable(reason) => (
            Code::RouteUnusable,
            format!("`{setting}` says `{said}`: {reason}"),
        ),
        Why::Failed(reason) => (
            Code::RoutePacFailed,
            format!("`{setting}` gave no answer: {reason}"),
        ),
        Why::Unreachable(reason) => (
            Code::RouteFellBack,
            format!(
                "`{setting}` names `{said}`, which could not be reached: {reason}; `{}` counts",
                way(route)
            ),
        ),
    };
    Some(Finding::new(code, cause))
}

/// An exception that took the target off its hop and fits others besides.
fn risky(route: &Route) -> Option<Finding> {
    let risky = route.risky.as_ref()?;
    let setting = route.setting.as_deref().unwrap_or(&risky.entry);
    let cause = format!("`{setting}` fits `{}` as well", risky.also);
    Some(Finding::new(Code::RouteRiskyBypass, cause))
}

fn way(route: &Route) -> &str {
    route.via.as_deref().unwrap_or("direct")
}

/// Two settings of one name in two spellings, two sources, or two places of the system's settings,
/// that name different ways: programs differ in which they heed.
fn conflict(route: &Route, other: &PassedOver) -> Option<Finding> {
    let won = way(route);
    let setting = route.setting.as_deref()?;
    let rivals = other.source != route.told_by
        || other.source == Source::System
        || other.setting.eq_ignore_ascii_case(setting);
    if other.why != Why::Earlier || !rivals || other.said == won {
        return None;
    }
    let cause = format!(
        "`{setting}` says `{won}` and won; `{}` says `{}`",
        other.setting, other.said,
    );
    Some(Finding::new(Code::RouteConflict, cause))
}
