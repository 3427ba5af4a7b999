//! `--proof` and `--pcap`: the files that proofs go to.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::flags::{ChallengeBytes, ProofFlags};
use super::output::emptied;
use super::problem::Problem;
use super::rescue::rescue;
use crate::evidence::recording::Challenge;
use crate::report::Report;
use crate::run;

/// What client randoms are made of, where anything is to be recorded.
pub(super) fn challenge(flags: &ProofFlags) -> Result<Option<Challenge>, Problem> {
    if flags.bundle.is_none() && flags.pcap.is_none() {
        return Ok(None);
    }
    let mut run = vec![0; 16];
    aws_lc_rs::rand::fill(&mut run)
        .map_err(|_| Problem::new("the system gives no random bytes for `--proof`"))?;
    let value = flags.challenge.clone();
    let value = value.map_or(Vec::new(), |ChallengeBytes(bytes)| bytes);
    Ok(Some(Challenge { value, run }))
}

/// The files that proofs go to, opened before the first packet is sent.
pub(super) struct Proofs {
    proof: Option<Private>,
    pcap: Option<Private>,
}

/// A file that only its owner may read.
struct Private {
    flag: &'static str,
    path: PathBuf,
    file: File,
}

impl Proofs {
    pub(super) fn open(flags: &ProofFlags) -> Result<Self, Problem> {
        let open = |flag, path: &Option<PathBuf>| {
            let path = path.as_ref();
            path.map(|path| Private::open(flag, path)).transpose()
        };
        Ok(Self {
            proof: open("--proof", &flags.bundle)?,
            pcap: open("--pcap", &flags.pcap)?,
        })
    }

    pub(super) fn write(self, report: &Report, challenge: &Challenge) -> Result<(), Problem> {
        let bundle = self.proof.map(|proof| {
            let bundle = run::proof(report, challenge).write();
            let bundle = bundle.map_err(|why| proof.problem(&why))?;
            proof.write(&bundle, "bundle of proofs", "zip")
        });
        let capture = self
            .pcap
            .map(|pcap| pcap.write(&run::capture(report), "capture", "pcapng"));
        bundle.into_iter().chain(capture).collect()
    }
}

impl Private {
    fn open(flag: &'static str, path: &Path) -> Result<Self, Problem> {
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let private = options.open(path).and_then(|file| {
            narrow(&file)?;
            Ok(Self {
                flag,
                path: path.to_owned(),
                file,
            })
        });
        let place = format!("`{flag} {}`", path.display());
        private.map_err(|why| Problem::new(format!("{place}: cannot be written: {why}")))
    }

    fn problem(&self, why: &dyn std::fmt::Display) -> Problem {
        Problem::new(format!("`{} {}`: {why}", self.flag, self.path.display()))
    }

    /// What cannot be written here goes to a file in the temporary folder.
    fn write(mut self, bytes: &[u8], thing: &str, ending: &str) -> Result<(), Problem> {
        let written = emptied(&self.file)
            .and_then(|()| self.file.write_all(bytes))
            .and_then(|()| self.file.flush());
        written.map_err(|why| self.problem(&format!("{why}; {}", rescue(thing, bytes, ending))))
    }
}

/// A file that was there before may have been open to others.
#[cfg(unix)]
fn narrow(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if !file.metadata()?.is_file() {
        return Ok(());
    }
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

/// Elsewhere a file has the rights of its folder.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
fn narrow(_file: &File) -> io::Result<()> {
    Ok(())
}
