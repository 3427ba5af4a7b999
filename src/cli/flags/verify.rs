//! What can be said to `clearway verify`.

use std::path::PathBuf;

use clap::Args;

use super::output::PlainFormat;
use super::proof::{ChallengeBytes, challenge_bytes};

#[derive(Debug, Args)]
#[command(after_help = VERIFY_ENDS, after_long_help = VERIFY_SHOWS)]
pub(in crate::cli) struct Verify {
    /// A bundle that `check --proof` saved
    #[arg(value_name = "BUNDLE")]
    pub(in crate::cli) bundle: PathBuf,

    /// The challenge that was given to `check`, in the same form
    #[arg(long, value_name = "HEX|TEXT", value_parser = challenge_bytes)]
    pub(in crate::cli) challenge: Option<ChallengeBytes>,

    /// Expect only the keys of these certificates (PEM), for every endpoint
    #[arg(long, value_name = "PEM", conflicts_with = "endpoints")]
    pub(in crate::cli) roots: Option<PathBuf>,

    /// Expect the keys of this data file instead of the one compiled in
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) endpoints: Option<PathBuf>,

    /// Output format
    #[arg(long, value_enum, ignore_case = true, default_value_t = PlainFormat::Human)]
    pub(in crate::cli) format: PlainFormat,
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
  via (the proxy); fetched: url, file; attempts
  an attempt: to, from, time_unix_ms, problem, handshake
  a handshake: salt, client, server (its records), client_secret,
  server_secret, chain, staple, message (what was signed), scheme, signature
Byte strings are hex. `clearway help proof` says more.

Exit codes:
  0    every TLS probe of a required endpoint is proven end to end
  1    one is not, or is proven intercepted
  2    it is no bundle, or cannot be read";
