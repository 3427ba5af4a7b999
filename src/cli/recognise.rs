//! What a file is that is no report: the first bytes tell. Names a kind, and never reads on.

/// No more of a file is looked at.
const MOST: usize = 64 * 1024;

/// What the text of a file looks like, and what to do with it; none where it could be JSON.
pub(super) fn kind(text: &str) -> Option<&'static str> {
    let whole = text.len() <= MOST;
    let head = text.trim_start_matches('\u{feff}').trim_start();
    let lower: String = head.chars().take(64).collect::<String>().to_lowercase();
    let kinds = [
        (
            head.starts_with("PK\u{3}\u{4}"),
            "a ZIP archive; `clearway verify` reads a bundle of handshake proofs",
        ),
        (
            head.starts_with("-----BEGIN "),
            "a PEM file with keys or certificates",
        ),
        (
            lower.starts_with("<!doctype html") || lower.starts_with("<html"),
            "an HTML page, and not the JSON that stands beside it",
        ),
        (
            head.starts_with("<?xml") || head.starts_with("<testsuites"),
            "an XML file",
        ),
        (
            head.starts_with("\"ticket\",\"team\""),
            "a CSV table of tickets",
        ),
        (
            is_for_people(head),
            "a report for people; programs read the JSON form",
        ),
        (head.contains('\0'), "a binary file"),
        (
            whole && is_toml(head) && head.contains("[[endpoint]]"),
            "a data file (TOML); give it with `--endpoints`",
        ),
        (whole && is_toml(head), "a TOML file"),
    ];
    let found = kinds.into_iter().find(|(fits, _)| *fits);
    found.map(|(_, kind)| kind)
}

/// Does it begin with a verdict, as what `--save FILE.txt` writes?
fn is_for_people(head: &str) -> bool {
    let verdicts = ["PASS  ", "WARN  ", "UNPROVEN  ", "FAIL  "];
    verdicts.iter().any(|verdict| head.starts_with(verdict))
}

/// An empty text would be TOML, too, and JSON begins as TOML never does.
fn is_toml(head: &str) -> bool {
    let json = head.starts_with(['{', '"']) || head.is_empty();
    !json && head.contains('=') && toml::from_str::<toml::Table>(head).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_report_is_named_for_what_it_is() {
        for (text, kind_of) in [
            (include_str!("../../Cargo.toml"), "a TOML file"),
            (include_str!("../../endpoints.toml"), "a data file (TOML)"),
            ("PK\u{3}\u{4}abc", "a ZIP archive"),
            ("-----BEGIN CERTIFICATE-----\n", "a PEM file"),
            ("\u{feff}<!DOCTYPE html><title>", "an HTML page"),
            ("<?xml version=\"1.0\"?>", "an XML file"),
            ("\"ticket\",\"team\",\"change\"", "a CSV table"),
            ("FAIL  1 of 4 required endpoints", "a report for people"),
            ("\u{7f}ELF\0\0", "a binary file"),
        ] {
            let said = kind(text).unwrap_or_default();
            assert!(said.starts_with(kind_of), "{text:.20}: {said}");
        }
    }

    #[test]
    fn what_could_be_json_is_left_to_its_reader() {
        for text in ["{", "{\"format\": 1}", "[1]", "7", "\"a\"", "", "nonsense"] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
