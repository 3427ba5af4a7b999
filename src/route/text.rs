//! Bytes of a settings file or a script as text.

/// What is read of a file or a script.
pub const MOST_BYTES: usize = 1 << 20;

/// UTF-8, or UTF-16 behind its mark, as Windows writes; what is neither is shown as such.
#[must_use]
pub fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        all => String::from_utf8_lossy(all).into_owned(),
    }
}

/// A script as browsers read it: by its byte order mark, by the charset that came with it, as UTF-8 where
/// it is that, else as Latin-1. A charset that is not known here is one of the many that hold ASCII: Latin-1
/// reads all of a script in it but the comments.
#[must_use]
pub fn script_text(bytes: &[u8], charset: Option<&str>) -> String {
    if has_mark(bytes) {
        return decoded(bytes);
    }
    match charset.map(str::to_ascii_lowercase).as_deref() {
        Some("utf-8" | "utf8") => decoded(bytes),
        Some("utf-16" | "utf-16le") => utf16(bytes, u16::from_le_bytes),
        Some("utf-16be") => utf16(bytes, u16::from_be_bytes),
        None if std::str::from_utf8(bytes).is_ok() => decoded(bytes),
        None | Some(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn has_mark(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [&[0xff, 0xfe], &[0xfe, 0xff], &[0xef, 0xbb, 0xbf]];
    marks.iter().any(|mark| bytes.starts_with(mark))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_windows_and_others_write_it() {
        for bytes in [
            &b"a\xc3\xa9"[..],
            b"\xef\xbb\xbfa\xc3\xa9",
            b"\xff\xfea\0\xe9\0",
            b"\xfe\xff\0a\0\xe9",
        ] {
            assert_eq!(decoded(bytes), "a\u{e9}");
        }
        assert_eq!(decoded(b"a\xe9"), "a\u{fffd}");
    }

    #[test]
    fn a_script_is_read_by_its_mark_then_its_charset_then_its_looks() {
        for (bytes, charset, text) in [
            (&b"\xff\xfea\0\xe9\0"[..], Some("utf-8"), "a\u{e9}"),
            (b"\xfe\xff\0a\0\xe9", None, "a\u{e9}"),
            (b"\xef\xbb\xbfa\xc3\xa9", Some("iso-8859-1"), "a\u{e9}"),
            (b"a\0\xe9\0", Some("UTF-16"), "a\u{e9}"),
            (b"\0a\0\xe9", Some("utf-16be"), "a\u{e9}"),
            (b"a\xc3\xa9", None, "a\u{e9}"),
            (b"a\xe9", None, "a\u{e9}"),
            (b"a\xe9", Some("ISO-8859-1"), "a\u{e9}"),
            (b"a\xe9", Some("windows-1252"), "a\u{e9}"),
            (b"a\xe9", Some("utf-8"), "a\u{fffd}"),
            (b"a\xc3\xa9", Some("latin1"), "a\u{c3}\u{a9}"),
            (b"", Some("utf-16"), ""),
            (b"a", Some("utf-16"), ""),
        ] {
            assert_eq!(script_text(bytes, charset), text, "{bytes:?} {charset:?}");
        }
    }
}
