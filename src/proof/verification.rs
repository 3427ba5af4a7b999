//! What a verifier asks, and what it is told.

use std::net::SocketAddr;

use serde::Serialize;

use super::document;
use super::expected::Expected;
use crate::catalogue::Need;

/// What a verifier knows beforehand.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Whose keys are expected.
    pub expected: &'a Expected,
    /// The challenge that the auditor gave; none leaves open how old a proof is.
    pub challenge: Option<&'a [u8]>,
    /// Now, in seconds since 1970.
    pub now_unix: i64,
}

/// What a proof shows of one handshake, or of one probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The holder of the leaf's key, under an expected key, signed this very handshake.
    ProvenEndToEnd,
    /// Nothing is shown, or what is shown does not hold together.
    NotProven,
    /// Somebody signed this very handshake, and no expected key stands behind the certificate.
    ProvenIntercepted,
}

/// All that a bundle proves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// The number of this format.
    pub format: u32,
    /// SHA-256 of the bundle, hex.
    pub sha256: String,
    /// Who wrote the bundle.
    pub tool: document::Tool,
    /// The run that it is of.
    pub run: document::Run,
    /// What the challenge says of its age.
    pub freshness: Freshness,
    /// Whose keys were expected.
    pub expected: String,
    /// Is every TLS probe of a required endpoint proven end to end, and is there one at all?
    pub proven: bool,
    /// One entry for each TLS probe.
    pub probes: Vec<Verified>,
    /// Required endpoints of the verifier's data file that the bundle has no probe of.
    pub absent: Vec<String>,
    /// What none of this shows.
    pub shows_not: Vec<&'static str>,
}

/// What the challenge says of a bundle's age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Freshness {
    /// The challenge that was given is the bundle's.
    NotBeforeTheChallenge,
    /// The bundle answers a challenge that the verifier was not told.
    ChallengeNotGiven,
    /// The bundle answers no challenge: it may be of any time.
    NoChallenge,
    /// The bundle answers another challenge, or none, in place of the one given.
    OtherChallenge,
}

/// What is proven of one probe.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verified {
    /// The id of its endpoint.
    pub endpoint: String,
    /// How much depends on the endpoint.
    pub need: Need,
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The hop; null is the direct way.
    pub via: Option<String>,
    /// What is proven.
    pub outcome: Outcome,
    /// Why it is not proven end to end; empty where it is.
    pub why: String,
    /// Does it not count, since the name does not exist and another sample is proven?
    pub excused: bool,
    /// One entry for each walk along an address.
    pub attempts: Vec<Attempted>,
}

/// What is proven of one walk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attempted {
    /// Whom the prober says that it connected to.
    pub to: SocketAddr,
    /// When, by the prober's clock, milliseconds since 1970.
    pub time_unix_ms: i64,
    /// What is proven.
    pub outcome: Outcome,
    /// Why it is not proven end to end; empty where it is.
    pub why: String,
    /// The version of TLS, by number.
    pub version: Option<u16>,
    /// The signature scheme, by number.
    pub scheme: Option<u16>,
    /// SHA-256 of the leaf, hex.
    pub leaf_sha256: Option<String>,
    /// Was there no handshake at all? Then nothing speaks against this address either.
    #[serde(skip)]
    pub(super) silent: bool,
}
