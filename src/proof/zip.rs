//! One way to write files into a zip, and a reader that takes nothing else.
//!
//! Stored, sorted by name, fixed times, no extra fields, no comments: the same files always make the
//! same bytes. A library would read many kinds of zip; here all but one are refused, and with them
//! every trick of the format: bombs, overlaps, two entries of one name, names that climb.

use super::fault::Fault;
use std::collections::BTreeMap;

use super::Damage;
use super::bytes::Bytes;
use crate::text::bytes::Blob;

/// The files of an archive, by name.
pub(super) type Files = BTreeMap<String, Blob>;

/// Files in one archive: the format counts them in 16 bits, and its last number means "more".
pub(super) const MOST_FILES: usize = 65_534;
/// One file, in bytes.
pub(super) const MOST_IN_FILE: usize = 64 * 1024 * 1024;
/// A name, in bytes.
const LONGEST_NAME: usize = 100;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// Version 1.0 of the format; no flags; stored; 1980-01-01, 00:00.
const FIXED: [u8; 10] = [10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];

/// Writes an archive; the reason where the files do not fit into one.
pub(super) fn write(files: &Files) -> Result<Vec<u8>, Fault> {
    if files.len() > MOST_FILES {
        return Err(Fault::TooManyFiles(files.len(), MOST_FILES));
    }
    let (mut all, mut central) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let at = u32_of(all.len())?;
        let described = described(name, content)?;
        all.extend_from_slice(&[&LOCAL[..], &described, name.as_bytes(), content].concat());
        // Comment, disk and attributes: none.
        let rest = [&[0; 10][..], &at.to_le_bytes(), name.as_bytes()].concat();
        central.extend_from_slice(&[&CENTRAL[..], &[10, 0], &described, &rest].concat());
    }
    let count = u16::try_from(files.len()).unwrap_or(u16::MAX).to_le_bytes();
    let (size, at) = (u32_of(central.len())?, u32_of(all.len())?);
    let (size, at) = (size.to_le_bytes(), at.to_le_bytes());
    all.extend_from_slice(&central);
    all.extend_from_slice(&[&END[..], &[0; 4], &count, &count, &size, &at, &[0; 2]].concat());
    Ok(all)
}

/// What stands in both headers of a file.
fn described(name: &str, content: &[u8]) -> Result<Vec<u8>, Fault> {
    let crc = crc32fast::hash(content).to_le_bytes();
    let size = u32_of(content.len())?.to_le_bytes();
    let name = u16::try_from(name.len()).map_err(|_| Fault::NoRoom("a name is too long"))?;
    Ok([&FIXED[..], &crc, &size, &size, &name.to_le_bytes(), &[0; 2]].concat())
}

fn u32_of(size: usize) -> Result<u32, Fault> {
    u32::try_from(size).map_err(|_| Fault::NoRoom("more than 4 GiB"))
}

/// Reads an archive that [`write`] could have written, to the last byte.
pub(super) fn read(archive: &[u8]) -> Result<Files, Damage> {
    let mut files = Files::new();
    let mut rest = Bytes::new(archive);
    while rest.begins_with(&LOCAL) {
        let (name, content) = entry(&mut rest, files.len())?;
        if files
            .last_key_value()
            .is_some_and(|(last, _)| *last >= name)
        {
            let why = format!("`{name}` comes twice or out of order");
            return Err(Damage::at(rest.position(), why));
        }
        files.insert(name, content.into());
    }
    let again = write(&files).map_err(|why| Damage::at(0, why.to_string()))?;
    match differs(archive, &again) {
        None => Ok(files),
        Some(at) => Err(Damage::at(
            at,
            "this is not how a bundle is written (stored, sorted, nothing besides)",
        )),
    }
}

/// One file. Its sizes are compared with what is there before anything is kept.
fn entry<'a>(rest: &mut Bytes<'a>, before: usize) -> Result<(String, &'a [u8]), Damage> {
    let at = rest.position();
    let cut = || Damage::at(at, "an entry is cut short");
    if before >= MOST_FILES {
        return Err(Damage::at(at, format!("more than {MOST_FILES} files")));
    }
    let head = rest.take(30).ok_or_else(cut)?;
    if head[4..14] != FIXED {
        let why = "an entry that is compressed, encrypted, dated or of another version";
        return Err(Damage::at(at + 4, why));
    }
    let size = u32::from_le_bytes([head[18], head[19], head[20], head[21]]);
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let name = rest.take(usize::from(u16::from_le_bytes([head[26], head[27]])));
    let name =
        name_of(name.ok_or_else(cut)?).map_err(|why| Damage::at(at + 30, why.to_string()))?;
    if size > MOST_IN_FILE {
        return Err(Damage::at(at, format!("`{name}` is larger than 64 MiB")));
    }
    let content = rest.take(size).ok_or_else(cut)?;
    if head[14..18] != crc32fast::hash(content).to_le_bytes() {
        return Err(Damage::at(
            at,
            format!("the CRC of `{name}` does not fit it"),
        ));
    }
    Ok((name, content))
}

/// Names are relative, plain and cannot climb.
fn name_of(name: &[u8]) -> Result<String, Fault> {
    let plain = |&byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'/');
    let text = String::from_utf8_lossy(name);
    let climbs = text
        .split('/')
        .any(|part| part.is_empty() || part.starts_with('.'));
    if name.len() > LONGEST_NAME || !name.iter().all(plain) || climbs {
        let text: String = text.chars().take(LONGEST_NAME).collect();
        return Err(Fault::FileName(text.escape_default().to_string()));
    }
    Ok(text.into_owned())
}

/// Where two byte strings part.
pub(super) fn differs(one: &[u8], other: &[u8]) -> Option<usize> {
    let common = one.iter().zip(other).position(|(a, b)| a != b);
    let shorter = one.len().min(other.len());
    common.or_else(|| (one.len() != other.len()).then_some(shorter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Files {
        let file = |name: &str, text: &[u8]| (name.to_owned(), Blob::from(text));
        Files::from([file("a/b.bin", b"hello"), file("c.json", b"{}\n")])
    }

    #[track_caller]
    fn refused(archive: &[u8], why: &str) {
        let damage = read(archive).unwrap_err();
        assert!(damage.why.contains(why), "{damage}");
    }

    #[test]
    fn what_was_written_is_read_back() {
        for files in [two(), Files::new()] {
            assert_eq!(read(&write(&files).unwrap()).unwrap(), files);
        }
    }

    #[test]
    fn every_other_way_to_write_a_zip_is_refused() {
        let good = write(&two()).unwrap();
        let changed = |at: usize, byte: u8| {
            let mut bad = good.clone();
            bad[at] = byte;
            bad
        };
        refused(&changed(8, 8), "compressed");
        refused(&changed(6, 1), "encrypted");
        refused(&changed(10, 1), "dated");
        refused(&changed(28, 1), "not how a bundle is written");
        refused(&changed(good.len() - 1, 1), "not how a bundle is written");
        refused(&[&good[..], b"x"].concat(), "not how a bundle is written");
        refused(&good[..good.len() - 1], "not how a bundle is written");
        refused(&good[..33], "cut short");
        refused(b"", "not how a bundle is written");
        refused(b"no zip at all", "not how a bundle is written");
    }

    #[test]
    fn names_that_climb_or_hide_are_refused() {
        for name in [
            "../x", "/x", "a/../x", "a//x", "x/", "A", "a\\x", "a\n", "", ".x",
        ] {
            let files = Files::from([(name.to_owned(), Blob::default())]);
            refused(&write(&files).unwrap(), "is no name of a bundle");
        }
        let long = Files::from([("a".repeat(101), Blob::default())]);
        refused(&write(&long).unwrap(), "is no name of a bundle");
    }

    #[test]
    fn two_files_of_one_name_and_files_out_of_order_are_refused() {
        let one = write(&Files::from([("a".to_owned(), Blob::default())])).unwrap();
        let entry = &one[..31];
        refused(&[entry, &one[..]].concat(), "twice or out of order");
        let b = write(&Files::from([("b".to_owned(), Blob::default())])).unwrap();
        refused(&[&b[..31], &one[..]].concat(), "twice or out of order");
    }

    #[test]
    fn a_size_that_is_not_there_is_refused_before_it_is_believed() {
        let mut bomb = write(&two()).unwrap();
        bomb[18..26].copy_from_slice(&[0xff; 8]);
        refused(&bomb, "larger than 64 MiB");
        bomb[18..26].copy_from_slice(&[0, 0, 0, 2, 0, 0, 0, 2]);
        refused(&bomb, "cut short");
    }
}
