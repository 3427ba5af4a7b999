//! What people read of an HTML page.

use std::sync::LazyLock;

use regex::{Captures, Regex};

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("it is constant")
}

/// What of a page nobody reads, and its title.
static UNSEEN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?is)<!--.*?(?:-->|\z)|<script\b.*?(?:</script\s*>|\z)|<style\b.*?(?:</style\s*>|\z)|<title\b.*?(?:</title\s*>|\z)",
    )
});
/// Between two cells of a row.
static CELL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)</t[dh]\s*>\s*<t[dh]\b[^>]*>|</dt\s*>\s*<dd\b[^>]*>"));
/// Where a line ends.
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)</?(?:p|div|h[1-6]|li|ul|ol|t[rdh]|br|hr|table|body|head|html|section|article|header|footer|main|pre|form|center|d[ltd])\b[^>]*>",
    )
});
static TAG: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)<[^>]*>"));
static ENTITY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));"));

/// The text of a page, a line for each of its blocks, a bar between the cells of a row; without its title. A page
/// that ends midway, or was never one, gives what there is.
#[must_use]
pub fn text(page: &str) -> String {
    let text = UNSEEN.replace_all(page, "\n");
    // A line of the source is no line of the page.
    let text = text.replace(['\n', '\r'], " ");
    let text = CELL.replace_all(&text, " | ");
    let text = LINE.replace_all(&text, "\n");
    let text = TAG.replace_all(&text, " ");
    ENTITY.replace_all(&text, entity).into_owned()
}

fn entity(found: &Captures<'_>) -> String {
    let number = |at, radix| {
        let digits = found.get(at)?;
        u32::from_str_radix(digits.as_str(), radix).ok()
    };
    if let Some(number) = number(1, 10).or_else(|| number(2, 16)) {
        return char::from_u32(number).unwrap_or(' ').to_string();
    }
    let known = match &found[3] {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => " ",
    };
    known.to_owned()
}
