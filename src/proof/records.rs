//! TLS records and the handshake messages in them (RFC 8446, 5.1; RFC 5246, 6.2), and the opening of
//! encrypted ones. Whatever is not in order is refused with its place.

use super::fault::Fault;
use aws_lc_rs::aead::{
    AES_128_GCM, AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey,
};
use aws_lc_rs::digest;
use aws_lc_rs::hkdf::{HKDF_SHA256, HKDF_SHA384, KeyType, Prk};

use super::bytes::Bytes;

/// Types of records.
pub(super) const CHANGE_CIPHER_SPEC: u8 = 20;
pub(super) const HANDSHAKE: u8 = 22;
pub(super) const APPLICATION_DATA: u8 = 23;

/// The most that a record holds (RFC 5246, 6.2.3): RFC 8446 allows less.
const LONGEST: usize = 16_384 + 2_048;

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u8,
    pub(super) at: usize,
    header: &'a [u8],
    pub(super) body: &'a [u8],
}

/// Reads records one after another; one that is cut at the end is no record.
pub(super) struct Records<'a>(Bytes<'a>);

impl<'a> Records<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(Bytes::new(bytes))
    }

    /// The next one; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<Record<'a>>, Fault> {
        let at = self.0.position();
        let mut ahead = self.0;
        let Some(header) = ahead.take(5) else {
            return Ok(None);
        };
        let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
        let known = matches!(header[0], 20..=23) && header[1] == 3;
        if !known || length > LONGEST {
            return Err(Fault::NoRecord(at));
        }
        let Some(body) = ahead.take(length) else {
            return Ok(None);
        };
        self.0 = ahead;
        Ok(Some(Record {
            kind: header[0],
            at,
            header,
            body,
        }))
    }
}

/// Handshake messages, put together from the parts that records hold.
#[derive(Default)]
pub(super) struct Messages {
    bytes: Vec<u8>,
    read: usize,
}

/// One handshake message.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) kind: u8,
    /// With its head of four bytes, as it is hashed.
    pub(super) whole: Vec<u8>,
}

impl Message {
    pub(super) fn body(&self) -> Bytes<'_> {
        Bytes::new(&self.whole[4..])
    }
}

impl Messages {
    pub(super) fn add(&mut self, part: &[u8]) {
        self.bytes.extend_from_slice(part);
    }

    /// The next one that is whole.
    pub(super) fn next(&mut self) -> Option<Message> {
        let mut rest = Bytes::new(&self.bytes[self.read..]);
        let kind = rest.u8()?;
        let length = rest.u24()?;
        rest.take(length)?;
        let whole = self.bytes[self.read..][..rest.position()].to_vec();
        self.read += whole.len();
        Some(Message { kind, whole })
    }

    /// Is there no part of a further message?
    pub(super) fn is_empty(&self) -> bool {
        self.read == self.bytes.len()
    }
}

/// A suite of TLS 1.3 (RFC 8446, B.4): its hash and its cipher.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suite {
    pub(super) hash: &'static digest::Algorithm,
    aead: &'static aws_lc_rs::aead::Algorithm,
}

impl Suite {
    pub(super) fn of(number: u16) -> Result<Self, Fault> {
        let (hash, aead) = match number {
            0x1301 => (&digest::SHA256, &AES_128_GCM),
            0x1302 => (&digest::SHA384, &AES_256_GCM),
            0x1303 => (&digest::SHA256, &CHACHA20_POLY1305),
            other => return Err(Fault::Suite(other)),
        };
        Ok(Self { hash, aead })
    }
}

/// Opens the records of one side, in order, from the first.
pub(super) struct Opener {
    key: LessSafeKey,
    iv: [u8; 12],
    sequence: u64,
}

impl Opener {
    /// From a handshake traffic secret (RFC 8446, 7.3).
    pub(super) fn new(suite: Suite, secret: &[u8]) -> Result<Self, Fault> {
        if secret.len() != suite.hash.output_len() {
            return Err(Fault::SecretLength);
        }
        let mut key = vec![0; suite.aead.key_len()];
        let mut iv = [0; 12];
        expand(suite, secret, b"tls13 key", &mut key)?;
        expand(suite, secret, b"tls13 iv", &mut iv)?;
        let key = UnboundKey::new(suite.aead, &key).map_err(|_| Fault::NoKey)?;
        Ok(Self {
            key: LessSafeKey::new(key),
            iv,
            sequence: 0,
        })
    }

    /// The handshake messages that a record holds (RFC 8446, 5.2): content, its type, zeroes.
    pub(super) fn open(&mut self, record: &Record<'_>) -> Result<Vec<u8>, Fault> {
        let at = record.at;
        let mut nonce = self.iv;
        for (byte, number) in nonce[4..].iter_mut().zip(self.sequence.to_be_bytes()) {
            *byte ^= number;
        }
        self.sequence += 1;
        let mut content = record.body.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let opened = self
            .key
            .open_in_place(nonce, Aad::from(record.header), &mut content);
        let length = opened.map_err(|_| Fault::Sealed(at))?.len();
        content.truncate(length);
        let end = content.iter().rposition(|&byte| byte != 0);
        let end = end.ok_or(Fault::EmptyRecord(at))?;
        if content[end] != HANDSHAKE {
            return Err(Fault::NoHandshake(at));
        }
        content.truncate(end);
        Ok(content)
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-Expand-Label without a context (RFC 8446, 7.1).
fn expand(suite: Suite, secret: &[u8], label: &[u8], into: &mut [u8]) -> Result<(), Fault> {
    let algorithm = if suite.hash == &digest::SHA384 {
        HKDF_SHA384
    } else {
        HKDF_SHA256
    };
    let length = u8::try_from(into.len()).unwrap_or(u8::MAX);
    let labelled = u8::try_from(label.len()).unwrap_or(u8::MAX);
    let info = [&[0, length, labelled], label, &[0]];
    let secret = Prk::new_less_safe(algorithm, secret);
    let filled = secret
        .expand(&info, Length(into.len()))
        .and_then(|key| key.fill(into));
    filled.map_err(|_| Fault::NoKey)
}
