//! What is looked for in text and bytes: each name and address in the spellings that pages and logs use.

use std::net::IpAddr;

use super::secrets::Secrets;

/// What must stand before and behind a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Boundary {
    /// Anything: in binary data a letter may be the length of what follows.
    None,
    /// No letter and no digit.
    Word,
}

/// A name or address to find.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Needle {
    /// ASCII letters in lower case.
    bytes: Vec<u8>,
    /// Could it be a part of another word?
    is_word: bool,
}

/// Everything that is looked for, by its first byte.
#[derive(Debug)]
pub(super) struct Needles(Vec<Vec<Needle>>);

impl Needles {
    pub(super) fn new(secrets: &Secrets) -> Self {
        let mut all = Vec::new();
        for name in &secrets.names {
            let is_word = name.chars().all(char::is_alphabetic) || name.len() < 5;
            add_name(name, is_word, &mut all);
        }
        for domain in &secrets.domains {
            add_name(domain, false, &mut all);
        }
        for (address, _) in secrets.addresses.hidden() {
            for spelling in spellings(address) {
                add(spelling.as_bytes(), true, &mut all);
            }
            add_wide(&address.to_string(), &mut all);
        }
        let mut by_first: Vec<Vec<Needle>> = (0..=u8::MAX).map(|_| Vec::new()).collect();
        for needle in all {
            by_first[usize::from(needle.bytes[0])].push(needle);
        }
        Self(by_first)
    }

    /// Marks every byte of what is found.
    pub(super) fn mark(&self, text: &[u8], boundary: Boundary, mask: &mut [bool]) {
        for (at, byte) in text.iter().enumerate() {
            for needle in &self.0[usize::from(byte.to_ascii_lowercase())] {
                let Some(found) = text.get(at..at + needle.bytes.len()) else {
                    continue;
                };
                let whole = boundary == Boundary::None
                    || !needle.is_word
                    || is_apart(text, at, found.len());
                if whole && found.eq_ignore_ascii_case(&needle.bytes) {
                    mask[at..at + found.len()].fill(true);
                }
            }
        }
    }
}

/// Does nothing that belongs to a word stand before and behind it? An escape ends a word: `%5C`, `\n`.
fn is_apart(text: &[u8], at: usize, length: usize) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let (before, behind) = (&text[..at], &text[at + length..]);
    let escaped = match before {
        [.., b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'\\', b'u', a, b, c, d] => [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()),
        _ => false,
    };
    (escaped || !is_part(before.last())) && !is_part(behind.first())
}

/// A name as it is, in the other case where that is not ASCII's, percent-encoded, in Latin-1 and in UTF-16.
fn add_name(name: &str, is_word: bool, all: &mut Vec<Needle>) {
    add(name.as_bytes(), is_word, all);
    if !name.is_ascii() {
        let upper = name.to_uppercase();
        let percent = |text: &str| -> String {
            let encoded = text.bytes().map(|byte| match byte {
                0x80.. => format!("%{byte:02x}"),
                _ => char::from(byte).to_string(),
            });
            encoded.collect()
        };
        for spelling in [&*upper, &*percent(name), &*percent(&upper)] {
            add(spelling.as_bytes(), is_word, all);
        }
        for text in [name, &*upper] {
            let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
            if let Some(latin) = latin {
                add(&latin, is_word, all);
            }
        }
    }
    add_wide(name, all);
}

/// In UTF-16, both ways round.
fn add_wide(text: &str, all: &mut Vec<Needle>) {
    for text in [text.to_owned(), text.to_uppercase()] {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        add(&little, false, all);
        add(&big, false, all);
    }
}

fn add(bytes: &[u8], is_word: bool, all: &mut Vec<Needle>) {
    let needle = Needle {
        bytes: bytes.to_ascii_lowercase(),
        is_word,
    };
    if !bytes.is_empty() && !all.contains(&needle) {
        all.push(needle);
    }
}

/// An address as host names, reverse lookups and block pages write it.
fn spellings(address: IpAddr) -> Vec<String> {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            let number = u32::from(v4);
            vec![
                v4.to_string(),
                format!("{a}-{b}-{c}-{d}"),
                format!("{a}_{b}_{c}_{d}"),
                format!("{d}.{c}.{b}.{a}.in-addr.arpa"),
                format!("{a}%2e{b}%2e{c}%2e{d}"),
                number.to_string(),
                format!("{number:08x}"),
            ]
        }
        IpAddr::V6(v6) => {
            let short = v6.to_string();
            let long = v6.segments().map(|part| format!("{part:04x}"));
            let nibbles: String = long.concat();
            let reversed: Vec<String> = nibbles.chars().rev().map(String::from).collect();
            vec![
                short.clone(),
                long.join(":"),
                short.replace(':', "-"),
                short.replace(':', "%3a"),
                long.join("%3a"),
                format!("{}.ip6.arpa", reversed.join(".")),
                nibbles,
            ]
        }
    }
}
