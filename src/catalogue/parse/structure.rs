//! TOML → tables with the keys that are known. A key that is wrong is taken out, and the rest is read once
//! more.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use super::mistake::{Checked, Mistake, Mistakes};
use super::raw;

/// The number of the file's format that is understood.
const FORMAT: i64 = 1;

const TWICE: &str = "duplicate key";

/// All tables, less what is wrong in them; none where the text is no TOML, or one of another format.
pub(super) fn read(text: &str, found: &mut Mistakes) -> Option<Spanned<raw::File>> {
    let (mut document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        found.add(mistake(text, error));
    }
    if errors.iter().any(|error| error.message() != TWICE) {
        return None;
    }
    found.keep(check_format(text, &document))?;
    while !found.is_full() {
        let error = match raw::File::deserialize(Deserializer::from(document.clone())) {
            Ok(file) => return Some(Spanned::new(document.span(), file)),
            Err(error) => error,
        };
        found.add(mistake(text, &error));
        let whole = document.span();
        found.patched(without(document.get_mut(), &whole, &error.span()?)?);
    }
    None
}

/// Before all else: a file of another format may have other keys, and none of them is a mistake.
fn check_format(text: &str, document: &Spanned<DeTable<'_>>) -> Checked<()> {
    let raw = raw::Format::deserialize(Deserializer::from(document.clone()));
    match raw.map_err(|error| mistake(text, &error))?.format {
        Some(format) if *format.get_ref() == FORMAT => Ok(()),
        Some(format) => {
            let what = format!("unknown format `{}`; expected `{FORMAT}`", format.get_ref());
            Err(Mistake::at(&format, what))
        }
        None => {
            let what = format!("missing key `format`; expected `format = {FORMAT}`");
            Err(Mistake::new(Some(0..0), what))
        }
    }
}

fn mistake(text: &str, error: &Error) -> Mistake {
    let at = error.span();
    let key = at.clone().and_then(|at| text.get(at));
    let what = match (error.message(), key.filter(|key| !key.contains('\n'))) {
        (TWICE, Some(key)) => format!("duplicate key `{key}`"),
        (message, _) => reworded(message),
    };
    Mistake::new(at, what)
}

/// What serde and toml say, in the words of TOML.
fn reworded(message: &str) -> String {
    let words = [
        ("unknown field `", "unknown key `"),
        ("invalid type: map", "invalid type: table or date"),
        ("` as i128, ", "`, "),
        (", expected one of ", "; expected one of "),
        (", expected i64", ", expected a whole number"),
        (", expected a sequence", ", expected a list"),
    ];
    words
        .iter()
        .fold(message.to_owned(), |text, (theirs, ours)| {
            text.replacen(theirs, ours, 1)
        })
}

/// Takes the innermost key out whose name or value lies there; the table that had it.
fn without(
    table: &mut DeTable<'_>,
    whole: &Range<usize>,
    at: &Range<usize>,
) -> Option<Range<usize>> {
    let mut deeper = table.iter_mut();
    if let Some(patched) = deeper.find_map(|(_, value)| within(value, at)) {
        return Some(patched);
    }
    let holds = |place: Range<usize>| place.start <= at.start && at.end <= place.end;
    let (key, _) = table
        .iter()
        .find(|(key, value)| holds(key.span()) || holds(value.span()))?;
    let key = key.clone();
    table.remove(&key);
    Some(whole.clone())
}

fn within(value: &mut Spanned<DeValue<'_>>, at: &Range<usize>) -> Option<Range<usize>> {
    let whole = value.span();
    match value.get_mut() {
        DeValue::Table(table) => without(table, &whole, at),
        DeValue::Array(list) => list.iter_mut().find_map(|one| within(one, at)),
        _ => None,
    }
}
