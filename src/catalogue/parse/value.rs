//! Single values: texts, ids, words, base64, days.

use std::str::FromStr;

use time::Date;
use toml::Spanned;

use super::mistake::{Checked, Mistake};
use crate::text::bytes::Blob;

/// A text that must not be empty.
pub(super) fn said(key: &str, text: &Spanned<String>) -> Checked<String> {
    if text.get_ref().trim().is_empty() {
        return Err(Mistake::at(text, format!("`{key}` is empty")));
    }
    Ok(text.get_ref().clone())
}

/// A value that must be there.
pub(super) fn needed<'a, T, V>(
    table: &Spanned<T>,
    key: &str,
    value: Option<&'a Spanned<V>>,
) -> Checked<&'a Spanned<V>> {
    value.ok_or_else(|| Mistake::lacking(table, format!("missing key `{key}`")))
}

/// A text for people that may be left out, and must not be empty where it stands.
pub(super) fn perhaps(key: &str, text: Option<&Spanned<String>>) -> Checked<String> {
    text.map_or_else(|| Ok(String::new()), |text| said(key, text))
}

pub(super) fn identifier(id: &Spanned<String>) -> Checked<String> {
    let text = said("id", id)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    match text.chars().find(|&c| !fits(c)) {
        Some(wrong) => Err(Mistake::at(
            id,
            format!("`{wrong}` is not allowed in the id `{text}`; expected A-Z a-z 0-9 . _ -"),
        )),
        None => Ok(text),
    }
}

/// One of a few words, or its default where the key is absent.
pub(super) fn word<T: FromStr<Err = String> + Default>(
    key: &str,
    text: Option<&Spanned<String>>,
) -> Checked<T> {
    text.map_or_else(|| Ok(T::default()), |text| one(key, text))
}

/// One of a few words.
pub(super) fn one<T: FromStr<Err = String>>(key: &str, text: &Spanned<String>) -> Checked<T> {
    let unknown = |expected| format!("unknown {key} `{}`; {expected}", text.get_ref());
    text.get_ref()
        .parse()
        .map_err(|expected: String| Mistake::at(text, unknown(expected)))
}

/// Base64, wrapped or not.
pub(super) fn base64(key: &str, text: &Spanned<String>) -> Checked<Blob> {
    let mut packed = text.get_ref().clone();
    packed.retain(|c| !c.is_ascii_whitespace());
    Blob::from_base64(&packed)
        .map_err(|error| Mistake::at(text, format!("`{key}` is not base64: {error}")))
}

pub(super) fn date(text: &Spanned<String>) -> Checked<String> {
    match day(text.get_ref()) {
        Some(_) => Ok(text.get_ref().clone()),
        None => Err(Mistake::at(
            text,
            format!("`{}` is no date; expected `YYYY-MM-DD`", text.get_ref()),
        )),
    }
}

fn day(text: &str) -> Option<Date> {
    let shape = |(byte, sign): (u8, char)| match sign {
        '-' => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if text.len() != 10 || !text.bytes().zip("YYYY-MM-DD".chars()).all(shape) {
        return None;
    }
    let month = text[5..7].parse::<u8>().ok()?.try_into().ok()?;
    Date::from_calendar_date(text[..4].parse().ok()?, month, text[8..].parse().ok()?).ok()
}
