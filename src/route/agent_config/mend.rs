//! A settings file with another `<defaultProxy>`: in place of the one that counts, or in the group that is
//! there, or with a group of its own. Everything else stays as it is, byte for byte.

use std::ops::Range;

use super::document;
use super::element::{Element, Instructions, Source};
use super::encoding;
use super::error::{AgentConfigError, Read};

/// A `<defaultProxy>`, line by line: how far each is moved in, and its text, which is ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultProxy(pub Vec<(usize, String)>);

impl DefaultProxy {
    /// The lines, the first one moved in so far, each step in by `unit`.
    fn text(&self, within: &Indent) -> String {
        let lines = self
            .0
            .iter()
            .map(|(depth, text)| within.deeper(*depth) + text);
        lines.collect::<Vec<_>>().join(within.ends)
    }

    /// A whole file with nothing else in it.
    #[must_use]
    pub fn whole_file(&self) -> String {
        let indent = Indent {
            outer: String::new(),
            unit: "  ".to_owned(),
            ends: "\n",
        };
        let group = indent.in_group(self);
        format!("<configuration>\n{group}\n</configuration>\n")
    }
}

/// How the file moves its lines in.
#[derive(Debug, Clone)]
struct Indent {
    outer: String,
    unit: String,
    ends: &'static str,
}

impl Indent {
    fn deeper(&self, steps: usize) -> String {
        format!("{}{}", self.outer, self.unit.repeat(steps))
    }

    /// As deep as the line on which the byte stands.
    fn at(&self, text: &str, at: usize) -> Self {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = &text[line..at];
        let blank = before.len() - before.trim_start_matches([' ', '\t']).len();
        Self {
            outer: before[..blank].to_owned(),
            ..self.clone()
        }
    }

    fn inner(&self) -> Self {
        Self {
            outer: self.deeper(1),
            ..self.clone()
        }
    }

    fn in_group(&self, section: &DefaultProxy) -> String {
        let inner = self.inner();
        let (group, section) = (inner.deeper(0), section.text(&inner.inner()));
        let ends = self.ends;
        format!("{group}<system.net>{ends}{section}{ends}{group}</system.net>")
    }
}

/// The file with this section, in its own encoding.
///
/// # Errors
/// .NET would refuse the file as it is.
pub fn mend(name: &str, bytes: &[u8], section: &DefaultProxy) -> Result<Vec<u8>, AgentConfigError> {
    let text = document::text(name, bytes)?;
    let document = document::parse(name, &text)?;
    let source = Source {
        file: name,
        document: &document,
    };
    let (range, new) = change(source, section)?;
    let at = |byte: usize| encoding::place(bytes, &text, byte);
    let mut mended = bytes[..at(range.start)].to_vec();
    mended.extend(encoding::like(bytes, &new));
    mended.extend(&bytes[at(range.end)..]);
    Ok(mended)
}

/// What is replaced, and by what.
fn change(source: Source<'_>, section: &DefaultProxy) -> Read<(Range<usize>, String)> {
    let text = source.document.input_text();
    let root = source.root();
    let ends = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let usual = Indent {
        outer: String::new(),
        unit: unit(text, root),
        ends,
    };
    if let Some(old) = default_proxy(source)? {
        let indent = usual.at(text, old.range().start);
        return Ok((old.range(), section.text(&indent).trim_start().to_owned()));
    }
    if let Some(group) = groups(source)?.into_iter().next() {
        let indent = usual.at(text, group.range().start);
        let lines = section.text(&indent.inner());
        return Ok(inside(text, group, &indent, &lines));
    }
    let indent = usual.at(text, root.range().start);
    let lines = indent.in_group(section);
    Ok(inside(text, root, &indent, &lines))
}

/// Lines as an element's last ones.
fn inside(
    text: &str,
    element: Element<'_>,
    indent: &Indent,
    lines: &str,
) -> (Range<usize>, String) {
    let Range { start, end } = element.range();
    let (ends, name, outer) = (indent.ends, element.name(), indent.deeper(0));
    if element.is_closed_at_once() {
        let open = text[start..end].trim_end_matches("/>").trim_end();
        return (
            start..end,
            format!("{open}>{ends}{lines}{ends}{outer}</{name}>"),
        );
    }
    let close = start + text[start..end].rfind("</").unwrap_or(0);
    let before = text[..close].trim_end_matches([' ', '\t']).len();
    // The end tag on a line of its own keeps it.
    if text[..before].ends_with('\n') {
        (before..before, format!("{lines}{ends}"))
    } else {
        (close..close, format!("{ends}{lines}{ends}{outer}"))
    }
}

/// One step in, as the first element on a line of its own is.
fn unit(text: &str, root: Element<'_>) -> String {
    let start = root.range().start;
    let mut lines = text[start..].lines().skip(1);
    let first = lines.find_map(|line| {
        let rest = line.trim_start_matches([' ', '\t']);
        (rest.len() < line.len() && rest.starts_with('<')).then(|| &line[..line.len() - rest.len()])
    });
    first.unwrap_or("  ").to_owned()
}

/// The section that counts for a program.
fn default_proxy(source: Source<'_>) -> Read<Option<Element<'_>>> {
    for group in groups(source)? {
        let children = group.children(Instructions::Taken)?;
        if let Some(found) = children
            .into_iter()
            .find(|own| own.name() == "defaultProxy")
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Every `system.net` that is for a program: those of `configuration` first.
fn groups(source: Source<'_>) -> Read<Vec<Element<'_>>> {
    let outer = source.root().children(Instructions::Taken)?;
    let mut found: Vec<_> = outer
        .iter()
        .copied()
        .filter(|own| own.name() == "system.net")
        .collect();
    for location in outer.iter().filter(|own| own.name() == "location") {
        let path = location.attribute("path").map_or("", |own| own.value);
        if matches!(path, "" | ".") {
            let inner = location.children(Instructions::Taken)?.into_iter();
            found.extend(inner.filter(|own| own.name() == "system.net"));
        }
    }
    Ok(found)
}
