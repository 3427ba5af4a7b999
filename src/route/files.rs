//! Files of settings and scripts, read within a bound.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::text::{MOST_BYTES, decoded, script_text};

/// A text file of at most 1 MiB.
pub fn read(file: &Path) -> io::Result<String> {
    Ok(decoded(&read_bytes(file)?))
}

/// A script of at most 1 MiB.
pub fn read_script(file: &Path) -> io::Result<String> {
    Ok(script_text(&read_bytes(file)?, None))
}

/// A file of at most 1 MiB, as it lies there.
pub fn read_bytes(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than is read tells that there is more.
    let most = MOST_BYTES as u64 + 1;
    File::open(file)?.take(most).read_to_end(&mut bytes)?;
    if bytes.len() > MOST_BYTES {
        return Err(io::Error::other("it is longer than 1 MiB"));
    }
    Ok(bytes)
}
