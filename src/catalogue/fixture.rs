//! A small data file for tests: its head and one issuer set, `corp`, to which a test adds its rows.

use std::path::Path;

use super::Catalogue;

/// The issuer set `corp`, with one key.
pub(crate) const CORP: &str = r#"
[[issuer]]
id = "corp"
name = "Our own CA"
[[issuer.key]]
name = "Corp Root"
spki_sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
"#;

/// The data file of "An agent" with these rows, which may name the issuer set `corp`.
pub(crate) fn catalogue(rows: &str) -> Catalogue {
    catalogue_for("An agent", rows)
}

/// The data file of this product with these rows; the product is the inside of a TOML string.
pub(crate) fn catalogue_for(product: &str, rows: &str) -> Catalogue {
    let head = format!("format = 1\ndated = \"2026-11-22\"\nproduct = \"{product}\"\n");
    let text = head + CORP + rows;
    let no_files = |_: &Path| Err(std::io::ErrorKind::NotFound.into());
    Catalogue::parse(text.as_bytes(), Path::new("e.toml"), &no_files).expect("a good data file")
}
