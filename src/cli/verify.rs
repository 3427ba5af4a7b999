//! `clearway verify`: a bundle of proofs, checked offline.

use std::io::{self, Read as _};
use std::path::Path;

use super::data_file;
use super::exit::{FAILS, PASSES};
use super::flags::{PlainFormat, Verify};
use super::given;
use super::output::print;
use super::problem::Problem;
use super::recognise::{Kind, instead_of};
use super::terminal::terminal_width;
use crate::catalogue::Catalogue;
use crate::machine;
use crate::proof::{Expected, MOST_BYTES, Terms, verify as check};
use crate::report::command::verify::{human, json};

pub(super) fn verify(flags: &Verify) -> Result<u8, Problem> {
    given::refuse_stdin_twice(&[Some(&flags.bundle), flags.endpoints.as_deref()])?;
    let expected = expected(flags)?;
    let place = given::called(&flags.bundle).display();
    let bytes = read(&flags.bundle, MOST_BYTES)?;
    let terms = Terms {
        expected: &expected,
        challenge: flags.challenge.as_ref().map(|challenge| &challenge.0[..]),
        now_unix: machine::now_unix(),
    };
    let verification = check(&bytes, &terms);
    let verification = verification.map_err(|damage| {
        let repacked = if bytes.starts_with(b"PK") {
            "; a bundle that was unpacked and packed again is refused, so give the file as `--proof` wrote it"
        } else {
            ""
        };
        let why = Problem::new(format!("{place}: no bundle: {damage}{repacked}"));
        instead_of(&bytes, &flags.bundle, Kind::Bundle, why)
    })?;
    print(&match flags.format {
        PlainFormat::Human => human(&verification, terminal_width()),
        PlainFormat::Json => json(&verification),
    })?;
    Ok(if verification.proven { PASSES } else { FAILS })
}

fn expected(flags: &Verify) -> Result<Expected, Problem> {
    const MOST: usize = 16 * 1024 * 1024;
    if let Some(roots) = &flags.roots {
        let pem = read(roots, MOST)?;
        return Expected::of_pem(&pem).map_err(|why| {
            let why = Problem::new(format!("`--roots {}`: {why}", roots.display()));
            instead_of(&pem, roots, Kind::Pem, why)
        });
    }
    let file = match &flags.endpoints {
        Some(file) => data_file::catalogue(file)?,
        None => Catalogue::built_in(),
    };
    Ok(Expected::File(Box::new(file)))
}

fn read(path: &Path, most: usize) -> Result<Vec<u8>, Problem> {
    let place = given::called(path).display();
    let problem = |why: &io::Error| Problem::new(format!("{place}: cannot be read: {why}"));
    let file = given::open(path).map_err(|why| problem(&why))?;
    let mut bytes = Vec::new();
    // One byte more than is read tells that there is more.
    let mut file = file.take(most as u64 + 1);
    file.read_to_end(&mut bytes).map_err(|why| problem(&why))?;
    if bytes.len() > most {
        let why = format!("{place}: larger than {most} bytes");
        return Err(Problem::new(why));
    }
    Ok(bytes)
}
