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
}
