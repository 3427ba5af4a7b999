//! `<location>`: only one without a path is for a program (`BaseConfigurationRecord.ScanLocationSection`).

use super::element::{Attribute, Element, boolean_exact};
use super::error::Read;

/// Which file of the chain it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// The application's own.
    Application,
    /// machine.config.
    Machine,
}

/// A location's attributes.
#[derive(Debug, Default)]
pub(super) struct Location<'a> {
    /// Empty for the program itself.
    pub(super) path: &'a str,
    /// Are files below it kept from saying the same sections?
    pub(super) locked: bool,
}

impl<'a> Location<'a> {
    pub(super) fn read(element: Element<'a>, level: Level) -> Read<Self> {
        let mut location = Self::default();
        let mut lock_said = false;
        for own in element.attributes() {
            match own.name {
                "path" => location.path = path(element, &own)?,
                "allowOverride" | "overrideMode" if lock_said => {
                    let why = "`allowOverride` and `overrideMode` must not stand together";
                    return Err(element.at(&own, why));
                }
                "allowOverride" => {
                    location.locked = !exact(element, &own)?;
                    lock_said = true;
                }
                "overrideMode" => {
                    location.locked = override_mode(element, &own)?;
                    lock_said = true;
                }
                "inheritInChildApplications" => inherit(element, &own, level)?,
                _ => return Err(element.at(&own, &format!("unknown attribute `{}`", own.name))),
            }
        }
        Ok(location)
    }

    /// Does it hold a section that is skipped with it?
    pub(super) fn hides_section(&self, element: Element<'_>) -> bool {
        let text = &element.source.document.input_text()[element.range()];
        !self.path.is_empty() && text.contains("<defaultProxy")
    }
}

/// machine.config is for every program, and nothing in it is for one alone.
fn inherit(element: Element<'_>, own: &Attribute<'_>, level: Level) -> Read<()> {
    let inherited = exact(element, own)?;
    let path = element.attribute("path").map_or("", |own| own.value);
    if inherited || level == Level::Application || !matches!(path, "" | ".") {
        return Ok(());
    }
    let why = "machine.config must not say `inheritInChildApplications=\"false\"` for all";
    Err(element.at(own, why))
}

/// `NormalizeLocationSubPath`; nothing is this program itself.
fn path<'v>(element: Element<'_>, own: &Attribute<'v>) -> Read<&'v str> {
    let path = own.value;
    if matches!(path, "" | ".") {
        return Ok("");
    }
    let edges = |c: char| c.is_whitespace() || matches!(c, '\\' | '.' | '/');
    if path.starts_with(edges) || path.ends_with(edges) {
        return Err(element.not(own, "a path without blanks, `.`, `/` or `\\` at its ends"));
    }
    if path.contains(['\\', '?', ':', '*', '"', '<', '>', '|']) {
        return Err(element.not(own, "a path without any of `\\?:*\"<>|`"));
    }
    Ok(path)
}

fn exact(element: Element<'_>, own: &Attribute<'_>) -> Read<bool> {
    boolean_exact(own.value).ok_or_else(|| element.not(own, "`true` or `false`, in small letters"))
}

/// Does it lock?
fn override_mode(element: Element<'_>, own: &Attribute<'_>) -> Read<bool> {
    match own.value {
        "Deny" => Ok(true),
        "Allow" | "Inherit" => Ok(false),
        _ => Err(element.not(own, "`Allow`, `Deny` or `Inherit`")),
    }
}
