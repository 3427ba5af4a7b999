//! Files that an input names: the certificates of a data file, the sections of an `.exe.config`. Its own reader
//! is asked where it looks, and is given nothing; whatever is wrong is left for it to say later.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::catalogue::{Catalogue, MOST_BYTES};
use crate::route::AgentConfig;

/// The files that a data file names.
pub(super) fn of_data_file(file: &Path) -> Vec<PathBuf> {
    let looked_at = RefCell::new(Vec::new());
    let read = |named: &Path| {
        looked_at.borrow_mut().push(named.to_owned());
        Err(io::ErrorKind::NotFound.into())
    };
    if let Some(bytes) = bytes(file) {
        let _ = Catalogue::parse(&bytes, file, &read);
    }
    looked_at.into_inner()
}

/// The files that an agent's settings name.
pub(super) fn of_agent_config(file: &Path) -> Vec<PathBuf> {
    let looked_at = RefCell::new(Vec::new());
    let read = |of: &str, name: &str| {
        looked_at.borrow_mut().extend(beside(Path::new(of), name));
        None
    };
    if let Some(bytes) = bytes(file) {
        let _ = AgentConfig::read_bytes(&[(file.display().to_string(), bytes)], &read);
    }
    looked_at.into_inner()
}

/// Where a file lies that the one names, as Windows writes it.
pub(super) fn beside(of: &Path, name: &str) -> Option<PathBuf> {
    Some(of.parent()?.join(name.replace('\\', "/")))
}

/// A pipe or a device can be read once, or has no end.
fn bytes(file: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let file = File::open(file).ok()?;
    file.take(MOST_BYTES as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
