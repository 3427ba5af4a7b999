//! Markup out of literals and untrusted text that cannot be mistaken for each other: names of elements
//! and attributes are literals by their type, everything else is escaped. What comes out is XML and,
//! where the elements are HTML's, HTML too.

use crate::text::escape::escape;

/// A document in the making.
#[derive(Debug, Default)]
pub(in crate::report) struct Markup(String);

/// The attributes of an element.
pub(in crate::report) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Markup {
    pub(in crate::report) fn into_string(self) -> String {
        self.0
    }

    /// Markup as it stands, from this program alone.
    pub(in crate::report) fn literal(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Untrusted text.
    pub(in crate::report) fn text(&mut self, text: &str) -> &mut Self {
        write_escaped(text, &mut self.0);
        self
    }

    /// Untrusted text of several lines.
    pub(in crate::report) fn lines(&mut self, text: &str) -> &mut Self {
        for line in text.lines() {
            self.text(line).literal("\n");
        }
        self
    }

    /// An element with something in it.
    pub(in crate::report) fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.begin(name, attributes);
        self.0.push('>');
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
        self
    }

    /// An element with text in it.
    pub(in crate::report) fn text_element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: &str,
    ) -> &mut Self {
        self.element(name, attributes, |inside| {
            inside.text(text);
        })
    }

    /// An element that never has anything in it.
    pub(in crate::report) fn empty(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
    ) -> &mut Self {
        self.begin(name, attributes);
        self.0.push_str("/>");
        self
    }

    fn begin(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            write_escaped(value, &mut self.0);
            self.0.push('"');
        }
    }
}

/// What has a meaning in markup becomes a reference; what XML 1.0 cannot hold (2.2), or what could
/// deceive a reader, is spelt out.
fn write_escaped(text: &str, to: &mut String) {
    for c in escape(text).chars() {
        match c {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            c if is_no_character(c) => to.extend(c.escape_unicode()),
            c => to.push(c),
        }
    }
}

/// Code points that Unicode keeps from being characters, and HTML and XML from standing in a text.
fn is_no_character(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_cannot_become_markup() {
        let mut markup = Markup::default();
        markup.text_element("a", &[("b", "\"><x y='")], "</a>&<!--\u{0}\u{ffff}]]>");
        let expected =
            "<a b=\"&quot;&gt;&lt;x y=&#39;\">&lt;/a&gt;&amp;&lt;!--\\u{0}\\u{ffff}]]&gt;</a>";
        assert_eq!(markup.into_string(), expected);
    }

    #[test]
    fn lines_stay_lines() {
        let mut markup = Markup::default();
        markup.lines("a\nb\u{7}\n");
        assert_eq!(markup.into_string(), "a\nb\\u{7}\n");
    }
}
