//! The text of a registry export, line by line, and where it breaks.

use std::iter::Enumerate;
use std::str::Split;

/// More of a file is not read. An export of the keys that matter has some 100 KiB.
pub(in crate::route) const MOST_BYTES: usize = 4 << 20;

/// Where a file cannot be read on, counted from 1, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) line: usize,
    pub(super) why: String,
}

pub(super) type Read<T> = Result<T, Broken>;

pub(super) fn broken<T>(line: usize, why: impl Into<String>) -> Read<T> {
    let why = why.into();
    Err(Broken { line, why })
}

/// UTF-16 behind its mark, UTF-8, or else an ANSI code page, of which only ASCII is sure.
pub(super) fn decoded(bytes: &[u8]) -> Read<String> {
    if bytes.len() > MOST_BYTES {
        let why = "it is longer than 4 MiB; export the keys `Internet Settings` alone";
        return broken(1, why);
    }
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'r', b'e', b'g', b'f', ..] => broken(
            1,
            "it is a registry hive; write an export of its keys with `reg export`",
        ),
        bytes if bytes.contains(&0) => broken(
            1,
            "it holds zero bytes and has no byte order mark; export it again with `reg export`",
        ),
        bytes => {
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let text = str::from_utf8(text).map(str::to_owned);
            Ok(text.unwrap_or_else(|_| one_byte_each(bytes)))
        }
    }
}

pub(super) fn one_byte_each(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

pub(super) fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Read<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let Ok(c) = c else {
            return broken(
                lines_of(&text),
                "it is not UTF-16, as its byte order mark says",
            );
        };
        text.push(c);
    }
    if !rest.is_empty() {
        return broken(
            lines_of(&text),
            "it ends in the middle of a character; it is cut off",
        );
    }
    Ok(text)
}

pub(super) fn lines_of(text: &str) -> usize {
    text.matches('\n').count() + 1
}

/// The lines of a file, with their numbers from 1.
pub(super) struct Lines<'t> {
    lines: Enumerate<Split<'t, char>>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let lines = text.split('\n').enumerate();
        Self { lines }
    }

    /// The next line as it stands.
    pub(super) fn next_raw(&mut self) -> Option<(usize, &'t str)> {
        let (at, line) = self.lines.next()?;
        Some((at + 1, line.trim_end_matches('\r')))
    }

    /// The next line that is not empty, without blanks around it, and without the mark that stands where
    /// one file was added to another.
    pub(super) fn next_line(&mut self) -> Option<(usize, &'t str)> {
        loop {
            let (at, line) = self.next_raw()?;
            let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            if !line.is_empty() {
                return Some((at, line));
            }
        }
    }
}
