//! What the reports are called in a comparison: `A`, `B`, … in the order in which they were given.

/// `A`, `B`, … `Z`, `AA`: the name of the report at this place.
pub(super) fn letter(at: usize) -> String {
    let last = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    match at / 26 {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}

/// The names of the reports at these places, which are in order; three or more in a row as `C-F`.
pub(super) fn letters(places: &[usize]) -> String {
    let rows = places.chunk_by(|one, next| one + 1 == *next);
    let names = rows.flat_map(|row| match row {
        [first, .., last] if row.len() > 2 => vec![format!("{}-{}", letter(*first), letter(*last))],
        few => few.iter().copied().map(letter).collect(),
    });
    names.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_name_for_any_number_of_reports() {
        let names = [0, 25, 26, 27, 701, 702].map(letter);
        assert_eq!(names, ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }

    #[test]
    fn three_reports_in_a_row_are_named_as_a_range() {
        assert_eq!(letters(&[0, 1, 3, 4, 5, 8]), "A B D-F I");
        assert_eq!(letters(&[]), "");
    }
}
