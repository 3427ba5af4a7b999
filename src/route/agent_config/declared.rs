//! `<configSections>`: what a file declares beside machine.config
//! (`BaseConfigurationRecord.ScanFactoriesRecursive`).

use super::element::{Attribute, Element, Instructions, boolean_exact};
use super::error::Read;
use super::known;

/// Groups and sections that the file declares, by their paths.
#[derive(Debug, Default)]
pub(super) struct Declared {
    groups: Vec<String>,
    sections: Vec<String>,
}

/// Groups inside groups; nobody nests them deeper than a few.
const DEEPEST: usize = 32;

impl Declared {
    pub(super) fn read(element: Element<'_>) -> Read<Self> {
        let mut declared = Self::default();
        if let Some(own) = element.attributes().first() {
            return Err(element.at(own, &format!("unknown attribute `{}`", own.name)));
        }
        declared.group(element, "", 0)?;
        Ok(declared)
    }

    pub(super) fn has_group(&self, path: &str) -> bool {
        self.groups.iter().any(|own| own == path)
    }

    pub(super) fn has_section(&self, path: &str) -> bool {
        self.sections.iter().any(|own| own == path)
    }

    fn group(&mut self, element: Element<'_>, outer: &str, depth: usize) -> Read<()> {
        if depth > DEEPEST {
            return Err(element.wrong("groups nested too deeply"));
        }
        for child in element.children(Instructions::Refused)? {
            match child.name() {
                "sectionGroup" => {
                    let path = self.group_path(child, outer)?;
                    self.group(child, &path, depth + 1)?;
                }
                "section" => self.section(child, outer)?,
                "remove" => {
                    name(child, outer, &["name"])?;
                }
                "clear" => {
                    if let Some(own) = child.attributes().first() {
                        return Err(child.at(own, &format!("unknown attribute `{}`", own.name)));
                    }
                }
                _ => return Err(child.unknown(&["section", "sectionGroup", "remove", "clear"])),
            }
        }
        Ok(())
    }

    fn group_path(&mut self, element: Element<'_>, outer: &str) -> Read<String> {
        let path = name(element, outer, &["name", "type"])?;
        if self.has_group(&path) || known::is_section(&path) || self.has_section(&path) {
            return Err(element.wrong(&format!("`{path}` is declared twice")));
        }
        self.groups.push(path.clone());
        Ok(path)
    }

    fn section(&mut self, element: Element<'_>, outer: &str) -> Read<()> {
        let path = name(element, outer, &SECTION)?;
        for own in element.attributes() {
            let flag = matches!(
                own.name,
                "allowLocation" | "restartOnExternalChanges" | "requirePermission"
            );
            if flag && boolean_exact(own.value).is_none() {
                return Err(element.not(&own, "`true` or `false`, in small letters"));
            }
        }
        let class = element.attribute("type");
        let Some(class) = class.filter(|own| !own.value.is_empty()) else {
            return Err(element.wrong("it needs the attribute `type`"));
        };
        if self.has_section(&path) || known::is_group(&path) || self.has_group(&path) {
            return Err(element.wrong(&format!("`{path}` is declared twice")));
        }
        if path == "system.net/defaultProxy" {
            is_its_own(element, &class)?;
        }
        self.sections.push(path);
        Ok(())
    }
}

const SECTION: [&str; 8] = [
    "name",
    "type",
    "allowLocation",
    "allowExeDefinition",
    "allowDefinition",
    "restartOnExternalChanges",
    "requirePermission",
    "overrideModeDefault",
];

/// A section that machine.config declares may be declared again, but as the same
/// (`FactoryRecord.IsEquivalentSectionFactory`).
fn is_its_own(element: Element<'_>, class: &Attribute<'_>) -> Read<()> {
    let name = class.value.split(',').next().unwrap_or_default().trim();
    if name == "System.Net.Configuration.DefaultProxySection" {
        return Ok(());
    }
    let why = "machine.config declares `system.net/defaultProxy` already, of another type";
    Err(element.at(class, why))
}

/// The path of what the element names.
fn name(element: Element<'_>, outer: &str, known: &[&str]) -> Read<String> {
    for own in element.attributes() {
        if !known.contains(&own.name) {
            return Err(element.at(&own, &format!("unknown attribute `{}`", own.name)));
        }
    }
    let Some(own) = element.attribute("name") else {
        return Err(element.wrong("it needs the attribute `name`"));
    };
    let name = own.value;
    if name.is_empty()
        || name.contains(['/', ' '])
        || name == "location"
        || name.starts_with("config")
    {
        return Err(element.not(
            &own,
            "a name that is not `location` and does not begin with `config`",
        ));
    }
    Ok(match outer {
        "" => name.to_owned(),
        outer => format!("{outer}/{name}"),
    })
}
