//! A report that could not be saved where it was meant to be: kept in the temporary folder.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::report::Format;

/// Writes the text to a file of its own, which only its owner may read and whose name nobody can foresee;
/// where it is.
pub(super) fn rescue(text: &str, format: Format) -> io::Result<PathBuf> {
    let mut random = [0; 16];
    aws_lc_rs::rand::fill(&mut random)
        .map_err(|_| io::Error::other("the system gives no random bytes"))?;
    let number = u128::from_ne_bytes(random);
    let name = format!("clearway-{number:032x}.{}", format.ending());
    let path = std::env::temp_dir().join(name);
    let mut file = created(&path)?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    Ok(path)
}

fn created(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
