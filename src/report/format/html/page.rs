//! What every page is built of: its head with the policy, sections, badges, lists of facts.

use crate::finding::Verdict;
use crate::report::format::markup::Markup;
use crate::report::view::verdict::mark;
use crate::text::bytes::sha256_base64;

const STYLE: &str = include_str!("page.css");

/// A page of this kind, with something in it.
pub(in crate::report) fn document(title: &str, fill: impl FnOnce(&mut Markup)) -> String {
    let mut page = Markup::default();
    page.literal("<!DOCTYPE html>\n");
    page.element("html", &[("lang", "en")], |html| {
        html.literal("\n")
            .element("head", &[], |head| fill_head(title, head));
        html.literal("\n").element("body", &[], fill);
        html.literal("\n");
    });
    page.literal("\n");
    page.into_string()
}

fn fill_head(title: &str, head: &mut Markup) {
    // Styles only by their digest: nothing that slipped in could even look different.
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        sha256_base64(STYLE.as_bytes())
    );
    let named = |name, content| [("name", name), ("content", content)];
    let metas = [
        [
            ("http-equiv", "Content-Security-Policy"),
            ("content", &*policy),
        ],
        named("viewport", "width=device-width, initial-scale=1"),
        named("color-scheme", "light dark"),
        named("referrer", "no-referrer"),
    ];
    head.literal("\n").empty("meta", &[("charset", "utf-8")]);
    for meta in metas {
        head.literal("\n").empty("meta", &meta);
    }
    head.literal("\n").text_element("title", &[], title);
    head.literal("\n<style>")
        .literal(STYLE)
        .literal("</style>\n");
}

/// The mark and the word of a verdict.
pub(in crate::report) fn badge(verdict: Verdict, to: &mut Markup) {
    let class = format!("badge {verdict}");
    to.element("span", &[("class", &class)], |badge| {
        badge.text_element("span", &[("aria-hidden", "true")], mark(verdict));
        badge.literal(" ").text(&verdict.to_string());
    });
}

/// The first letter large.
pub(in crate::report) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A sentence of ours with what stands between backticks set apart.
pub(super) fn quoted(text: &str, to: &mut Markup) {
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            to.text_element("code", &[], part);
        } else {
            to.text(part);
        }
    }
}

/// A link to another place of the page.
pub(super) fn link(id: &str, text: &str, to: &mut Markup) {
    to.text_element("a", &[("href", &format!("#{id}"))], text);
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
            section
                .literal("\n")
                .text_element("h2", &[("id", id)], heading);
            fill(section);
            section.literal("\n");
        });
}

/// A name and its value in a list of facts.
pub(super) fn fact(name: &str, list: &mut Markup, value: impl FnOnce(&mut Markup)) {
    list.literal("\n").element("div", &[], |pair| {
        pair.text_element("dt", &[], name);
        pair.element("dd", &[], value);
    });
}
