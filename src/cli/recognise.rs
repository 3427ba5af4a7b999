//! A file that was given to the wrong command or flag: its first bytes tell what it is, and which command reads
//! it. Looks only where its reader refused it already, and never reads on.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::given::called;
use super::problem::Problem;
use crate::text::escape::escape;

/// No more of a file is looked at.
const MOST: usize = 64 * 1024;

/// What a file can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Report,
    Bundle,
    Capture,
    DataFile,
    AgentConfig,
    RegistryExport,
    ServiceTags,
    M365,
    Pem,
    Html,
    Xml,
    Tickets,
    ForPeople,
    Toml,
    Binary,
    Empty,
}

impl Kind {
    /// What it is, and who reads it.
    const fn sentence(self) -> &'static str {
        match self {
            Self::Report => "a report; `clearway judge` reads it",
            Self::Bundle => "a ZIP archive; `clearway verify` reads a bundle of handshake proofs",
            Self::Capture => {
                "a packet capture, as `--pcap` writes it; Wireshark opens it, and no command of clearway"
            }
            Self::DataFile => "a data file (TOML); give it with `--endpoints`",
            Self::AgentConfig => "an `.exe.config` file; give it with `--agent-config`",
            Self::RegistryExport => "an export of the registry; give it with `--system-settings`",
            Self::ServiceTags => "Microsoft's list of service tags; give it with `--service-tags`",
            Self::M365 => "the list of Microsoft 365's endpoints; give it with `--m365`",
            Self::Pem => "a PEM file with keys or certificates",
            Self::Html => "an HTML page, and not the JSON that stands beside it",
            Self::Xml => "an XML file",
            Self::Tickets => "a CSV table of tickets",
            Self::ForPeople => "a report for people; programs read the JSON form",
            Self::Toml => "a TOML file",
            Self::Binary => "a binary file",
            Self::Empty => "an empty file",
        }
    }

    /// What is wanted in its place.
    const fn wanted(self) -> &'static str {
        match self {
            Self::Report => "a report is what `clearway check --save FILE.json` wrote",
            Self::Bundle => "a bundle is what `clearway check --proof FILE.zip` wrote",
            Self::AgentConfig => "the agent's settings are an `.exe.config` file (XML)",
            Self::RegistryExport => {
                "system settings are what `reg export` or `netsh winhttp show proxy` wrote"
            }
            Self::ServiceTags => "service tags are Microsoft's `ServiceTags_Public_….json`",
            Self::M365 => "the list is Microsoft's `endpoints` web service's, as JSON",
            Self::Pem => "roots are certificates in PEM or DER",
            _ => "a data file is TOML; `clearway help endpoints` shows one",
        }
    }
}

/// The reader's own words, or what the file is where it is another kind.
pub(super) fn instead(path: &Path, own: Kind, why: Problem) -> Problem {
    match head(path).and_then(|head| kind(&head)) {
        Some(kind) => unlike(path, own, kind).unwrap_or(why),
        None => why,
    }
}

/// The same of bytes that were read already.
pub(super) fn instead_of(bytes: &[u8], path: &Path, own: Kind, why: Problem) -> Problem {
    match kind(&bytes[..bytes.len().min(MOST)]) {
        Some(kind) => unlike(path, own, kind).unwrap_or(why),
        None => why,
    }
}

fn unlike(path: &Path, own: Kind, kind: Kind) -> Option<Problem> {
    let name = escape(&called(path).display().to_string());
    // What says little about a file does not stand in for what its reader found in it.
    let is_vague = matches!(kind, Kind::Toml | Kind::Xml | Kind::Binary | Kind::Empty);
    let is_only_ours = matches!(own, Kind::Report | Kind::Bundle);
    let is_other = kind != own && (is_only_ours || !is_vague);
    is_other.then(|| {
        Problem::new(format!(
            "{name}: this is {}; {}",
            kind.sentence(),
            own.wanted()
        ))
    })
}

/// A pipe was read already, and whoever opens one may wait for ever.
fn head(path: &Path) -> Option<Vec<u8>> {
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let mut head = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MOST as u64).read_to_end(&mut head).ok()?;
    Some(head)
}

/// What the first bytes of a file say; none where they fit nothing that is known.
fn kind(head: &[u8]) -> Option<Kind> {
    const CAPTURES: [&[u8]; 3] = [
        b"\x0a\x0d\x0d\x0a",
        b"\xd4\xc3\xb2\xa1",
        b"\xa1\xb2\xc3\xd4",
    ];
    if head.starts_with(b"PK\x03\x04") {
        return Some(Kind::Bundle);
    }
    if CAPTURES.iter().any(|magic| head.starts_with(magic)) {
        return Some(Kind::Capture);
    }
    let text = text(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.is_empty() {
        return Some(Kind::Empty);
    }
    if text.starts_with(['{', '[']) {
        return if text.starts_with('[') && is_toml(text) {
            toml_kind(text)
        } else {
            json_kind(text)
        };
    }
    markup_kind(text).or_else(|| text_kind(text))
}

/// As far as it can be read: a cut within a character does not matter.
fn text(head: &[u8]) -> String {
    let units = |pair: fn([u8; 2]) -> u16| {
        let pairs = head.chunks_exact(2).map(|two| pair([two[0], two[1]]));
        String::from_utf16_lossy(&pairs.collect::<Vec<_>>())
    };
    match head {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(head).into_owned(),
    }
}

fn json_kind(text: &str) -> Option<Kind> {
    let has = |keys: &[&str]| keys.iter().all(|key| text.contains(key));
    let kinds = [
        (Kind::Report, &["\"tool\"", "\"clearway\""][..]),
        (Kind::ServiceTags, &["\"changeNumber\"", "\"values\""]),
        (Kind::M365, &["\"serviceArea\""]),
    ];
    let found = kinds.into_iter().find(|(_, keys)| has(keys));
    found.map(|(kind, _)| kind)
}

fn markup_kind(text: &str) -> Option<Kind> {
    let lower: String = text.chars().take(64).collect::<String>().to_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Some(Kind::Html);
    }
    let is_markup = text.starts_with("<?xml") || text.starts_with('<');
    let kind = if text.contains("<configuration") {
        Kind::AgentConfig
    } else {
        Kind::Xml
    };
    is_markup.then_some(kind)
}

fn text_kind(text: &str) -> Option<Kind> {
    let begins = |heads: &[&str]| heads.iter().any(|head| text.starts_with(head));
    if begins(&["-----BEGIN "]) {
        return Some(Kind::Pem);
    }
    if begins(&["Windows Registry Editor ", "REGEDIT4"]) {
        return Some(Kind::RegistryExport);
    }
    if begins(&["\"ticket\",\"team\""]) {
        return Some(Kind::Tickets);
    }
    // A verdict, as what `--save FILE.txt` writes.
    if begins(&["PASS  ", "WARN  ", "UNPROVEN  ", "FAIL  "]) {
        return Some(Kind::ForPeople);
    }
    if text.contains('\0') {
        return Some(Kind::Binary);
    }
    toml_kind(text)
}

fn toml_kind(text: &str) -> Option<Kind> {
    if text.contains("[[endpoint]]") {
        return Some(Kind::DataFile);
    }
    is_toml(text).then_some(Kind::Toml)
}

/// JSON begins as TOML never does.
fn is_toml(text: &str) -> bool {
    text.contains('=') && toml::from_str::<toml::Table>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        for (bytes, expected) in [
            (&include_bytes!("../../Cargo.toml")[..], Kind::Toml),
            (include_bytes!("../../endpoints.toml"), Kind::DataFile),
            (
                include_bytes!("../../tests/readme/report.json"),
                Kind::Report,
            ),
            (
                include_bytes!("../../tests/proof/genuine-tls13.zip"),
                Kind::Bundle,
            ),
            (b"\x0a\x0d\x0d\x0a\x1c\0\0\0", Kind::Capture),
            (b"{\"changeNumber\": 1, \"values\": [", Kind::ServiceTags),
            (b"[{\"id\": 1, \"serviceArea\": \"Common\"", Kind::M365),
            (b"-----BEGIN CERTIFICATE-----\n", Kind::Pem),
            ("\u{feff}<!DOCTYPE html><title>".as_bytes(), Kind::Html),
            (b"<?xml version=\"1.0\"?>", Kind::Xml),
            (b"<?xml version=\"1.0\"?><configuration>", Kind::AgentConfig),
            (
                b"\xff\xfeW\0i\0n\0d\0o\0w\0s\0 \0R\0e\0g\0i\0s\0t\0r\0y\0 \0E\0d\0i\0t\0o\0r\0 \0",
                Kind::RegistryExport,
            ),
            (b"\"ticket\",\"team\",\"change\"", Kind::Tickets),
            (b"FAIL  1 of 4 required endpoints", Kind::ForPeople),
            (b"\x7fELF\0\0", Kind::Binary),
            (b" \n", Kind::Empty),
        ] {
            assert_eq!(kind(bytes), Some(expected));
        }
    }

    #[test]
    fn what_fits_nothing_is_left_to_its_reader() {
        for text in ["{", "{\"format\": 1}", "[1]", "7", "\"a\"", "nonsense"] {
            assert_eq!(kind(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_file_of_the_right_kind_keeps_its_reader_s_words() {
        let why = || Problem::new("the reader's words");
        let path = Path::new("a.json");
        let bytes = b"{\"tool\": {\"name\": \"clearway\"";
        let kept = instead_of(bytes, path, Kind::Report, why()).to_string();
        assert_eq!(kept, "the reader's words");
        let other = instead_of(bytes, path, Kind::Bundle, why()).to_string();
        assert!(other.contains("`clearway judge` reads it"), "{other}");
    }
}
