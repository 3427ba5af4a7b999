//! A report or a proof that could not be saved where it was meant to be: kept in the temporary folder.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::saved::named;

/// Keeps the bytes of a thing in a file whose name ends so; where it is, or why it is nowhere, as the rest of
/// a sentence.
pub(super) fn rescue(thing: &str, bytes: &[u8], ending: &str) -> String {
    match kept(bytes, ending) {
        Ok(path) => format!("the {thing} is in `{}` instead", named(&path)),
        Err(why) => format!("nor can it be kept in the temporary folder: {why}"),
    }
}

/// Writes a file of its own, which only its owner may read and whose name nobody can foresee.
fn kept(bytes: &[u8], ending: &str) -> io::Result<PathBuf> {
    let mut random = [0; 16];
    aws_lc_rs::rand::fill(&mut random)
        .map_err(|_| io::Error::other("the system gives no random bytes"))?;
    let number = u128::from_ne_bytes(random);
    let name = format!("clearway-{number:032x}.{ending}");
    let path = std::env::temp_dir().join(name);
    let mut file = created(&path)?;
    file.write_all(bytes)?;
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
