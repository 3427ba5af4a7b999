//! What a third party can check, and the challenge that makes it fresh.

use std::path::PathBuf;

use clap::Args;

use super::value::{ValueError, challenge};

/// What a third party can check.
#[derive(Debug, Args)]
#[command(next_help_heading = "Proof")]
pub(in crate::cli) struct ProofFlags {
    /// Save what proves every TLS handshake: raw records, certificates, signatures, and the secrets
    /// that read the handshake and nothing after it; for `clearway verify`. Only its owner may read it
    #[arg(id = "proof", long, value_name = "FILE")]
    pub(in crate::cli) bundle: Option<PathBuf>,

    /// Auditor's challenge, which every server signs: an even number of hex digits, or any other text
    #[arg(long, value_name = "HEX|TEXT", value_parser = challenge_bytes, requires = "proof")]
    pub(in crate::cli) challenge: Option<ChallengeBytes>,

    /// Save the handshakes as a capture that Wireshark opens decrypted (pcapng), put together from
    /// what went over sockets. Only its owner may read it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) pcap: Option<PathBuf>,
}

/// The bytes of a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct ChallengeBytes(pub(in crate::cli) Vec<u8>);

pub(super) fn challenge_bytes(text: &str) -> Result<ChallengeBytes, ValueError> {
    challenge(text).map(ChallengeBytes)
}
