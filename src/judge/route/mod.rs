//! Sources that disagree, settings that cannot be used.

pub(super) mod by_system;
pub(super) mod dialect;
pub(super) mod direct;
pub(super) mod wpad;

use crate::evidence::Wpad;
use crate::finding::cause::route::{Conflict, FellBack, PacFailed, Part, RiskyBypass, Unusable};
use crate::finding::{Cause, Finding, Target, Untrusted};
use crate::plan::Probe;
use crate::route::{PassedOver, Route, Source, Why};

/// Judges the route that was chosen for a probe, whether it was measured or not; `wpad` is what there is where
/// scripts are looked for.
#[must_use]
pub fn judge_choice(probe: &Probe, route: &Route, wpad: Option<&Wpad>) -> Vec<Finding> {
    let target = Target {
        host: probe.host.clone(),
        port: probe.port,
        via: route.via.clone(),
    };
    let findings = judge(route).into_iter();
    let findings = findings.chain(wpad::detection(route, wpad));
    findings.map(|one| one.on(target.clone())).collect()
}

/// Judges how the route was chosen.
pub(super) fn judge(route: &Route) -> Vec<Finding> {
    let others = route.passed_over.iter();
    let mut findings: Vec<Finding> = others
        .filter_map(|other| unusable(route, other).or_else(|| conflict(route, other)))
        .collect();
    findings.extend(dialect::of_route(route));
    findings.extend(risky(route));
    findings
}

/// A setting that could not count.
fn unusable(route: &Route, other: &PassedOver) -> Option<Finding> {
    let text = |text: &str| Untrusted::from(text);
    let setting = text(&other.setting);
    let cause: Cause = match &other.why {
        Why::Earlier | Why::Unasked | Why::Bypassed(_) => return None,
        Why::Unusable(reason) => Unusable {
            setting,
            value: text(&other.raw),
            reason: text(reason),
            decides: route.rests_on(other),
            fatal: false,
            part: None,
        }
        .into(),
        Why::Fatal(reason) => Unusable {
            setting,
            value: text(&other.raw),
            reason: text(reason),
            decides: route.rests_on(other),
            fatal: true,
            part: None,
        }
        .into(),
        Why::UnusableEntry(reason) => Unusable {
            setting,
            value: text(&other.raw),
            reason: text(reason),
            decides: false,
            fatal: false,
            part: Some(Part::Entry),
        }
        .into(),
        Why::Unread(reason) => Unusable {
            setting,
            value: text(&other.raw),
            reason: text(reason),
            decides: false,
            fatal: false,
            part: Some(Part::Name),
        }
        .into(),
        Why::Failed(reason) => PacFailed {
            setting,
            reason: text(reason),
        }
        .into(),
        Why::Unreachable(reason) => FellBack {
            setting,
            proxy: text(&other.raw),
            reason: text(reason),
            used: text(route.name()),
        }
        .into(),
    };
    Some(Finding::new(cause))
}

/// An exception that took the target off its hop and fits others besides.
fn risky(route: &Route) -> Option<Finding> {
    let risky = route.risky.as_ref()?;
    let setting = route.setting.as_deref().unwrap_or(&risky.entry);
    Some(Finding::new(RiskyBypass {
        setting: setting.into(),
        also: risky.also.as_str().into(),
    }))
}

/// Two settings of one name in two spellings, two sources, or two places of the system's settings,
/// that name different ways: programs differ in which they heed.
fn conflict(route: &Route, other: &PassedOver) -> Option<Finding> {
    let won = route.name();
    let setting = route.setting.as_deref()?;
    let rivals = other.source != route.source
        || other.source == Source::System
        || other.setting.eq_ignore_ascii_case(setting);
    if other.why != Why::Earlier || !rivals || route.unusable || other.raw == won {
        return None;
    }
    Some(Finding::new(Conflict {
        used_setting: setting.into(),
        used: won.into(),
        other_setting: other.setting.as_str().into(),
        other: other.raw.as_str().into(),
    }))
}
