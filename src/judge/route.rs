//! Sources that disagree, settings that cannot be used.

use super::Case;
use crate::finding::{Code, Finding};
use crate::route::{PassedOver, Route, Why};

/// Judges how the way was chosen.
pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let others = case.route.passed_over.iter();
    others
        .filter_map(|other| unusable(other).or_else(|| conflict(case.route, other)))
        .collect()
}

fn unusable(other: &PassedOver) -> Option<Finding> {
    let Why::Unusable(reason) = &other.why else {
        return None;
    };
    let cause = format!("`{}` says `{}`: {reason}", other.setting, other.said);
    Some(Finding::new(Code::RouteUnusable, cause))
}

/// Two settings of one name in two spellings, or two sources, that name different ways: programs
/// differ in which they heed.
fn conflict(route: &Route, other: &PassedOver) -> Option<Finding> {
    let won = route.via.as_deref().unwrap_or("direct");
    let setting = route.setting.as_deref()?;
    let rivals = other.source != route.told_by || other.setting.eq_ignore_ascii_case(setting);
    if other.why != Why::Earlier || !rivals || other.said == won {
        return None;
    }
    let cause = format!(
        "`{setting}` says `{won}` and won; `{}` says `{}`",
        other.setting, other.said,
    );
    Some(Finding::new(Code::RouteConflict, cause))
}
