//! Small words for causes: a few of many, foreign text kept short, moments.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A few of many, for a sentence.
pub(super) fn list(items: &[String], most: usize) -> String {
    let shown = items
        .iter()
        .take(most)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match items.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Foreign words, no longer than a sentence bears.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The beginning of some bytes as text, what cannot be shown escaped.
pub(super) fn printable(bytes: &[u8], most: usize) -> String {
    bytes[..bytes.len().min(most)].escape_ascii().to_string()
}

/// A moment as RFC 3339 text.
pub(super) fn when(unix: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(unix).ok();
    moment
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_else(|| unix.to_string())
}
