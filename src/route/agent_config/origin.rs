//! Where a section stands: in the file itself, in another one beside it, or where it cannot be read from
//! here.

use super::default_proxy;
use super::document;
use super::element::{Attribute, Element, Instructions, Source};
use super::error::Read;
use super::section::Section;

/// Looks for a file beside the settings file, by its name.
pub(super) type Beside<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// Reads the section wherever it stands.
pub(super) fn section(element: Element<'_>, beside: Beside<'_>) -> Read<Section> {
    if let Some(own) = element.attribute("configProtectionProvider") {
        alone(element, &own)?;
        let setting = format!("{}:{} defaultProxy", element.source.file, element.line());
        return Ok(Section::unread(
            &setting,
            own.value,
            "it is encrypted, and not readable here",
        ));
    }
    if let Some(own) = element.attribute("configSource") {
        return config_source(element, &own, beside);
    }
    if let Some(own) = element.attribute("configBuilders") {
        let setting = format!("{}:{} defaultProxy", element.source.file, element.line());
        let reason =
            "a configuration builder makes it when the agent starts, and cannot be asked here";
        return Ok(Section::unread(&setting, own.value, reason));
    }
    default_proxy::read(element)
}

/// The section stands in a file beside this one (`NormalizeConfigSource`, `LoadConfigSource`).
fn config_source(element: Element<'_>, own: &Attribute<'_>, beside: Beside<'_>) -> Read<Section> {
    alone(element, own)?;
    let named = own.value;
    let outside = named.split('\\').any(|step| step == "..");
    let rooted = named.starts_with('\\') || named.as_bytes().get(1) == Some(&b':');
    if named.is_empty() || named.trim() != named || named.contains('/') || rooted || outside {
        let why = "a file beside this one, without `/` and blanks, such as `proxy.config`";
        return Err(element.not(own, why));
    }
    if !element.children(Instructions::Refused)?.is_empty() {
        return Err(element.at(own, "`configSource` must not stand beside elements"));
    }
    let Some(bytes) = beside(named) else {
        let setting = format!("{}:{} configSource", element.source.file, element.line());
        let reason = "that file does not lie beside this one, so that it is not readable here; where it is \
                      missing, every request of the agent fails";
        return Ok(Section::unread(&setting, named, reason));
    };
    let folder = element
        .source
        .file
        .rfind(['/', '\\'])
        .map_or(0, |at| at + 1);
    external(
        &format!("{}{named}", &element.source.file[..folder]),
        &bytes,
        element.name(),
    )
}

/// The file that `configSource` names: the section alone.
fn external(name: &str, bytes: &[u8], element: &str) -> Read<Section> {
    let text = document::text(name, bytes)?;
    let document = document::parse(name, &text)?;
    let source = Source {
        file: name,
        document: &document,
    };
    let root = source.root();
    document::prolog(source)?;
    if root.name() != element {
        return Err(root.wrong(&format!("the outermost element has to be `{element}`")));
    }
    default_proxy::read(root)
}

/// Attributes that say where the section comes from stand alone.
fn alone(element: Element<'_>, own: &Attribute<'_>) -> Read<()> {
    if own.value.is_empty() {
        return Err(element.not(own, "given a value"));
    }
    let attributes = element.attributes();
    match attributes.iter().find(|other| other.name != own.name) {
        None => Ok(()),
        Some(other) => {
            let why = format!("`{}` must not have other attributes beside it", own.name);
            Err(element.at(other, &why))
        }
    }
}
