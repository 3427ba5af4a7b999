//! What was heard under TLS while hands were shaken: what a proof is made of. It lies beside the
//! evidence and is no part of a report.

use std::fmt;

use aws_lc_rs::digest::{Context, SHA256};

use crate::text::bytes::Blob;

/// The raw bytes of one handshake, both sides, and what it takes to read them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    /// Fresh, 32 bytes; mixed into the client random.
    pub salt: Blob,
    /// What went over the stream, in order, until the handshake had ended.
    pub pieces: Vec<Piece>,
    /// Were there more bytes than are kept?
    pub cut: bool,
    /// `CLIENT_HANDSHAKE_TRAFFIC_SECRET` of TLS 1.3 (RFC 8446, 7.1).
    pub client_secret: Option<HandshakeSecret>,
    /// `SERVER_HANDSHAKE_TRAFFIC_SECRET` of TLS 1.3 (RFC 8446, 7.1).
    pub server_secret: Option<HandshakeSecret>,
}

impl Recording {
    /// All that one side sent.
    #[must_use]
    pub fn of(&self, side: Side) -> Blob {
        let own = self.pieces.iter().filter(|piece| piece.side == side);
        let own: Vec<&[u8]> = own.map(|piece| &*piece.bytes).collect();
        own.concat().into()
    }
}

/// Bytes that went over a stream at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Who sent them.
    pub side: Side,
    /// When, in microseconds since the handshake began.
    pub at_us: u64,
    /// The bytes as they went over the wire.
    pub bytes: Blob,
}

/// One end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// This program.
    Client,
    /// Whoever answers.
    Server,
}

/// A secret that reads the handshake of TLS 1.3, and nothing that comes after it.
#[derive(Clone, PartialEq, Eq)]
pub struct HandshakeSecret(Blob);

impl HandshakeSecret {
    /// Keeps it.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for a proof or a capture.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for HandshakeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandshakeSecret(…)")
    }
}

/// What a run's client randoms are made of, so that every server signs the auditor's challenge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Challenge {
    /// What the auditor gave; empty where nobody gave anything.
    pub value: Vec<u8>,
    /// The run's id, fresh, 16 bytes.
    pub run: Vec<u8>,
}

/// Whom a handshake is meant for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The id of the endpoint.
    pub endpoint: &'a str,
    /// The host.
    pub host: &'a str,
    /// The port.
    pub port: u16,
}

/// Says what the digest is for, and in which version.
const TAG: &[u8] = b"clearway proof 1 client random";

impl Challenge {
    /// The client random of one handshake: SHA-256 over tag, challenge, run id, endpoint, host, port
    /// in decimal, and salt, each behind its length in four bytes, big-endian.
    #[must_use]
    pub fn client_random(&self, asked: &Asked<'_>, salt: &[u8]) -> [u8; 32] {
        let port = asked.port.to_string();
        let (endpoint, host) = (asked.endpoint.as_bytes(), asked.host.as_bytes());
        let mut all = Context::new(&SHA256);
        for part in [
            TAG,
            &self.value,
            &self.run,
            endpoint,
            host,
            port.as_bytes(),
            salt,
        ] {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            all.update(&length.to_be_bytes());
            all.update(part);
        }
        let mut random = [0; 32];
        random.copy_from_slice(all.finish().as_ref());
        random
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::recording::*;
    use crate::text::bytes::hex;

    const ASKED: Asked<'_> = Asked {
        endpoint: "login",
        host: "login.example",
        port: 443,
    };

    /// The test vector of the specification, computed with Python's hashlib.
    #[test]
    fn a_client_random_is_the_digest_that_the_specification_says() {
        let challenge = Challenge {
            value: b"audit 7".to_vec(),
            run: vec![0x11; 16],
        };
        assert_eq!(
            hex(&challenge.client_random(&ASKED, &[0x22; 32])),
            "4ff2f0487062ee9f35b9aec3389c602d8753b22e9336d1413f317020cc787bd1"
        );
    }

    #[test]
    fn parts_that_only_look_the_same_in_a_row_give_another_random() {
        let random = |value: &[u8], run: &[u8]| {
            let (value, run) = (value.to_vec(), run.to_vec());
            Challenge { value, run }.client_random(&ASKED, &[0; 32])
        };
        assert_ne!(random(b"ab", b"c"), random(b"a", b"bc"));
    }

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(
            format!("{:?}", HandshakeSecret::new(b"s3cret")),
            "HandshakeSecret(…)"
        );
    }
}
