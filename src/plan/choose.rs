//! Which endpoints are wanted: a cloud, and ids or globs to keep and to skip.

use super::selection::{PlanError, Selection};
use crate::catalogue::{Catalogue, Cloud, Endpoint, is_for};
use crate::text::escape::escape;

/// How alike an id must be to have been meant (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.8;

/// The chosen endpoints, in the order of the file; never none.
pub(super) fn endpoints<'a>(
    catalogue: &'a Catalogue,
    selection: &Selection,
) -> Result<Vec<&'a Endpoint>, PlanError> {
    check_patterns(catalogue, selection)?;
    let in_cloud = |row: &&Endpoint| row.clouds.contains(&selection.cloud);
    check_products(catalogue, selection)?;
    let wanted = |row: &&Endpoint| {
        is_needed(row, &selection.products)
            && selection.need.is_none_or(|least| row.need <= least)
            && (selection.only.is_empty() || fits_one(&selection.only, &row.id))
            && !fits_one(&selection.skip, &row.id)
    };
    let cloud: Vec<_> = catalogue.rows.iter().filter(in_cloud).collect();
    let empty = cloud.is_empty();
    let chosen: Vec<_> = cloud.into_iter().filter(wanted).collect();
    match (chosen.is_empty(), empty) {
        (false, _) => Ok(chosen),
        (true, true) => Err(nothing("the file has none for", selection.cloud)),
        (true, false) => Err(nothing(&leaves_none(selection), selection.cloud)),
    }
}

/// Which flags left nothing.
fn leaves_none(selection: &Selection) -> String {
    let need = selection.need.map(|need| format!("`--need {need}`"));
    let flags = [
        (!selection.only.is_empty()).then(|| "`--only`".to_owned()),
        (!selection.skip.is_empty()).then(|| "`--skip`".to_owned()),
        (!selection.products.is_empty()).then(|| "`--for`".to_owned()),
        need,
    ];
    let flags: Vec<String> = flags.into_iter().flatten().collect();
    match flags.as_slice() {
        [one] => format!("{one} leaves none of"),
        several => format!("{} together leave none of", several.join(" and ")),
    }
}

/// Is the row for one of these products, and one of its samples, if it has any?
fn is_needed(row: &Endpoint, products: &[String]) -> bool {
    let mut samples = row.samples.iter();
    let sampled = row.samples.is_empty() || samples.any(|one| is_for(&one.products, products));
    is_for(&row.products, products) && sampled
}

/// A product that nothing is for is a slip of the pen.
fn check_products(catalogue: &Catalogue, selection: &Selection) -> Result<(), PlanError> {
    let known = catalogue.products();
    let unknown = |product: &&String| !known.contains(product.as_str());
    match selection.products.iter().find(unknown) {
        None => Ok(()),
        Some(product) => Err(PlanError::NoSuchProduct {
            product: escape(product),
            hint: match known.len() {
                0 => "it names none".to_owned(),
                _ => format!("it has {}", quoted(known.into_iter(), ", ")),
            },
        }),
    }
}

fn nothing(why: &str, cloud: Cloud) -> PlanError {
    PlanError::Nothing(format!("{why} the cloud `{cloud}`"))
}

/// A pattern that fits nothing is a slip of the pen, and must not pass for a smaller run.
fn check_patterns(catalogue: &Catalogue, selection: &Selection) -> Result<(), PlanError> {
    for pattern in &selection.skip {
        rows_of("--skip", pattern, catalogue)?;
    }
    for pattern in &selection.only {
        let rows = rows_of("--only", pattern, catalogue)?;
        let clouds: Vec<_> = rows.iter().flat_map(|row| &row.clouds).collect();
        if let Some(&&other) = clouds
            .first()
            .filter(|_| !clouds.contains(&&selection.cloud))
        {
            return Err(PlanError::OtherCloud {
                pattern: escape(pattern),
                cloud: selection.cloud,
                other,
            });
        }
    }
    Ok(())
}

/// The rows of any cloud that a pattern fits.
fn rows_of<'a>(
    flag: &'static str,
    pattern: &str,
    catalogue: &'a Catalogue,
) -> Result<Vec<&'a Endpoint>, PlanError> {
    let rows: Vec<_> = catalogue
        .rows
        .iter()
        .filter(|row| fits(pattern, &row.id))
        .collect();
    if rows.is_empty() {
        return Err(PlanError::NoSuchEndpoint {
            flag,
            pattern: escape(pattern),
            hint: hint(pattern, catalogue),
        });
    }
    Ok(rows)
}

fn hint(pattern: &str, catalogue: &Catalogue) -> String {
    let ids = catalogue.rows.iter().map(|row| row.id.as_str());
    let alike = |id: &&str| strsim::jaro_winkler(pattern, id) >= ALIKE;
    let mut close: Vec<_> = ids.clone().filter(alike).collect();
    close.sort_by(|a, b| {
        let likeness = |id: &str| strsim::jaro_winkler(pattern, id);
        likeness(b).total_cmp(&likeness(a))
    });
    close.truncate(3);
    if close.is_empty() {
        return format!("the file has {}", quoted(ids, ", "));
    }
    format!("did you mean {}?", quoted(close.into_iter(), " or "))
}

fn quoted<'a>(ids: impl Iterator<Item = &'a str>, between: &str) -> String {
    ids.map(|id| format!("`{id}`"))
        .collect::<Vec<_>>()
        .join(between)
}

fn fits_one(patterns: &[String], id: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, id))
}

/// Does an id fit a glob? `*` stands for any characters, `?` for one.
fn fits(glob: &str, id: &str) -> bool {
    let (glob, id) = (glob.as_bytes(), id.as_bytes());
    let (mut g, mut i) = (0, 0);
    // Where the last star stands, and how much of the id it has taken so far.
    let mut star = None;
    while i < id.len() {
        match glob.get(g) {
            Some(b'*') => {
                star = Some((g, i));
                g += 1;
            }
            Some(&byte) if byte == b'?' || byte == id[i] => {
                g += 1;
                i += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (g, i) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    glob[g..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_glob_without_signs_fits_itself_alone() {
        assert!(fits("msauth", "msauth"));
        assert!(!fits("msauth", "msauthimages"));
        assert!(!fits("msauth", "msaut"));
        assert!(!fits("", "msauth"));
    }

    #[test]
    fn a_star_stands_for_any_characters_and_a_question_mark_for_one() {
        for glob in [
            "*", "ms*", "*th", "m*a*h", "ms?uth", "??????", "ms**h", "*msauth*",
        ] {
            assert!(fits(glob, "msauth"), "{glob}");
        }
        for glob in ["?", "ms?", "*x", "m*a*hx", "???????", "?msauth"] {
            assert!(!fits(glob, "msauth"), "{glob}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let glob = "*a".repeat(2000);
        assert!(!fits(&glob, &"a".repeat(1999)));
        assert!(fits(&glob, &"a".repeat(2000)));
    }
}
