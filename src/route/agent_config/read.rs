//! A settings file → its `<defaultProxy>`, walked as `BaseConfigurationRecord.ScanSectionsRecursive`
//! walks it. What .NET would refuse is refused, with line and column.

use roxmltree::TextPos;

use super::declared::Declared;
use super::document;
use super::element::{Element, Instructions, Source, error};
use super::error::{AgentConfigError, Read};
use super::known;
use super::location::{Level, Location};
use super::origin::{self, Beside};
use super::section::Section;

/// The only name space that `configuration` may have.
const NAMESPACE: &str = "http://schemas.microsoft.com/.NetConfiguration/v2.0";

/// What one file says.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) section: Option<Section>,
    /// Are files below it kept from saying anything?
    pub(super) locked: bool,
    pub(super) remarks: Vec<String>,
    /// Where the section stands: line and column.
    pub(super) at: (u32, u32),
}

/// Reads one file.
pub(super) fn file(name: &str, bytes: &[u8], level: Level, beside: Beside<'_>) -> Read<Found> {
    let text = document::text(name, bytes)?;
    let document = document::parse(name, &text)?;
    let source = Source {
        file: name,
        document: &document,
    };
    let mut scan = Scan {
        level,
        beside,
        declared: Declared::default(),
        seen: Vec::new(),
        found: Found::default(),
    };
    scan.configuration(source)?;
    Ok(scan.found)
}

struct Scan<'s> {
    level: Level,
    beside: Beside<'s>,
    declared: Declared,
    /// Sections that may stand once only, by their path.
    seen: Vec<String>,
    found: Found,
}

/// A place in the file that is read.
#[derive(Clone, Copy)]
struct Place<'p> {
    /// Groups outside it, behind slashes.
    path: &'p str,
    in_location: bool,
    locked: bool,
}

impl Scan<'_> {
    fn configuration(&mut self, source: Source<'_>) -> Read<()> {
        document::prolog(source)?;
        let root = source.root();
        if root.name() != "configuration" {
            return Err(root.wrong("the outermost element has to be `configuration`"));
        }
        for own in root.attributes() {
            match own.name {
                "xmlns" if own.value == NAMESPACE => {}
                "xmlns" => return Err(root.not(&own, &format!("`{NAMESPACE}`, or left out"))),
                other => return Err(root.at(&own, &format!("unknown attribute `{other}`"))),
            }
        }
        let children = root.children(Instructions::Refused)?;
        let sections = match children.first() {
            Some(first) if first.name() == "configSections" => {
                self.declared = Declared::read(*first)?;
                &children[1..]
            }
            _ => &children[..],
        };
        let place = Place {
            path: "",
            in_location: false,
            locked: false,
        };
        self.all(sections, place)
    }

    fn all(&mut self, elements: &[Element<'_>], place: Place<'_>) -> Read<()> {
        elements
            .iter()
            .try_for_each(|element| self.one(*element, place))
    }

    fn one(&mut self, element: Element<'_>, place: Place<'_>) -> Read<()> {
        match element.name() {
            "configSections" => Err(element.wrong(
                "`configSections` has to be the first element of `configuration`, and only one",
            )),
            "location" if place.path.is_empty() && !place.in_location => self.location(element),
            "location" => Err(element.wrong("`location` may stand in `configuration` only")),
            name => self.section_or_group(element, name, place),
        }
    }

    fn location(&mut self, element: Element<'_>) -> Read<()> {
        let location = Location::read(element, self.level)?;
        if location.path.is_empty() {
            let children = element.children(Instructions::Refused)?;
            let place = Place {
                path: "",
                in_location: true,
                locked: location.locked,
            };
            return self.all(&children, place);
        }
        if location.hides_section(element) {
            self.found.remarks.push(format!(
                "{}:{} location path=\"{}\": .NET skips it in a program's own file, with the `defaultProxy` \
                 in it",
                element.source.file,
                element.line(),
                location.path,
            ));
        }
        Ok(())
    }

    fn section_or_group(&mut self, element: Element<'_>, name: &str, place: Place<'_>) -> Read<()> {
        let path = match place.path {
            "" => name.to_owned(),
            outer => format!("{outer}/{name}"),
        };
        if known::is_group(&path) || self.declared.has_group(&path) {
            return self.group(
                element,
                Place {
                    path: &path,
                    ..place
                },
            );
        }
        if !known::is_section(&path) && !self.declared.has_section(&path) {
            return self.undeclared(element, &path);
        }
        if !known::may_repeat(&path) {
            if self.seen.contains(&path) {
                let why =
                    format!("a second `{name}`: .NET takes one only, in whichever group it stands");
                return Err(element.wrong(&why));
            }
            self.seen.push(path.clone());
        }
        match path.as_str() {
            "system.net/defaultProxy" => self.default_proxy(element, place),
            _ => Ok(()),
        }
    }

    fn group(&mut self, element: Element<'_>, place: Place<'_>) -> Read<()> {
        let attributes = element.attributes();
        if let Some(own) = attributes.iter().find(|own| is_reserved(own.name)) {
            let why = format!(
                "`{}` must not have the attribute `{}`",
                element.name(),
                own.name
            );
            return Err(element.at(own, &why));
        }
        if !known::is_read(place.path) {
            return Ok(());
        }
        let children = element.children(Instructions::Refused)?;
        self.all(&children, place)
    }

    /// A section that is declared nowhere stops every program. What machine.config declares beside the
    /// usual is not known here.
    fn undeclared(&mut self, element: Element<'_>, path: &str) -> Read<()> {
        if let Some(why) = known::misplaced(path) {
            return Err(element.wrong(&why));
        }
        self.found.remarks.push(format!(
            "{}:{} {path}: no `configSections` here declares it; unless machine.config does, .NET refuses \
             the whole file",
            element.source.file,
            element.line(),
        ));
        Ok(())
    }

    fn default_proxy(&mut self, element: Element<'_>, place: Place<'_>) -> Read<()> {
        let start = element.wrong("");
        self.found.at = (start.line, start.column);
        self.found.locked = place.locked;
        self.found.section = Some(origin::section(element, self.beside)?);
        Ok(())
    }
}

fn is_reserved(name: &str) -> bool {
    name.starts_with("config") || name.starts_with("lock")
}

/// The file's section is locked by machine.config.
pub(super) fn locked(name: &str, found: &Found) -> AgentConfigError {
    let why = "machine.config locks `defaultProxy` (`location` with `allowOverride=\"false\"`), so that no \
               other file may have one";
    error(name, TextPos::new(found.at.0, found.at.1), why)
}
