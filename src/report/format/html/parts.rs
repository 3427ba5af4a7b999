//! Parts of a page that several of its sections are made of.

use crate::finding::Verdict;
use crate::report::markup::Markup;

/// A name and its value in a list of facts.
pub(in crate::report) fn fact(name: &str, list: &mut Markup, value: impl FnOnce(&mut Markup)) {
    list.literal("\n").element("div", &[], |pair| {
        pair.worded("dt", &[], name);
        pair.element("dd", &[], value);
    });
}

/// The mark and the word of a verdict.
pub(in crate::report) fn badge(verdict: Verdict, to: &mut Markup) {
    let class = format!("badge {verdict}");
    to.element("span", &[("class", &class)], |badge| {
        badge.worded("span", &[("aria-hidden", "true")], mark(verdict));
        badge.literal(" ").text(&verdict.to_string());
    });
}

/// A sentence of ours with what stands between backticks set apart.
pub(in crate::report) fn quoted(text: &str, to: &mut Markup) {
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            to.worded("code", &[], part);
        } else {
            to.text(part);
        }
    }
}

/// The first letter large.
pub(in crate::report) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A section with a heading that can be linked to.
pub(in crate::report) fn section(
    id: &'static str,
    heading: &str,
    to: &mut Markup,
    fill: impl FnOnce(&mut Markup),
) {
    to.literal("\n")
        .element("section", &[("aria-labelledby", id)], |section| {
            section.literal("\n").worded("h2", &[("id", id)], heading);
            fill(section);
            section.literal("\n");
        });
}

/// A verdict as a word.
pub(in crate::report) fn word(verdict: Verdict) -> String {
    verdict.to_string().to_uppercase()
}

/// A verdict as a mark, for eyes; the word stands beside it.
pub(in crate::report) fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Warn => "!",
        Verdict::Unproven => "?",
        Verdict::Fail => "✗",
    }
}
