//! One element as .NET's configuration reader sees it: its name and its attributes as they are
//! written, with their places, and what they may be (`ConfigurationElement.DeserializeElement`).

use roxmltree::{Document, Node, TextPos};

use super::error::{AgentConfigError, Read};

/// A file that is read.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) document: &'a Document<'a>,
}

/// An element of it.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) source: Source<'a>,
    node: Node<'a, 'a>,
}

/// An attribute as it is written: with its prefix, and with those that name namespaces.
#[derive(Debug, Clone)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    at: usize,
}

/// What an element may hold.
pub(super) struct Schema {
    pub(super) attributes: &'static [&'static str],
    pub(super) elements: &'static [&'static str],
}

const LOCK_ATTRIBUTES: &str = "lockAttributes";
const LOCK_ALL_BUT: &str = "lockAllAttributesExcept";
const LOCK_ELEMENTS: &str = "lockElements";
const LOCK_ALL_ELEMENTS_BUT: &str = "lockAllElementsExcept";

impl<'a> Source<'a> {
    /// The outermost element.
    pub(super) fn root(self) -> Element<'a> {
        Element {
            source: self,
            node: self.document.root_element(),
        }
    }

    pub(super) fn error(self, at: usize, why: &str) -> AgentConfigError {
        error(self.file, self.document.text_pos_at(at), why)
    }
}

pub(super) fn error(file: &str, at: TextPos, why: &str) -> AgentConfigError {
    AgentConfigError {
        file: file.to_owned(),
        line: at.row,
        column: at.col,
        why: why.to_owned(),
    }
}

impl<'a> Element<'a> {
    fn text(self) -> &'a str {
        &self.source.document.input_text()[self.node.range()]
    }

    /// As it is written, with its prefix.
    pub(super) fn name(self) -> &'a str {
        let text = &self.text()[1..];
        &text[..text.find(ends_name).unwrap_or(text.len())]
    }

    pub(super) fn line(self) -> u32 {
        self.source
            .document
            .text_pos_at(self.node.range().start)
            .row
    }

    /// The bytes of the file that it takes.
    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.node.range()
    }

    /// The start tag alone ends it.
    pub(super) fn is_closed_at_once(self) -> bool {
        !self.node.has_children() && self.text().ends_with("/>")
    }

    /// The elements inside. Text between them is an error.
    pub(super) fn children(self, instructions: Instructions) -> Read<Vec<Element<'a>>> {
        let mut children = Vec::new();
        for node in self.node.children() {
            if node.is_element() {
                children.push(Element { node, ..self });
            } else if node.is_text() && !node.text().unwrap_or_default().trim().is_empty() {
                let why = format!("`{}` may hold no text", self.name());
                return Err(self.source.error(text_start(node), &why));
            } else if node.is_pi() && matches!(instructions, Instructions::Refused) {
                let why = format!("`{}` may hold no processing instruction", self.name());
                return Err(self.source.error(node.range().start, &why));
            }
        }
        Ok(children)
    }

    pub(super) fn attributes(self) -> Vec<Attribute<'a>> {
        let start = self.node.range().start;
        let spelled = spelled(self.text());
        // The library keeps no name space among the attributes; those have no escapes that count.
        let value = |at: usize, raw: &'a str| {
            let mut all = self.node.attributes();
            all.find(|own| own.range().start == at)
                .map_or(raw, |own| own.value())
        };
        let values = spelled.into_iter();
        let values = values.map(|(name, at, raw)| (name, start + at, raw));
        values
            .map(|(name, at, raw)| Attribute {
                name,
                value: value(at, raw),
                at,
            })
            .collect()
    }

    pub(super) fn attribute(self, name: &str) -> Option<Attribute<'a>> {
        self.attributes().into_iter().find(|own| own.name == name)
    }

    /// The attributes that the schema knows. Any other is an error, but for those that lock.
    pub(super) fn known(self, schema: &Schema) -> Read<Vec<Attribute<'a>>> {
        let mut known = Vec::new();
        for own in self.attributes() {
            if schema.attributes.contains(&own.name) {
                known.push(own);
            } else if !self.locks(&own, schema)? {
                let why = unknown_words("attribute", own.name, schema.attributes);
                return Err(self.at(&own, &why));
            }
        }
        Ok(known)
    }

    /// Is it locked against files below it? Then it can be taken out of its list no more.
    pub(super) fn is_locked(self) -> bool {
        let lock = self.attribute("lockItem");
        lock.is_some_and(|own| own.value.trim().eq_ignore_ascii_case("true"))
    }

    /// Is it an attribute that locks others? What it names has to be there to be locked
    /// (`ParseLockedAttributes`).
    fn locks(self, own: &Attribute<'_>, schema: &Schema) -> Read<bool> {
        let (names, all) = match own.name {
            "lockItem" => {
                return boolean(own.value)
                    .map(|_| true)
                    .ok_or_else(|| self.not(own, "`true` or `false`"));
            }
            LOCK_ATTRIBUTES => (schema.attributes, true),
            LOCK_ALL_BUT => (schema.attributes, false),
            LOCK_ELEMENTS => (schema.elements, true),
            LOCK_ALL_ELEMENTS_BUT => (schema.elements, false),
            _ => return Ok(false),
        };
        if own.value.is_empty() {
            return Err(self.at(own, &format!("`{}` must not be empty", own.name)));
        }
        let mut locked = own.value.split([',', ':', ';']).map(str::trim);
        let fits = |name: &str| name.is_empty() || all && name == "*" || names.contains(&name);
        match locked.find(|name| !fits(name)) {
            None => Ok(true),
            Some(name) => {
                let why = format!("`{}` names `{name}`, which cannot be locked here", own.name);
                Err(self.at(own, &why))
            }
        }
    }

    /// An element that does not belong here.
    pub(super) fn unknown(self, known: &[&str]) -> AgentConfigError {
        self.wrong(&unknown_words("element", self.name(), known))
    }

    pub(super) fn not(self, attribute: &Attribute<'_>, expected: &str) -> AgentConfigError {
        self.at(
            attribute,
            &format!("`{}` has to be {expected}", attribute.name),
        )
    }

    pub(super) fn wrong(self, why: &str) -> AgentConfigError {
        self.source.error(self.node.range().start, why)
    }

    pub(super) fn at(self, attribute: &Attribute<'_>, why: &str) -> AgentConfigError {
        self.source.error(attribute.at, why)
    }

    pub(super) fn line_of(self, attribute: &Attribute<'_>) -> u32 {
        self.source.document.text_pos_at(attribute.at).row
    }
}

/// What processing instructions are: a section may hold them, what stands around it may not
/// (`XmlUtil.VerifyIgnorableNodeType`).
#[derive(Clone, Copy)]
pub(super) enum Instructions {
    Refused,
    Taken,
}

/// Where its first letter stands.
fn text_start(node: Node<'_, '_>) -> usize {
    let range = node.range();
    let text = &node.document().input_text()[range.clone()];
    range.start + (text.len() - text.trim_start().len())
}

fn ends_name(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '/' | '>')
}

/// The attributes of a well-formed start tag: their names, where these begin, and their values as written.
fn spelled(element: &str) -> Vec<(&str, usize, &str)> {
    let mut found = Vec::new();
    let mut at = element.find(ends_name).unwrap_or(element.len());
    loop {
        at += blanks(&element[at..]);
        let rest = &element[at..];
        let Some(end) = rest.find('=').filter(|_| !rest.starts_with(['/', '>'])) else {
            return found;
        };
        let (name, begin) = (rest[..end].trim_end(), at);
        at += end + 1;
        at += blanks(&element[at..]);
        let Some(quote) = element[at..].chars().next() else {
            return found;
        };
        let behind = &element[at + quote.len_utf8()..];
        let Some(length) = behind.find(quote) else {
            return found;
        };
        found.push((name, begin, &behind[..length]));
        at += length + 2 * quote.len_utf8();
    }
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// `BooleanConverter` and `Boolean.Parse`: in any case, blanks around it.
pub(super) fn boolean(text: &str) -> Option<bool> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else {
        text.eq_ignore_ascii_case("false").then_some(false)
    }
}

/// What the reader of the file itself takes: small letters only, nothing around them
/// (`XmlUtil.VerifyAndGetBooleanAttribute`).
pub(super) fn boolean_exact(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

pub(super) fn unknown_words(what: &str, name: &str, known: &[&str]) -> String {
    let meant = known.iter().find(|own| own.eq_ignore_ascii_case(name));
    match meant {
        Some(own) => format!("unknown {what} `{name}`; .NET heeds case: it is `{own}`"),
        None if known.is_empty() => format!("unknown {what} `{name}`; none is known here"),
        None => format!("unknown {what} `{name}`; known are {}", known.join(", ")),
    }
}
