//! Files as `reg export` and regedit write them → keys and values. Keeps what a later line says of the
//! same value, as an import would; refuses, with the line, what is cut off or is no such file.
//!
//! Own code, as the libraries that read such files name no line where one is broken.

use std::collections::BTreeMap;

use super::reg_text::{Lines, Read, broken, decoded, one_byte_each};

/// The first lines of such files, of Windows 2000 and later, and of its forerunners.
const HEADERS: [&str; 2] = ["Windows Registry Editor Version 5.00", "REGEDIT4"];

/// What stands at a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Data {
    Text(String),
    Number(u32),
    Bytes(Vec<u8>),
}

/// Keys and their values, both by their names in lower case, as Windows compares them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Registry {
    pub(super) keys: BTreeMap<String, BTreeMap<String, Data>>,
}

impl Registry {
    /// Adds what a file says.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Read<()> {
        let text = decoded(bytes)?;
        let mut lines = Lines::new(&text);
        let (_, header) = lines.next_line().unwrap_or_default();
        let Some(header) = HEADERS.iter().position(|known| *known == header) else {
            let why = format!(
                "it is no registry export: its first line is not `{}`",
                HEADERS[0]
            );
            return broken(1, why);
        };
        let wide = header == 0;
        let mut key = None;
        while let Some((line, text)) = lines.next_line() {
            if text.starts_with(';') || HEADERS.contains(&text) {
                continue;
            }
            if text.starts_with('[') {
                key = self.enter(line, text)?;
            } else {
                self.value(&mut lines, (line, text), key.as_deref(), wide)?;
            }
        }
        Ok(())
    }

    /// Goes to a key, or removes it with all below.
    fn enter(&mut self, line: usize, text: &str) -> Read<Option<String>> {
        let Some(end) = text.rfind(']') else {
            return broken(line, "the key's name does not end with `]`");
        };
        let path = &text[1..end];
        if let Some(path) = path.strip_prefix('-') {
            let path = normal(path);
            let below = format!("{path}\\");
            self.keys
                .retain(|own, _| *own != path && !own.starts_with(&below));
            return Ok(None);
        }
        let path = normal(path);
        self.keys.entry(path.clone()).or_default();
        Ok(Some(path))
    }

    fn value(
        &mut self,
        lines: &mut Lines<'_>,
        (line, text): (usize, &str),
        key: Option<&str>,
        wide: bool,
    ) -> Read<()> {
        let (name, rest) = named(line, text)?;
        let Some(values) = key.and_then(|key| self.keys.get_mut(key)) else {
            return broken(line, "the value stands below no key");
        };
        match data(lines, line, rest, wide)? {
            Some(data) => values.insert(name, data),
            None => values.remove(&name),
        };
        Ok(())
    }
}

/// A key's path in lower case, with its root's long name.
fn normal(path: &str) -> String {
    let path = path.trim().to_lowercase();
    let (root, rest) = path.split_once('\\').unwrap_or((&path, ""));
    let root = match root {
        "hkcu" => "hkey_current_user",
        "hklm" => "hkey_local_machine",
        "hku" => "hkey_users",
        other => other,
    };
    format!("{root}\\{rest}").trim_end_matches('\\').to_owned()
}

/// `"NAME"=` or `@=`, and what follows.
fn named(line: usize, text: &str) -> Read<(String, &str)> {
    let what = "it is no key, value or comment";
    let (name, rest) = match text.strip_prefix('@') {
        Some(rest) => (String::new(), rest),
        None => match text.strip_prefix('"') {
            Some(rest) => match quoted(rest) {
                Some(found) => found,
                None => return broken(line, "the value's name does not end with `\"`"),
            },
            None => return broken(line, what),
        },
    };
    match rest.trim_start().strip_prefix('=') {
        Some(rest) => Ok((name.to_lowercase(), rest.trim_start())),
        None => broken(line, what),
    }
}

/// The text up to the closing quote, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut read = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((read, &text[at + 1..])),
            '\\' => read.push(chars.next()?.1),
            other => read.push(other),
        }
    }
    None
}

/// What a value holds; nothing where it is removed.
fn data(lines: &mut Lines<'_>, line: usize, text: &str, wide: bool) -> Read<Option<Data>> {
    if let Some(rest) = text.strip_prefix('"') {
        return string(lines, line, rest).map(|text| Some(Data::Text(text)));
    }
    let plain = text.split(';').next().unwrap_or_default().trim_end();
    if plain == "-" {
        return Ok(None);
    }
    let Some((kind, rest)) = plain.split_once(':') else {
        return broken(
            line,
            "the value holds nothing that is known; it may be cut off",
        );
    };
    match kind.to_ascii_lowercase().as_str() {
        "dword" => match u32::from_str_radix(rest.trim(), 16) {
            Ok(number) => Ok(Some(Data::Number(number))),
            Err(_) => broken(line, "`dword:` needs up to eight hexadecimal digits"),
        },
        kind if kind.starts_with("hex") => {
            let bytes = bytes(lines, line, rest)?;
            Ok(Some(typed(kind, bytes, wide)))
        }
        _ => broken(
            line,
            "the value's type is unknown; `\"…\"`, `dword:` and `hex:` are known",
        ),
    }
}

/// A text may go over several lines.
fn string(lines: &mut Lines<'_>, line: usize, first: &str) -> Read<String> {
    let mut text = first.to_owned();
    loop {
        if let Some((read, rest)) = quoted(&text) {
            let rest = rest.trim();
            if rest.is_empty() || rest.starts_with(';') {
                return Ok(read);
            }
            return broken(line, "something follows the closing `\"`");
        }
        let Some((_, next)) = lines.next_raw() else {
            return broken(
                line,
                "the text does not end with `\"`; the file may be cut off",
            );
        };
        text.push('\n');
        text.push_str(next);
    }
}

/// `01,02,\` and so on, over as many lines as end with `\`.
fn bytes(lines: &mut Lines<'_>, line: usize, first: &str) -> Read<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut line, mut text) = (line, first.trim());
    if text.is_empty() {
        return Ok(bytes);
    }
    while let Some(part) = text.strip_suffix('\\') {
        let part = part.trim_end();
        if !part.is_empty() {
            add_bytes(line, part.strip_suffix(',').unwrap_or(part), &mut bytes)?;
        }
        let Some((at, next)) = lines.next_raw() else {
            return broken(line, "the bytes go on and the file ends; it is cut off");
        };
        (line, text) = (at, next.split(';').next().unwrap_or_default().trim());
    }
    add_bytes(line, text, &mut bytes)?;
    Ok(bytes)
}

fn add_bytes(line: usize, list: &str, bytes: &mut Vec<u8>) -> Read<()> {
    for digits in list.split(',').map(str::trim) {
        let Ok(byte) = u8::from_str_radix(digits, 16) else {
            let why =
                "`hex:` needs bytes of two digits with `,` between them; the file may be cut off";
            return broken(line, why);
        };
        bytes.push(byte);
    }
    Ok(())
}

/// `hex(1)` and `hex(2)` are texts, `hex(4)` a number (`REG_SZ`, `REG_EXPAND_SZ`, `REG_DWORD`).
fn typed(kind: &str, bytes: Vec<u8>, wide: bool) -> Data {
    match (kind, bytes.first_chunk::<4>()) {
        ("hex(1)" | "hex(2)", _) => {
            let text = if wide {
                let (units, _) = bytes.as_chunks::<2>();
                let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
                String::from_utf16_lossy(&units)
            } else {
                one_byte_each(&bytes)
            };
            Data::Text(text.trim_end_matches('\0').to_owned())
        }
        ("hex(4)", Some(number)) => Data::Number(u32::from_le_bytes(*number)),
        _ => Data::Bytes(bytes),
    }
}

#[cfg(test)]
#[path = "tests/reg_export.rs"]
mod tests;
