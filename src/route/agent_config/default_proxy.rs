//! `<defaultProxy>` → [`Section`]: `DefaultProxySection`, `ProxyElement`, `BypassElementCollection` and
//! `ModuleElement` of referencesource.

use super::element::{Attribute, Element, Instructions, Schema, boolean};
use super::error::Read;
use super::section::{At, Entry, Section};
use super::switch::{self, Switch};
use super::uri::{self, AddressError};
use crate::route::dotnet_pattern::{self, PatternError};
use crate::route::exception::Pattern;

const SECTION: Schema = Schema {
    attributes: &["enabled", "useDefaultCredentials"],
    elements: &["proxy", "bypasslist", "module"],
};
const PROXY: Schema = Schema {
    attributes: &[
        "usesystemdefault",
        "autoDetect",
        "bypassonlocal",
        "proxyaddress",
        "scriptLocation",
    ],
    elements: &[],
};
const MODULE: Schema = Schema {
    attributes: &["type"],
    elements: &[],
};
const LIST: Schema = Schema {
    attributes: &[],
    elements: &["add", "remove", "clear"],
};
const ENTRY: Schema = Schema {
    attributes: &["address"],
    elements: &[],
};

/// Reads the section. Only what stands in it counts: nothing of machine.config's section is taken over
/// (`DefaultProxySection.Reset`).
pub(super) fn read(element: Element<'_>) -> Read<Section> {
    let mut section = Section {
        file: element.source.file.to_owned(),
        line: element.line(),
        ..Section::default()
    };
    for own in element.known(&SECTION)? {
        let said = boolean(own.value).ok_or_else(|| element.not(&own, "`true` or `false`"))?;
        let said = Some(placed(element, &own, said));
        match own.name {
            "enabled" => section.enabled = said,
            _ => section.use_default_credentials = said,
        }
    }
    let mut seen = Vec::new();
    for child in element.children(Instructions::Taken)? {
        let name = child.name();
        if seen.contains(&name) {
            return Err(child.wrong(&format!("a second `{name}`: .NET takes one only")));
        }
        if let Some(line) = section.cut_at {
            section.lost.push(At {
                line: child.line(),
                is: format!("{name} (behind line {line})"),
            });
            continue;
        }
        seen.push(name);
        match name {
            "proxy" => proxy(child, &mut section)?,
            "bypasslist" => bypass(child, &mut section)?,
            "module" => module(child, &mut section)?,
            _ => return Err(child.unknown(SECTION.elements)),
        }
    }
    Ok(section)
}

fn placed<T>(element: Element<'_>, own: &Attribute<'_>, is: T) -> At<T> {
    At {
        line: element.line_of(own),
        is,
    }
}

fn empty(element: Element<'_>) -> Read<()> {
    match element.children(Instructions::Taken)?.first() {
        None => Ok(()),
        Some(child) => Err(child.unknown(&[])),
    }
}

fn module(element: Element<'_>, section: &mut Section) -> Read<()> {
    for own in element.known(&MODULE)? {
        section.module = Some(placed(element, &own, own.value.to_owned()));
    }
    empty(element)
}

fn proxy(element: Element<'_>, section: &mut Section) -> Read<()> {
    for own in element.known(&PROXY)? {
        match own.name {
            "usesystemdefault" => section.uses_system = three_state(element, &own)?,
            "autoDetect" => section.detects = three_state(element, &own)?,
            "bypassonlocal" => section.bypass_local = three_state(element, &own)?,
            "proxyaddress" => match uri::address(own.value) {
                Ok(address) => section.address = Some(placed(element, &own, address)),
                Err(AddressError::NoUrl(why)) => return Err(url_error(element, &own, &why)),
                Err(AddressError::Scheme(why)) => {
                    section.refused = Some(url_error(element, &own, &why));
                }
            },
            _ => {
                let script =
                    uri::script(own.value).map_err(|why| url_error(element, &own, &why))?;
                section.script = Some(placed(element, &own, script));
            }
        }
    }
    empty(element)
}

fn url_error(element: Element<'_>, own: &Attribute<'_>, why: &str) -> super::AgentConfigError {
    element.at(own, &format!("`{}` is no URL for .NET: {why}", own.name))
}

fn three_state(element: Element<'_>, own: &Attribute<'_>) -> Read<Option<At<Switch>>> {
    let said = switch::parse(own.value)
        .ok_or_else(|| element.not(own, "`True`, `False` or `Unspecified`"))?;
    Ok(Some(placed(element, own, said)))
}

/// The list in the order it is read: what `remove` and `clear` take out is out.
fn bypass(element: Element<'_>, section: &mut Section) -> Read<()> {
    element.known(&LIST)?;
    let mut cleared = None;
    for entry in element.children(Instructions::Taken)? {
        if let Some(line) = cleared {
            let why = format!(
                "unknown element `{}`: .NET ends the list at the `</clear>` of line {line}; write `<clear/>`",
                entry.name()
            );
            return Err(entry.wrong(&why));
        }
        match entry.name() {
            "add" => add(entry, section)?,
            "remove" => remove(entry, section)?,
            "clear" => {
                clear(entry, section)?;
                cleared = (!entry.is_closed_at_once()).then(|| entry.line());
            }
            _ => return Err(entry.unknown(LIST.elements)),
        }
    }
    section.cut_at = cleared;
    Ok(())
}

fn clear(element: Element<'_>, section: &mut Section) -> Read<()> {
    if let Some(own) = element.attributes().first() {
        return Err(element.at(
            own,
            &format!("unknown attribute `{}`; `clear` takes none", own.name),
        ));
    }
    if section.bypass.iter().any(|own| own.locked) {
        return Err(element.wrong("it would take out an entry that has `lockItem`"));
    }
    section.bypass.clear();
    empty(element)
}

fn remove(element: Element<'_>, section: &mut Section) -> Read<()> {
    let address = entry(element)?.value;
    if section
        .bypass
        .iter()
        .any(|own| own.locked && own.said == address)
    {
        return Err(element.wrong("it would take out an entry that has `lockItem`"));
    }
    section.bypass.retain(|own| own.said != address);
    Ok(())
}

fn add(element: Element<'_>, section: &mut Section) -> Read<()> {
    let own = entry(element)?;
    let said = own.value;
    if let Some(same) = section.bypass.iter().find(|own| own.said == said) {
        if same.locked {
            return Err(element.wrong("it would replace an entry that has `lockItem`"));
        }
        // The second one takes the place of the first.
        return Ok(());
    }
    if section.bypass.len() >= MOST_ENTRIES {
        return Err(element.wrong("more bypass entries than anybody has; they are not read here"));
    }
    section.bypass.push(Entry {
        line: element.line(),
        said: said.to_owned(),
        locked: element.is_locked(),
        pattern: pattern(said),
        never: dotnet_pattern::never_fits(said),
        place: element.at(&own, ""),
    });
    Ok(())
}

/// Every one is held against every target.
const MOST_ENTRIES: usize = 5000;

fn pattern(said: &str) -> Result<Pattern, PatternError> {
    let pattern = Pattern::dotnet(said);
    pattern.map_err(|error| match error {
        PatternError::Broken(reason) => {
            let star = if said.starts_with('*') { STAR } else { "" };
            PatternError::Broken(format!("{reason}{star}"))
        }
        unknown @ PatternError::Unknown(_) => unknown,
    })
}

const STAR: &str = "; `*` does not stand for anything: write `.*`, and `\\.` for a dot";

/// Without its address an entry has no key, which .NET refuses (`GetElementKeyInternal`).
fn entry(element: Element<'_>) -> Read<Attribute<'_>> {
    let known = element.known(&ENTRY)?.into_iter().next();
    empty(element)?;
    known.ok_or_else(|| element.wrong("it needs the attribute `address`"))
}
