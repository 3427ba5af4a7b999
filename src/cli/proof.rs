//! `--proof` and `--pcap`, and `clearway verify`.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::flags::{self, Simple};
use super::output::{self, Problem, terminal_width};
use super::{FAILS, PASSES};
use crate::catalogue::Catalogue;
use crate::evidence::recording::Challenge;
use crate::machine;
use crate::proof::{Expected, MOST_BYTES, Terms, verify as held};
use crate::report::Report;
use crate::report::command::verified;
use crate::run;

/// What a third party can check.
#[derive(Debug, Args)]
#[command(next_help_heading = "Proof")]
pub(super) struct Proof {
    /// Save what proves every TLS handshake: raw records, certificates, signatures, and the secrets
    /// that read the handshake and nothing after it; for `clearway verify`. Only its owner may read it
    #[arg(id = "proof", long, value_name = "FILE")]
    bundle: Option<PathBuf>,

    /// What an auditor wants every server to sign: an even number of hex digits, or any other text
    #[arg(long, value_name = "HEX|TEXT", value_parser = given, requires = "proof")]
    challenge: Option<Given>,

    /// Save the handshakes as a capture that Wireshark opens decrypted (pcapng), put together from
    /// what went over sockets. Only its owner may read it
    #[arg(long, value_name = "FILE")]
    pcap: Option<PathBuf>,
}

/// The bytes of a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given(Vec<u8>);

#[derive(Debug, Args)]
#[command(after_help = VERIFY_ENDS, after_long_help = VERIFY_SHOWS)]
pub(super) struct Verify {
    /// A bundle that `check --proof` saved
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,

    /// The challenge that was given to whoever made it; as for `check`
    #[arg(long, value_name = "HEX|TEXT", value_parser = given)]
    challenge: Option<Given>,

    /// Expect the keys of these certificates (PEM), and no others, of every endpoint
    #[arg(long, value_name = "PEM", conflicts_with = "endpoints")]
    roots: Option<PathBuf>,

    /// Expect the keys of this data file instead of the one compiled in
    #[arg(long, value_name = "FILE")]
    endpoints: Option<PathBuf>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Simple::Human)]
    format: Simple,
}

const VERIFY_ENDS: &str = "Exit codes:
  0    every TLS probe of a required endpoint is proven end to end
  1    one is not, or is proven intercepted
  2    it is no bundle, or cannot be read";

const VERIFY_SHOWS: &str = "It recomputes what each server signed from the raw records, checks that \
the challenge is in every client random, that the certificate's key made the signature, and that \
signatures lead to an expected key; keys in the bundle are never trusted. A bundle does not show where \
the client stood, nor who else was given the server's key.

A bundle is a zip: `manifest.json` (format, files: name, bytes, sha256), `proof.json`, \
`records/NNNNN-client.bin` and `-server.bin` (what each side sent), `der/SHA256.der` (certificates and \
OCSP answers). Fields of `proof.json`:
  format; tool: name, version; run: id, started_unix, took_ms, interrupted,
  challenge; endpoints_file: dated, sha256; probes
  a probe: endpoint, need, host, port, gone (its name does not exist any more),
  via (the hop); fetched: url, file; attempts
  an attempt: to, from, time_unix_ms, problem, handshake
  a handshake: salt, client, server (its records), client_secret,
  server_secret, chain, staple, message (what was signed), scheme, signature
Byte strings are hex. The README and the documentation of the module `proof` say more.

Exit codes:
  0    every TLS probe of a required endpoint is proven end to end
  1    one is not, or is proven intercepted
  2    it is no bundle, or cannot be read";

/// What client randoms are made of, where anything is to be recorded.
pub(super) fn challenge(flags: &Proof) -> Result<Option<Challenge>, Problem> {
    if flags.bundle.is_none() && flags.pcap.is_none() {
        return Ok(None);
    }
    let mut run = vec![0; 16];
    aws_lc_rs::rand::fill(&mut run)
        .map_err(|_| Problem::new("the system gives no random bytes for `--proof`"))?;
    let value = flags.challenge.clone();
    let value = value.map_or(Vec::new(), |Given(bytes)| bytes);
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
    pub(super) fn open(flags: &Proof) -> Result<Self, Problem> {
        if flags.bundle.is_some() && flags.bundle == flags.pcap {
            let why = "`--proof` and `--pcap` name the same file; give each its own";
            return Err(Problem::new(why));
        }
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
        if let Some(proof) = self.proof {
            let bundle = run::proof(report, challenge).write();
            let bundle = bundle.map_err(|why| proof.problem(&why))?;
            proof.write(&bundle)?;
        }
        match self.pcap {
            Some(pcap) => pcap.write(&run::capture(report)),
            None => Ok(()),
        }
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

    fn write(mut self, bytes: &[u8]) -> Result<(), Problem> {
        let written = output::emptied(&self.file)
            .and_then(|()| self.file.write_all(bytes))
            .and_then(|()| self.file.flush());
        written.map_err(|why| self.problem(&why))
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

/// `clearway verify`.
pub(super) fn verify(flags: &Verify) -> Result<u8, Problem> {
    let expected = expected(flags)?;
    let place = flags.bundle.display();
    let bytes = read(&flags.bundle, MOST_BYTES)?;
    let terms = Terms {
        expected: &expected,
        challenge: flags.challenge.as_ref().map(|challenge| &challenge.0[..]),
        now_unix: machine::now_unix(),
    };
    let verification = held(&bytes, &terms);
    let verification =
        verification.map_err(|damage| Problem::new(format!("{place}: no bundle: {damage}")))?;
    output::print(&match flags.format {
        Simple::Human => verified::human(&verification, terminal_width()),
        Simple::Json => verified::json(&verification),
    })?;
    Ok(if verification.proven { PASSES } else { FAILS })
}

fn expected(flags: &Verify) -> Result<Expected, Problem> {
    const MOST: usize = 16 * 1024 * 1024;
    if let Some(roots) = &flags.roots {
        let pem = read(roots, MOST)?;
        return Expected::of_pem(&pem)
            .map_err(|why| Problem::new(format!("`--roots {}`: {why}", roots.display())));
    }
    let file = match &flags.endpoints {
        Some(file) => Catalogue::load(file)?,
        None => Catalogue::built_in(),
    };
    Ok(Expected::File(Box::new(file)))
}

fn read(path: &Path, most: usize) -> Result<Vec<u8>, Problem> {
    let problem =
        |why: &io::Error| Problem::new(format!("{}: cannot be read: {why}", path.display()));
    let file = File::open(path).map_err(|why| problem(&why))?;
    let mut bytes = Vec::new();
    // One byte more than is read tells that there is more.
    let mut file = file.take(most as u64 + 1);
    file.read_to_end(&mut bytes).map_err(|why| problem(&why))?;
    if bytes.len() > most {
        let why = format!("{}: larger than {most} bytes", path.display());
        return Err(Problem::new(why));
    }
    Ok(bytes)
}

fn given(text: &str) -> Result<Given, flags::ValueError> {
    flags::challenge(text).map(Given)
}
