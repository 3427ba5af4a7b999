//! What is given as a file: a path, or `-` for standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::problem::Problem;

/// Is standard input meant?
pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// How messages call it.
pub(super) fn called(path: &Path) -> &Path {
    if is_stdin(path) {
        Path::new("standard input")
    } else {
        path
    }
}

/// Where the bytes come from.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    Ok(if is_stdin(path) {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path)?)
    })
}

/// Standard input is there once.
pub(super) fn refuse_stdin_twice(files: &[Option<&Path>]) -> Result<(), Problem> {
    let meant = files.iter().flatten().filter(|path| is_stdin(path));
    if meant.count() < 2 {
        return Ok(());
    }
    let why =
        "`-` is given twice, and standard input can be read once; give one of the two as a file";
    Err(Problem::new(why))
}
