//! Evidence of an untouched connection that a third party can check offline.
//!
//! A TLS server signs something that holds the client's random (RFC 8446, 4.4.3; RFC 8422, 5.4). The
//! client random of a proof is a digest of the auditor's challenge, so that whoever has the key of
//! the server's certificate took part in *this* run. A bundle holds what it takes to see that; this
//! module writes and verifies it, knows no network and no clock, and trusts nothing in a bundle.
//!
//! # The bundle, format 1
//!
//! One zip, written in one way: every file stored (method 0), version 1.0, no flags, time 0 and date
//! 0x0021 (1980-01-01), no extra fields, comments or attributes, local headers without descriptors,
//! files sorted by the bytes of their names, nothing before, between or behind. Names are of
//! `a-z 0-9 - . /`, relative, of 100 bytes at most. At most 65,534 files of 64 MiB each, records of 512
//! KiB, 256 MiB in all; no two handshakes share records, no probe has over 1,024 attempts or fetched
//! files. A reader rebuilds the bundle and refuses it unless all bytes are the same.
//!
//! JSON in it is UTF-8, indented by two spaces, fields in the order given here, one line feed at the
//! end, no other fields. Hex is lower case.
//!
//! | file | what it is |
//! |---|---|
//! | `manifest.json` | `format`: 1; `files`: `name`, `bytes` (length) and `sha256` (hex) of every other file, sorted by name |
//! | `proof.json` | what was asked of whom: below |
//! | `records/NNNNN-client.bin`, `-server.bin` | the raw bytes that each side sent over the stream under TLS, records with their headers, until the handshake had ended |
//! | `der/SHA256.der` | a certificate or a stapled OCSP answer, named by its own digest |
//!
//! `proof.json`:
//!
//! | field | what it is |
//! |---|---|
//! | `format` | 1 |
//! | `tool.name`, `.version` | who wrote it |
//! | `run.id` | 16 random bytes, hex |
//! | `run.started_unix` | when the run began by the prober's clock, seconds since 1970 |
//! | `run.took_ms` | how long it took |
//! | `run.interrupted` | was it stopped? |
//! | `run.challenge` | the auditor's challenge, hex; null where there was none |
//! | `endpoints_file.dated`, `.sha256` | the data file that the run went by |
//! | `probes[]` | one entry for each TLS probe |
//! | `.endpoint`, `.need`, `.host`, `.port` | what was asked; `need` is `required`, `advised` or `optional` |
//! | `.gone` | is it a sample of a wildcard whose name does not exist any more? |
//! | `.via` | the hop's URL without credentials; null is the direct way |
//! | `.fetched[].url`, `.file` | what was fetched to complete the chain, and from where |
//! | `.attempts[]` | one entry for each walk along an address |
//! | `..to`, `..from` | the address connected to (the hop's behind a hop); the prober's own, or null |
//! | `..time_unix_ms` | when the handshake began, else the walk; milliseconds since 1970 |
//! | `..problem` | why the walk went no further; null where the handshake was completed |
//! | `..handshake` | null where none was begun; else: |
//! | `...salt` | 32 random bytes, hex |
//! | `...client`, `...server` | names of the files with the records |
//! | `...client_secret`, `...server_secret` | the handshake traffic secrets of TLS 1.3 (RFC 8446, 7.1), hex; null under TLS 1.2. No secret of application data is ever kept |
//! | `...chain[]` | names of the files with the certificates, leaf first |
//! | `...staple` | name of the file with the stapled OCSP answer, or null |
//! | `...message`, `...scheme`, `...signature` | what was signed (hex), how (the number of RFC 8446, 4.2.3), and the signature (hex); null where nothing was |
//!
//! # The client random
//!
//! SHA-256 over seven parts, each behind its length in four bytes, big-endian: the text `clearway
//! proof 1 client random`; the challenge's bytes, none where there was none; the run's id, 16 bytes;
//! `endpoint`; `host`; `port` in decimal; the salt, 32 bytes.
//!
//! A challenge on the command line that is an even number of hex digits stands for those bytes; any
//! other is taken as it is written, UTF-8.
//!
//! # To verify
//!
//! 1. Rebuild the bundle; compare all bytes and digests.
//! 2. Compare `run.challenge` with the challenge that was given out.
//! 3. For each handshake compute the client random; it stands in the `ClientHello` of the client's
//!    records, whose `server_name` is `host`.
//! 4. Compute the signed message from the records. TLS 1.3: open the server's encrypted records with
//!    `server_secret`; the message is 64 spaces, `TLS 1.3, server CertificateVerify`, a zero byte, and
//!    the hash of all messages from `ClientHello` to `Certificate` (after a `HelloRetryRequest` as in
//!    RFC 8446, 4.4.1). TLS 1.2: client random, server random, `ServerECDHParams`. It is `message`;
//!    the signature and the certificates in the records are `signature` and `chain`.
//! 5. Verify the signature with the leaf's key. No SHA-1; under TLS 1.3 no PKCS #1.
//! 6. Follow signatures from the leaf to a key that *you* expect, never to one because the bundle has
//!    it; host, dates (at `time_unix_ms`) and strength as for any certificate.
//! 7. `time_unix_ms` lies within the run, and the run not in the future.
//!
//! # What it does not show
//!
//! [`SHOWS_NOT`].

mod bundle;
mod bytes;
pub mod capture;
mod chain;
mod checks;
pub mod document;
mod expected;
mod fault;
mod messages;
mod records;
pub mod transcript;
mod verification;
mod verify;
mod zip;

use std::fmt;

pub use bundle::{Bundle, MOST_BYTES};
pub use document::{Document, FORMAT};
pub use expected::Expected;
pub use fault::{Fault, PemFault};
pub use verification::{Attempted, Freshness, Outcome, Terms, Verification, Verified};
pub use verify::verify;

/// What no proof shows, for whoever reads one.
pub const SHOWS_NOT: [&str; 5] = [
    "where the client stood, or that these addresses were the ones it met: only that whoever holds \
     the certificate's key took part in a handshake with these hellos",
    "that nobody else holds that key: a CDN or load balancer that was given it is genuine",
    "what was sent after the handshake, or that the prober kept to the connection that it shows",
    "when it was made, beyond what the challenge and the certificates' dates say: the times are \
     those of the prober's clock",
    "that every probe of the run is in it, or that other connections are treated alike",
];

/// Why some bytes are no bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Where in the file, in bytes.
    pub at: usize,
    /// Why; safe to show.
    pub why: String,
}

impl Damage {
    fn at(at: usize, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { at, why }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: {}", self.at, self.why)
    }
}
