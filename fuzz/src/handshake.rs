//! A handshake's evidence from a row of DER values.

use clearway::evidence::tls::Proof;
use clearway::evidence::{Attempt, Connection, Ended, Evidence, Handshake, Step};
use clearway::text::bytes::Blob;

use crate::NOW;

/// Every value that is an OCTET STRING is a part of the rest, in order: what was signed, the
/// signature (its first two bytes are the scheme), the staple. Any other value is a certificate.
pub fn evidence(bytes: &[u8]) -> Evidence {
    let (parts, chain): (Vec<_>, Vec<_>) = split(bytes).into_iter().partition(|der| der[0] == 4);
    let mut parts = parts
        .into_iter()
        .map(|der| der.get(4..).unwrap_or_default());
    let (message, signed) = (
        parts.next(),
        parts.next().and_then(|part| part.split_at_checked(2)),
    );
    let proof = message
        .zip(signed)
        .map(|(message, (scheme, signature))| Proof {
            scheme: u16::from_be_bytes([scheme[0], scheme[1]]),
            message: message.into(),
            signature: signature.into(),
        });
    let mut attempt = Attempt::new(([192, 0, 2, 1], 443).into());
    attempt.connect = Some(completed(Connection::default()));
    attempt.handshake = Some(completed(Handshake {
        chain: chain.into_iter().map(Blob::from).collect(),
        staple: parts.next().unwrap_or_default().into(),
        proof,
        ..Handshake::default()
    }));
    Evidence {
        started_unix: NOW,
        attempts: vec![attempt],
        ..Evidence::default()
    }
}

fn completed<T>(seen: T) -> Step<T> {
    Step {
        at_ms: 0,
        took_ms: 1,
        seen,
        ended: Ended::Completed,
    }
}

/// DER values with lengths of one or two bytes; what is not whole is one value.
fn split(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let length = match bytes {
            [_, 0x82, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
            [_, 0x81, length, ..] => 3 + usize::from(*length),
            [_, length, ..] => 2 + usize::from(*length),
            _ => 1,
        };
        let (value, rest) = bytes.split_at(length.min(bytes.len()));
        all.push(value);
        bytes = rest;
    }
    all
}
