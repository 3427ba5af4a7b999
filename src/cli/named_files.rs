//! Files that an input names: the certificates of a data file, the sections of an `.exe.config`. Read by the
//! readers themselves, which are asked where they look; whatever is wrong is left for them to say later.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::given::is_stdin;
use crate::catalogue::Catalogue;
use crate::route::{AgentConfig, files};

/// The files that a data file names; none of standard input, which can be read once.
pub(super) fn of_data_file(file: &Path) -> Vec<PathBuf> {
    if is_stdin(file) {
        return Vec::new();
    }
    let looked_at = RefCell::new(Vec::new());
    let read = |named: &Path| {
        looked_at.borrow_mut().push(named.to_owned());
        std::fs::read(named)
    };
    if let Ok(bytes) = std::fs::read(file) {
        let _ = Catalogue::parse(&bytes, file, &read);
    }
    looked_at.into_inner()
}

/// The files that an agent's settings name.
pub(super) fn of_agent_config(file: &Path) -> Vec<PathBuf> {
    let looked_at = RefCell::new(Vec::new());
    let beside = |of: &str, name: &str| {
        let named = beside(Path::new(of), name)?;
        let bytes = files::read_bytes(&named).ok();
        looked_at.borrow_mut().push(named);
        bytes
    };
    if let Ok(bytes) = files::read_bytes(file) {
        let _ = AgentConfig::read_bytes(&[(file.display().to_string(), bytes)], &beside);
    }
    looked_at.into_inner()
}

/// Where a file lies that the one names, as Windows writes it.
pub(super) fn beside(of: &Path, name: &str) -> Option<PathBuf> {
    Some(of.parent()?.join(name.replace('\\', "/")))
}
