//! The bytes of a file that people write, as text: Windows' editors and shells write UTF-16 and byte order marks.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes that are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// Neither UTF-8 nor marked as something else.
    #[error("is not UTF-8 from here on")]
    NotUtf8 {
        /// How many bytes before it are.
        at: usize,
    },
    /// Every other byte is zero, and no mark says in which order.
    #[error("looks like UTF-16 without a byte order mark; save it as UTF-8")]
    NoMark,
    /// Marked as UTF-16, and ends within a character or holds half of one.
    #[error("is not UTF-16, as its byte order mark says")]
    NotUtf16,
}

/// UTF-8 with or without its mark, or UTF-16 of either order behind its mark. The mark is not part of the text.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3).map(Cow::Borrowed),
        [0, first, 0, ..] | [first, 0, _, 0, ..] if *first != 0 => Err(NotText::NoMark),
        all => utf8(all, 0).map(Cow::Borrowed),
    }
}

/// A file with certificates as PEM: a text as it is, one certificate in DER in its armour.
#[must_use]
pub fn pem(bytes: &[u8]) -> Cow<'_, [u8]> {
    // A SEQUENCE of more than 127 bytes (X.690, 8.1.3); `0` is no first letter of PEM.
    if let [0x30, 0x81..=0x84, ..] = bytes {
        let base64 = STANDARD.encode(bytes);
        let lines = base64.as_bytes().chunks(64);
        let body = lines.collect::<Vec<_>>().join(&b'\n');
        let armour = |word: &str| format!("-----{word} CERTIFICATE-----\n").into_bytes();
        return Cow::Owned([armour("BEGIN"), body, b"\n".to_vec(), armour("END")].concat());
    }
    match text(bytes) {
        Ok(Cow::Borrowed(text)) => Cow::Borrowed(text.as_bytes()),
        Ok(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
        Err(_) => Cow::Borrowed(bytes),
    }
}

fn utf8(bytes: &[u8], before: usize) -> Result<&str, NotText> {
    std::str::from_utf8(bytes).map_err(|error| NotText::NotUtf8 {
        at: before + error.valid_up_to(),
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NotText> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(NotText::NotUtf16);
    }
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.map_err(|_| NotText::NotUtf16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_the_same_however_it_is_written() {
        for bytes in [
            &b"a\xc3\xa9"[..],
            b"\xef\xbb\xbfa\xc3\xa9",
            b"\xff\xfea\0\xe9\0",
            b"\xfe\xff\0a\0\xe9",
        ] {
            assert_eq!(text(bytes).as_deref(), Ok("a\u{e9}"));
        }
        assert_eq!(text(b"").as_deref(), Ok(""));
    }

    #[test]
    fn what_is_no_text_says_why() {
        assert_eq!(text(b"a\xe9"), Err(NotText::NotUtf8 { at: 1 }));
        assert_eq!(text(b"\xef\xbb\xbf\xff"), Err(NotText::NotUtf8 { at: 3 }));
        assert_eq!(text(b"\xff\xfea"), Err(NotText::NotUtf16));
        assert_eq!(text(b"\xff\xfe\0\xd8"), Err(NotText::NotUtf16));
        assert_eq!(text(b"a\0b\0"), Err(NotText::NoMark));
        assert_eq!(text(b"\0a\0b"), Err(NotText::NoMark));
    }

    #[test]
    fn a_certificate_in_der_gets_its_armour_and_pem_loses_its_mark() {
        let der = [&[0x30, 0x82, 0, 90][..], &[7; 90]].concat();
        let armoured = pem(&der).into_owned();
        assert!(armoured.starts_with(b"-----BEGIN CERTIFICATE-----\nMIIAWg"));
        assert!(armoured.ends_with(b"\n-----END CERTIFICATE-----\n"));
        assert_eq!(&*pem(b"\xff\xfe-\0-\0"), b"--");
        assert_eq!(&*pem(b"\xef\xbb\xbf--"), b"--");
        assert_eq!(&*pem(b"\xff"), b"\xff");
    }
}
