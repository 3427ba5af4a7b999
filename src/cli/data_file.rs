//! The data file that a command was given.

use std::io;
use std::path::Path;

use super::given::{called, is_stdin};
use super::problem::Problem;
use super::recognise::{Kind, instead};
use crate::catalogue::Catalogue;

/// A data file, read and checked.
pub(super) fn catalogue(path: &Path) -> Result<Catalogue, Problem> {
    if is_stdin(path) {
        return Ok(Catalogue::read(io::stdin(), called(path))?);
    }
    Catalogue::load(path).map_err(|why| instead(path, Kind::DataFile, why.into()))
}
