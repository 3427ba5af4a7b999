//! Bytes of a settings file → text, in the encoding that .NET would take (`XmlTextReaderImpl`:
//! `DetectEncoding`, `CheckEncoding`): the mark at the beginning, then what `encoding=` says.

/// What stands in `encoding=` is looked for this far.
const DECLARATION: usize = 1024;

/// Bytes that are no text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EncodingError {
    /// Line and column.
    pub(super) at: (u32, u32),
    pub(super) why: String,
}

/// The text, without its mark.
pub(super) fn decode(bytes: &[u8]) -> Result<String, EncodingError> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => one_byte_or_utf8(rest),
        all => one_byte_or_utf8(all),
    }
}

/// The place behind a text.
fn behind(text: &str) -> (u32, u32) {
    let last = text.rfind('\n').map_or(0, |end| end + 1);
    let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    let row = text.matches('\n').count() + 1;
    (number(row), number(text[last..].chars().count() + 1))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, EncodingError> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    match declared(&text) {
        Some((at, name)) if !is_utf16(name) => {
            let why = format!("the file is UTF-16, but its first line says `{name}`");
            Err(EncodingError {
                at: behind(&text[..at]),
                why,
            })
        }
        _ if bytes.len() % 2 == 1 => Err(EncodingError {
            at: behind(&text),
            why: "the file is UTF-16, and ends in the middle of a character".to_owned(),
        }),
        _ => Ok(text),
    }
}

fn one_byte_or_utf8(bytes: &[u8]) -> Result<String, EncodingError> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let Some((at, name)) = declared(&head) else {
        return utf8(
            bytes,
            "UTF-8, which it is where its first line says nothing",
        );
    };
    let lower = name.to_ascii_lowercase();
    if lower == "utf-8" {
        return utf8(bytes, "UTF-8, which its first line says");
    }
    if is_utf16(name) {
        let why = format!("its first line says `{name}`, but the file has no mark of UTF-16");
        return Err(EncodingError {
            at: behind(&head[..at]),
            why,
        });
    }
    if !is_single_bytes(&lower) {
        let why = format!("its first line says `{name}`, which is no encoding that .NET knows");
        return Err(EncodingError {
            at: behind(&head[..at]),
            why,
        });
    }
    Ok(bytes.iter().map(|byte| western(*byte, &lower)).collect())
}

fn utf8(bytes: &[u8], said: &str) -> Result<String, EncodingError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(why) => {
            let at = why.valid_up_to();
            let before = String::from_utf8_lossy(&bytes[..at]);
            let why = format!("the byte 0x{:02x} does not fit {said}", bytes[at]);
            Err(EncodingError {
                at: behind(&before),
                why,
            })
        }
    }
}

fn is_utf16(name: &str) -> bool {
    let names = ["utf-16", "ucs-2", "iso-10646-ucs-2"];
    names.iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Code pages in which ASCII is ASCII.
fn is_single_bytes(name: &str) -> bool {
    let begins = [
        "windows-125",
        "iso-8859-",
        "iso8859-",
        "ibm",
        "cp",
        "koi8-",
        "euc-",
        "gb",
        "big5",
        "shift_jis",
        "us-ascii",
        "ascii",
        "latin1",
        "macintosh",
        "x-",
        "ks_c",
        "dos-",
        "windows-874",
    ];
    begins.iter().any(|begin| name.starts_with(begin))
}

/// One byte of a Western code page. Bytes of others are told apart by nothing that counts here: they
/// stand in comments and names.
fn western(byte: u8, name: &str) -> char {
    match byte {
        0x80.. if name.ends_with("ascii") => '?',
        0x80..=0x9f if name.ends_with("1252") => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// 0x80 to 0x9f (Unicode's mapping file for code page 1252, as Windows fills its gaps).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// What `encoding=` says, and where that begins.
fn declared(text: &str) -> Option<(usize, &str)> {
    let rest = text.strip_prefix("<?xml")?;
    let declaration = &rest[..rest.find("?>")?];
    let key = declaration.find("encoding")?;
    let behind = &declaration[key + "encoding".len()..];
    let value = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = value[1..].split(quote).next()?;
    Some((text.len() - rest.len() + key, value))
}

/// How the file's characters lie in its bytes.
#[derive(Clone, Copy)]
enum Layout {
    Utf8,
    /// Two bytes each, or four.
    Utf16(fn(u16) -> [u8; 2]),
    OneByte,
}

fn layout(bytes: &[u8]) -> (usize, Layout) {
    match bytes {
        [0xff, 0xfe, ..] => (2, Layout::Utf16(u16::to_le_bytes)),
        [0xfe, 0xff, ..] => (2, Layout::Utf16(u16::to_be_bytes)),
        [b'<', 0, ..] => (0, Layout::Utf16(u16::to_le_bytes)),
        [0, b'<', ..] => (0, Layout::Utf16(u16::to_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => (3, declared_layout(rest)),
        all => (0, declared_layout(all)),
    }
}

fn declared_layout(bytes: &[u8]) -> Layout {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    match declared(&head) {
        Some((_, name)) if !name.eq_ignore_ascii_case("utf-8") => Layout::OneByte,
        _ => Layout::Utf8,
    }
}

/// The byte of the file that a byte of its decoded text stands for.
pub(super) fn place(bytes: &[u8], text: &str, at: usize) -> usize {
    let (mark, layout) = layout(bytes);
    let before = &text[..at];
    let length = match layout {
        Layout::Utf8 => before.len(),
        Layout::Utf16(_) => 2 * before.encode_utf16().count(),
        Layout::OneByte => before.chars().count(),
    };
    (mark + length).min(bytes.len())
}

/// ASCII text in the encoding of the file.
pub(super) fn like(bytes: &[u8], text: &str) -> Vec<u8> {
    match layout(bytes).1 {
        Layout::Utf8 | Layout::OneByte => text.as_bytes().to_vec(),
        Layout::Utf16(unit) => text.encode_utf16().flat_map(unit).collect(),
    }
}
