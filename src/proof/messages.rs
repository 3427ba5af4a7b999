//! The messages of a handshake that a proof rests on, read as far as it needs them.

use super::bytes::Bytes;
use super::records::Message;

/// Certificates, and the OCSP answer stapled to the first.
pub(super) type Shown = (Vec<Vec<u8>>, Vec<u8>);
/// A signature scheme, by number, and a signature.
pub(super) type Signed = (u16, Vec<u8>);

/// A list that is not as long as it says.
#[derive(Debug)]
struct Malformed;

/// What a hello says (RFC 8446, 4.1.2 and 4.1.3).
pub(super) struct Hello {
    pub(super) random: [u8; 32],
    /// What was chosen; nothing in a client's.
    pub(super) version: u16,
    pub(super) suite: u16,
    pub(super) server_name: Option<String>,
}

impl Hello {
    pub(super) fn of_client(message: &Message) -> Option<Self> {
        let mut body = message.body();
        let version = body.u16()?;
        let random = body.array()?;
        body.vec8()?;
        body.vec16()?;
        body.vec8()?;
        let server_name = match extension(body, 0).ok()? {
            Some(mut named) => Some(first_name(&mut named)?),
            None => None,
        };
        Some(Self {
            random,
            version,
            suite: 0,
            server_name,
        })
    }

    pub(super) fn of_server(message: &Message) -> Option<Self> {
        let mut body = message.body();
        let old = body.u16()?;
        let random = body.array()?;
        body.vec8()?;
        let suite = body.u16()?;
        body.u8()?;
        let version = match extension(body, 43).ok()? {
            Some(mut version) => version.u16()?,
            None => old,
        };
        Some(Self {
            random,
            version,
            suite,
            server_name: None,
        })
    }
}

/// The extension of this number, from a list of them that may be left out; nothing at all where the
/// list is damaged.
fn extension(mut body: Bytes<'_>, number: u16) -> Result<Option<Bytes<'_>>, Malformed> {
    if body.is_empty() {
        return Ok(None);
    }
    let list = body.vec16().filter(|_| body.is_empty());
    let mut list = list.ok_or(Malformed)?;
    let mut found = None;
    while !list.is_empty() {
        let (kind, content) = list.u16().zip(list.vec16()).ok_or(Malformed)?;
        if kind == number {
            found.get_or_insert(content);
        }
    }
    Ok(found)
}

/// The first name of the extension `server_name` (RFC 6066, 3).
fn first_name(named: &mut Bytes<'_>) -> Option<String> {
    let mut list = named.vec16()?;
    list.u8().filter(|&kind| kind == 0)?;
    String::from_utf8(list.vec16()?.rest().to_vec()).ok()
}

/// The certificates of TLS 1.3, and what is stapled to the leaf (RFC 8446, 4.4.2).
pub(super) fn certificates(message: &Message) -> Option<Shown> {
    let mut body = message.body();
    body.vec8()?;
    let mut list = body.vec24().filter(|_| body.is_empty())?;
    let (mut chain, mut staple) = (Vec::new(), Vec::new());
    while !list.is_empty() {
        let der = list.vec24()?.rest().to_vec();
        let behind = Bytes::new(list.rest());
        let extensions = list.vec16()?;
        if chain.is_empty() {
            let whole = &behind.rest()[..2 + extensions.rest().len()];
            if let Some(mut status) = extension(Bytes::new(whole), 5).ok()? {
                staple = stapled(&mut status)?;
            }
        }
        chain.push(der);
    }
    Some((chain, staple))
}

/// An OCSP answer (RFC 6066, 8).
pub(super) fn stapled(status: &mut Bytes<'_>) -> Option<Vec<u8>> {
    status.u8().filter(|&kind| kind == 1)?;
    Some(status.vec24()?.rest().to_vec())
}

/// A scheme and a signature, to the end.
pub(super) fn signed(body: &mut Bytes<'_>) -> Option<Signed> {
    let signed = (body.u16()?, body.vec16()?.rest().to_vec());
    body.is_empty().then_some(signed)
}

/// `ServerECDHParams` and what signs it.
pub(super) fn key_share(message: &Message) -> Option<(&[u8], Signed)> {
    let mut body = message.body();
    let whole = body.rest();
    body.u8().filter(|&named_curve| named_curve == 3)?;
    body.u16()?;
    body.vec8()?;
    Some((&whole[..body.position()], signed(&mut body)?))
}

/// The certificates of TLS 1.2 (RFC 5246, 7.4.2).
pub(super) fn old_certificates(message: &Message) -> Option<Vec<Vec<u8>>> {
    let mut body = message.body();
    let mut list = body.vec24().filter(|_| body.is_empty())?;
    let mut chain = Vec::new();
    while !list.is_empty() {
        chain.push(list.vec24()?.rest().to_vec());
    }
    Some(chain)
}
