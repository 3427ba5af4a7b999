//! The data file on disk, and the files that it names.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The most bytes a data file, or a file it names, may have.
pub const MOST_BYTES: usize = 16 << 20;

/// Reads a file that the data file names.
pub type Reader<'a> = &'a dyn Fn(&Path) -> io::Result<Vec<u8>>;

/// The data file's name, and the way to the files it names.
pub(super) struct Beside<'a> {
    pub(super) file: &'a Path,
    pub(super) read: Reader<'a>,
}

/// The bytes of a file, at most one more than [`MOST_BYTES`].
pub(super) fn from_disk(file: &Path) -> io::Result<Vec<u8>> {
    bounded(File::open(file)?)
}

/// The bytes that come from there, at most one more than [`MOST_BYTES`].
pub(super) fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    from.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
