//! `.exe.config` text → [`Section`]. What .NET would refuse is refused, with line and column.

use roxmltree::{Attribute, Document, Node, ParsingOptions, TextPos};

use super::section::{AgentConfigError, Section};
use crate::route::exception::{Pattern, PatternError};
use crate::route::rules::{Unusable, named};
use crate::route::text::MOST_BYTES;
use crate::route::{Hop, HopScheme, Location};

/// Elements and attributes; a machine.config has a few thousand.
const MOST_NODES: u32 = 100_000;

/// The `<defaultProxy>` of a file, if it has one.
pub(super) fn section(file: &str, text: &str) -> Result<Option<Section>, AgentConfigError> {
    if text.len() > MOST_BYTES {
        let why = "longer than 1 MiB, which no such file is";
        return Err(error(file, TextPos::new(1, 1), why));
    }
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|why| error(file, why.pos(), &words_of(&why)))?;
    let reader = Reader {
        file,
        document: &document,
    };
    let root = document.root_element();
    if root.tag_name().name() != "configuration" {
        return Err(reader.wrong(root, "the outermost element has to be `configuration`"));
    }
    let net = children(root).find(|node| is(*node, "system.net"));
    let proxy = net.and_then(|net| children(net).find(|node| is(*node, "defaultProxy")));
    proxy.map(|node| reader.section(node)).transpose()
}

/// The library ends its sentences with the place, which stands in front here.
fn words_of(why: &roxmltree::Error) -> String {
    let words = why.to_string();
    let end = words.rfind(" at ").unwrap_or(words.len());
    format!("not well-formed XML: {}", &words[..end])
}

fn error(file: &str, at: TextPos, why: &str) -> AgentConfigError {
    AgentConfigError {
        file: file.to_owned(),
        line: at.row,
        column: at.col,
        why: why.to_owned(),
    }
}

fn children<'a, 'd>(node: Node<'a, 'd>) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(Node::is_element)
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.tag_name().name() == name
}

struct Reader<'a> {
    file: &'a str,
    document: &'a Document<'a>,
}

type Read<T> = Result<T, AgentConfigError>;

impl Reader<'_> {
    fn section(&self, node: Node<'_, '_>) -> Read<Section> {
        let mut section = Section {
            line: self.place(node).row,
            ..Section::default()
        };
        for attribute in self.attributes(node, &["enabled", "useDefaultCredentials"])? {
            let said = self.boolean(attribute)?;
            match attribute.name() {
                "enabled" => section.enabled = Some(said),
                _ => section.use_default_credentials = said,
            }
        }
        section.proxy_line = section.line;
        for child in children(node) {
            match child.tag_name().name() {
                "proxy" => self.proxy(child, &mut section)?,
                "bypasslist" => self.bypass(child, &mut section)?,
                "module" => section.module = child.attribute("type").map(str::to_owned),
                other => {
                    return Err(self.unknown(child, other, &["proxy", "bypasslist", "module"]));
                }
            }
        }
        Ok(section)
    }

    fn proxy(&self, node: Node<'_, '_>, section: &mut Section) -> Read<()> {
        section.proxy_line = self.place(node).row;
        for attribute in self.attributes(node, &PROXY)? {
            match attribute.name() {
                "usesystemdefault" => section.uses_system = self.three_state(attribute)?,
                "autoDetect" => section.detects = self.three_state(attribute)?,
                "bypassonlocal" => section.bypass_local = self.three_state(attribute)?,
                "proxyaddress" => section.address = self.address(attribute)?,
                _ => section.script = self.script(attribute)?,
            }
        }
        let both = section.script.is_some() && section.bypass_local.is_some();
        if let (true, Some(attribute)) = (both, node.attribute_node("bypassonlocal")) {
            let why = "`bypassonlocal` must not be combined with `scriptLocation`";
            return Err(self.at(attribute, why));
        }
        Ok(())
    }

    fn bypass(&self, node: Node<'_, '_>, section: &mut Section) -> Read<()> {
        for entry in children(node) {
            match entry.tag_name().name() {
                "add" => self.add(entry, section)?,
                "remove" => {
                    let address = self.entry(entry)?.value();
                    section.bypass.retain(|own| own.is.said() != address);
                    section.unusable.retain(|own| own.said != address);
                }
                "clear" => {
                    section.bypass.clear();
                    section.unusable.clear();
                }
                other => return Err(self.unknown(entry, other, &["add", "remove", "clear"])),
            }
        }
        section.has_bypass = !section.bypass.is_empty() || !section.unusable.is_empty();
        Ok(())
    }

    fn add(&self, node: Node<'_, '_>, section: &mut Section) -> Read<()> {
        let attribute = self.entry(node)?;
        let said = attribute.value();
        let setting = format!("{}:{} bypasslist", self.file, self.place(node).row);
        match Pattern::dotnet(said) {
            Ok(pattern) => section.bypass.push(named(&setting, pattern)),
            Err(PatternError::Unknown(reason)) => section.unusable.push(Unusable {
                setting,
                said: said.to_owned(),
                reason,
                decides: false,
            }),
            Err(PatternError::Broken(reason)) => {
                let why = format!(
                    "`{said}` is no regular expression: {reason}; every request of the agent would \
                     fail. `*` does not stand for anything: write `.*`, and `\\.` for a dot"
                );
                return Err(self.at(attribute, &why));
            }
        }
        Ok(())
    }

    fn entry<'n>(&self, node: Node<'n, '_>) -> Read<Attribute<'n, 'n>>
    where
        Self: 'n,
    {
        self.attributes(node, &["address"])?;
        let attribute = node.attributes().find(|own| own.name() == "address");
        attribute.ok_or_else(|| self.wrong(node, "it needs the attribute `address`"))
    }

    /// The attributes, which .NET tells apart by case too.
    fn attributes<'n>(&self, node: Node<'n, '_>, known: &[&str]) -> Read<Vec<Attribute<'n, 'n>>> {
        let all: Vec<_> = node.attributes().collect();
        // Every element may be locked against the files below it.
        let strange = |own: &&Attribute<'_, '_>| {
            !known.contains(&own.name()) && !own.name().starts_with("lock")
        };
        if let Some(own) = all.iter().find(strange) {
            let why = unknown_words("attribute", own.name(), known);
            return Err(self.at(*own, &why));
        }
        let known = all.into_iter().filter(|own| known.contains(&own.name()));
        Ok(known.collect())
    }

    fn boolean(&self, attribute: Attribute<'_, '_>) -> Read<bool> {
        match attribute.value().trim().to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.value(attribute, "`true` or `false`")),
        }
    }

    fn three_state(&self, attribute: Attribute<'_, '_>) -> Read<Option<bool>> {
        match attribute.value().trim().to_ascii_lowercase().as_str() {
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            "unspecified" => Ok(None),
            _ => Err(self.value(attribute, "`True`, `False` or `Unspecified`")),
        }
    }

    /// .NET Framework speaks to hops by plain HTTP only, ignores what stands behind the port, and sends
    /// no credentials out of an address.
    fn address(&self, attribute: Attribute<'_, '_>) -> Read<Option<Hop>> {
        let said = attribute.value().trim();
        if said.is_empty() {
            return Ok(None);
        }
        if !said.contains("://") {
            let why = "`proxyaddress` needs the prefix `http://`; without it .NET takes no proxy \
                       from it, and the agent's requests fail";
            return Err(self.at(attribute, why));
        }
        let end = said.find("://").map_or(0, |at| at + 3);
        let rest = said[end..].rfind('@').map_or(end, |at| end + at);
        let path = said[rest..]
            .find(['/', '?', '#'])
            .map_or(said.len(), |at| rest + at);
        let hop = Hop::with_usual_port(&said[..path], 80).map_err(|why| {
            self.at(
                attribute,
                &format!("`proxyaddress` says `{}`: {why}", why.said()),
            )
        })?;
        if hop.scheme != HopScheme::Http {
            let why = format!("`proxyaddress` says `{hop}`, and .NET knows only `http://` proxies");
            return Err(self.at(attribute, &why));
        }
        Ok(Some(hop.without_credentials()))
    }

    fn script(&self, attribute: Attribute<'_, '_>) -> Read<Option<Location>> {
        let said = attribute.value().trim();
        if said.is_empty() {
            return Ok(None);
        }
        if said.contains("://") {
            return Ok(Some(Location::Url(said.to_owned())));
        }
        Err(self.at(attribute, "`scriptLocation` has to be a whole URL"))
    }

    fn value(&self, attribute: Attribute<'_, '_>, expected: &str) -> AgentConfigError {
        let why = format!("`{}` has to be {expected}", attribute.name());
        self.at(attribute, &why)
    }

    fn unknown(&self, node: Node<'_, '_>, name: &str, known: &[&str]) -> AgentConfigError {
        self.wrong(node, &unknown_words("element", name, known))
    }

    fn wrong(&self, node: Node<'_, '_>, why: &str) -> AgentConfigError {
        error(self.file, self.place(node), why)
    }

    fn at(&self, attribute: Attribute<'_, '_>, why: &str) -> AgentConfigError {
        let at = self.document.text_pos_at(attribute.range().start);
        error(self.file, at, why)
    }

    fn place(&self, node: Node<'_, '_>) -> TextPos {
        self.document.text_pos_at(node.range().start)
    }
}

const PROXY: [&str; 5] = [
    "usesystemdefault",
    "autoDetect",
    "bypassonlocal",
    "proxyaddress",
    "scriptLocation",
];

fn unknown_words(what: &str, name: &str, known: &[&str]) -> String {
    let meant = known.iter().find(|own| own.eq_ignore_ascii_case(name));
    match meant {
        Some(own) => format!("unknown {what} `{name}`; .NET heeds case: it is `{own}`"),
        None => format!("unknown {what} `{name}`; known are {}", known.join(", ")),
    }
}
