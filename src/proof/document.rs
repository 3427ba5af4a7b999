//! `proof.json`: what was asked of whom, and which files of the bundle show the answer.

use std::net::SocketAddr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::catalogue::Need;
use crate::text::bytes::hex;

/// The number of the bundle's format. Readers refuse every other number.
pub const FORMAT: u32 = 1;

/// The whole of `proof.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The version of the layout, [`FORMAT`].
    pub format: u32,
    /// Who wrote it.
    pub tool: Tool,
    /// The run.
    pub run: Run,
    /// The data file it went by.
    pub endpoints_file: EndpointsFile,
    /// One entry for each TLS probe, in the order of the run.
    pub probes: Vec<Probe>,
}

/// The program that wrote a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Its id, 16 bytes.
    pub id: Hex,
    /// When it began by the prober's clock, seconds since 1970.
    pub started_unix: i64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Was it stopped by the user?
    pub interrupted: bool,
    /// The auditor's challenge; null where there was none.
    pub challenge: Option<Hex>,
}

/// The data file that a run went by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointsFile {
    /// When its facts were last reviewed.
    pub dated: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// One TLS probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The id of its endpoint.
    pub endpoint: String,
    /// How much depends on the endpoint, by the prober's data file.
    pub need: Need,
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Is it a sample of a wildcard whose name does not exist any more?
    pub gone: bool,
    /// The hop's URL without credentials; null is the direct way.
    pub via: Option<String>,
    /// Certificates that the server left out, fetched from where the one below them says.
    pub fetched: Vec<Fetched>,
    /// One entry for each walk along an address, in order.
    pub attempts: Vec<Attempt>,
}

/// A certificate that was fetched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fetched {
    /// From where.
    pub url: String,
    /// The file that holds what came.
    pub file: String,
}

/// One walk along one address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// Whom the prober connected to: the target on a direct route, else the hop.
    pub to: SocketAddr,
    /// The prober's end; null where it is not known.
    pub from: Option<SocketAddr>,
    /// When the handshake began by the prober's clock, milliseconds since 1970; where there was
    /// none, when the walk began.
    pub time_unix_ms: i64,
    /// Why the walk went no further than it went; null where the handshake was completed.
    pub problem: Option<String>,
    /// The handshake; null where none was begun or recorded.
    pub handshake: Option<Handshake>,
}

/// One recorded handshake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handshake {
    /// Mixed into the client random, 32 bytes.
    pub salt: Hex,
    /// The file with the bytes that the client sent.
    pub client: String,
    /// The file with the bytes that the server sent.
    pub server: String,
    /// `CLIENT_HANDSHAKE_TRAFFIC_SECRET` (RFC 8446, 7.1); null under TLS 1.2.
    pub client_secret: Option<Hex>,
    /// `SERVER_HANDSHAKE_TRAFFIC_SECRET`; null under TLS 1.2.
    pub server_secret: Option<Hex>,
    /// The files with the certificates presented, leaf first, DER.
    pub chain: Vec<String>,
    /// The file with the stapled OCSP answer, DER; null where there was none.
    pub staple: Option<String>,
    /// What the server signed (RFC 8446, 4.4.3; RFC 8422, 5.4); null where it signed nothing.
    pub message: Option<Hex>,
    /// The signature scheme, by number (RFC 8446, 4.2.3).
    pub scheme: Option<u16>,
    /// The signature.
    pub signature: Option<Hex>,
}

impl Document {
    /// Every file that it names.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.probes.iter().flat_map(|probe| {
            let fetched = probe.fetched.iter().map(|one| one.file.as_str());
            let handshakes = probe.attempts.iter().filter_map(|a| a.handshake.as_ref());
            fetched.chain(handshakes.flat_map(Handshake::files))
        })
    }
}

impl Handshake {
    fn files(&self) -> impl Iterator<Item = &str> {
        let records = [self.client.as_str(), self.server.as_str()];
        let others = self.chain.iter().chain(&self.staple).map(String::as_str);
        records.into_iter().chain(others)
    }
}

/// Bytes as lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hex(pub Vec<u8>);

impl Hex {
    /// Reads hex digits, lower case only: there is one way to write a bundle.
    fn read(text: &str) -> Option<Self> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
            return None;
        };
        let bytes = pairs
            .iter()
            .map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?));
        bytes.collect::<Option<_>>().map(Self)
    }
}

impl From<&[u8]> for Hex {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::read(&text).ok_or_else(|| de::Error::custom("expected lower-case hex digits"))
    }
}
