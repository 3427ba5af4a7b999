//! One handshake out of its raw records: what the server signed, computed anew from what both sides
//! sent, and the signature, the certificates and the staple as they stand in the server's messages.

use super::fault::Fault;
use aws_lc_rs::digest::{Context, digest};

use super::messages::{Hello, certificates, key_share, old_certificates, signed, stapled};
use super::records::{
    APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, Message, Messages, Opener, Records, Suite,
};

/// The random of a hello that asks for another one (RFC 8446, 4.1.3).
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];
/// Types of messages (RFC 8446, 4; RFC 5246, 7.4; RFC 6066, 8).
const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
const ENCRYPTED_EXTENSIONS: u8 = 8;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const CERTIFICATE_REQUEST: u8 = 13;
const CERTIFICATE_VERIFY: u8 = 15;
const CERTIFICATE_STATUS: u8 = 22;

/// What the records of a handshake show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// The version, by number: 0x0303 or 0x0304.
    pub version: u16,
    /// The random of the client's first hello.
    pub client_random: [u8; 32],
    /// The server name that it asked for.
    pub server_name: Option<String>,
    /// The certificates, leaf first, DER.
    pub chain: Vec<Vec<u8>>,
    /// The stapled OCSP answer; empty where there was none.
    pub staple: Vec<u8>,
    /// What the server must have signed.
    pub message: Vec<u8>,
    /// The signature scheme, by number.
    pub scheme: u16,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Reads what both sides sent; TLS 1.3 needs the server's handshake secret.
///
/// # Errors
/// These bytes are not such a handshake; why.
pub fn read(client: &[u8], server: &[u8], secret: Option<&[u8]>) -> Result<Transcript, Fault> {
    let by = Fault::sent;
    let mut flight = Flight::of(server);
    let first = flight.plain(SERVER_HELLO).map_err(by("server"))?;
    let hello = Hello::of_server(&first).ok_or(Fault::Unreadable("the server's hello"))?;
    let retry = hello.random == RETRY;
    let ours = hellos(client, 1 + usize::from(retry)).map_err(by("client"))?;
    let asked = Hello::of_client(&ours[0]).ok_or(Fault::Unreadable("the client's hello"))?;
    if !retry && hello.version != 0x0304 {
        return old(&mut flight, &asked, &hello).map_err(by("server"));
    }
    let suite = Suite::of(hello.suite)?;
    let mut sent = vec![first];
    if retry {
        sent.push(flight.plain(SERVER_HELLO).map_err(by("server"))?);
        let second = Hello::of_server(&sent[1]).ok_or(Fault::Unreadable("the server's hello"))?;
        let again = second.version == 0x0304 && second.suite == hello.suite;
        if !again || second.random == RETRY || !flight.plain.is_empty() {
            return Err(Fault::SecondHello);
        }
    }
    let secret = secret.ok_or(Fault::NoSecret)?;
    let rest = Rest::read(&mut flight, suite, secret).map_err(by("server"))?;
    rest.transcript(suite, &asked, &ours, &sent)
}

/// What one side sent, message by message.
struct Flight<'a> {
    records: Records<'a>,
    plain: Messages,
}

impl<'a> Flight<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            records: Records::new(bytes),
            plain: Messages::default(),
        }
    }

    /// The next message that is not encrypted.
    fn any_plain(&mut self) -> Result<Message, Fault> {
        loop {
            if let Some(message) = self.plain.next() {
                return Ok(message);
            }
            let record = self.records.next()?.ok_or(Fault::Ends)?;
            match record.kind {
                HANDSHAKE => self.plain.add(record.body),
                CHANGE_CIPHER_SPEC => {}
                kind => {
                    return Err(Fault::Record {
                        kind,
                        at: record.at,
                    });
                }
            }
        }
    }

    fn plain(&mut self, wanted: u8) -> Result<Message, Fault> {
        let message = self.any_plain()?;
        if message.kind == wanted {
            return Ok(message);
        }
        let found = message.kind;
        Err(Fault::Message { found, wanted })
    }
}

/// The client's hellos.
fn hellos(client: &[u8], many: usize) -> Result<Vec<Message>, Fault> {
    let mut flight = Flight::of(client);
    (0..many).map(|_| flight.plain(CLIENT_HELLO)).collect()
}

/// What the server sent behind its hello under TLS 1.3, as far as the signature needs it.
struct Rest {
    before: Vec<Message>,
    verify: Message,
}

impl Rest {
    fn read(flight: &mut Flight<'_>, suite: Suite, secret: &[u8]) -> Result<Self, Fault> {
        let mut opener = Opener::new(suite, secret)?;
        let (mut messages, mut before) = (Messages::default(), Vec::new());
        loop {
            while let Some(message) = messages.next() {
                if message.kind == CERTIFICATE_VERIFY {
                    let verify = message;
                    return Ok(Self { before, verify });
                }
                before.push(message);
            }
            let record = flight.records.next()?.ok_or(Fault::EndsUnsigned)?;
            match record.kind {
                CHANGE_CIPHER_SPEC => {}
                APPLICATION_DATA => messages.add(&opener.open(&record)?),
                kind => {
                    return Err(Fault::Record {
                        kind,
                        at: record.at,
                    });
                }
            }
        }
    }

    /// The signed message of RFC 8446, 4.4.3, over everything up to the certificates.
    fn transcript(
        &self,
        suite: Suite,
        asked: &Hello,
        ours: &[Message],
        sent: &[Message],
    ) -> Result<Transcript, Fault> {
        let kinds: Vec<u8> = self.before.iter().map(|message| message.kind).collect();
        let usual = [ENCRYPTED_EXTENSIONS, CERTIFICATE];
        let asking = [ENCRYPTED_EXTENSIONS, CERTIFICATE_REQUEST, CERTIFICATE];
        if kinds != usual && kinds != asking {
            return Err(Fault::Messages(kinds));
        }
        let mut all = Context::new(suite.hash);
        if let [first, _] = ours {
            // RFC 8446, 4.4.1: of the first hello only its digest.
            let hashed = digest(suite.hash, &first.whole);
            let length = u8::try_from(hashed.as_ref().len()).unwrap_or(u8::MAX);
            all.update(&[0xfe, 0, 0, length]);
            all.update(hashed.as_ref());
            all.update(&sent[0].whole);
        }
        let hellos = ours.last().into_iter().chain(sent.last());
        for message in hellos.chain(&self.before) {
            all.update(&message.whole);
        }
        let words = b"TLS 1.3, server CertificateVerify\0";
        let message = [&[0x20; 64], &words[..], all.finish().as_ref()].concat();
        let certificates = self.before.last().and_then(certificates);
        let (chain, staple) = certificates.ok_or(Fault::Unreadable("the server's certificates"))?;
        let signed = signed(&mut self.verify.body());
        let (scheme, signature) = signed.ok_or(Fault::Unreadable("the server's signature"))?;
        Ok(Transcript {
            version: 0x0304,
            client_random: asked.random,
            server_name: asked.server_name.clone(),
            chain,
            staple,
            message,
            scheme,
            signature,
        })
    }
}

/// TLS 1.2: the server signs both randoms and its key share (RFC 8422, 5.4).
fn old(flight: &mut Flight<'_>, asked: &Hello, hello: &Hello) -> Result<Transcript, Fault> {
    if hello.version != 0x0303 {
        return Err(Fault::Version(hello.version));
    }
    let shown = flight.plain(CERTIFICATE)?;
    let mut next = flight.any_plain()?;
    let mut staple = Vec::new();
    if next.kind == CERTIFICATE_STATUS {
        staple = stapled(&mut next.body()).ok_or(Fault::Unreadable("its OCSP answer"))?;
        next = flight.any_plain()?;
    }
    if next.kind != SERVER_KEY_EXCHANGE {
        return Err(Fault::Message {
            found: next.kind,
            wanted: SERVER_KEY_EXCHANGE,
        });
    }
    let share = key_share(&next).ok_or(Fault::Unreadable("its key share"))?;
    let (params, (scheme, signature)) = share;
    Ok(Transcript {
        version: 0x0303,
        client_random: asked.random,
        server_name: asked.server_name.clone(),
        chain: old_certificates(&shown).ok_or(Fault::Unreadable("its certificates"))?,
        staple,
        message: [&asked.random[..], &hello.random, params].concat(),
        scheme,
        signature,
    })
}
