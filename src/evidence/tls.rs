//! What a TLS handshake showed.

use serde::Deserialize;

use crate::evidence::recording::Recording;
use crate::text::bytes::Blob;

/// One handshake, from our hello to whatever ended it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Handshake {
    /// The server name we sent; absent where none was sent.
    pub server_name: Option<String>,
    /// The protocol version, by number (0x0303 is TLS 1.2, 0x0304 is TLS 1.3).
    pub version: Option<u16>,
    /// The cipher suite, by number.
    pub suite: Option<u16>,
    /// The key exchange group, by number.
    pub group: Option<u16>,
    /// The application protocol chosen.
    pub alpn: Option<String>,
    /// The certificates presented, leaf first, DER.
    pub chain: Vec<Blob>,
    /// The stapled OCSP answer, empty where there was none.
    pub staple: Blob,
    /// The server's signature over this handshake.
    pub proof: Option<Proof>,
    /// Did the server ask for a certificate of the client (RFC 8446, 4.3.2; RFC 5246, 7.4.4)? None
    /// was sent.
    #[serde(default)]
    pub certificate_requested: bool,
    /// Did the server begin to shake hands once more within the session (RFC 5246, 7.4.1.1), as it does
    /// to ask for a certificate after it has read the request? That was declined.
    #[serde(default)]
    pub renegotiation_requested: bool,
    /// How many bytes came.
    pub received: u64,
    /// The first bytes that came, at most 256, of HTTP 1024 without cookies and queries: shows what answered
    /// when it was not TLS.
    pub head: Blob,
    /// The raw bytes, where a proof is wanted. In no report: it holds secrets of the handshake.
    #[serde(skip)]
    pub recording: Option<Box<Recording>>,
}

impl Handshake {
    /// Did the server show its chain and go on to ask for a certificate of the client? It has taken the
    /// hello then, whatever it makes of getting none.
    #[must_use]
    pub fn is_mutual(&self) -> bool {
        self.certificate_requested && !self.chain.is_empty()
    }
}

/// The server's signature over the handshake, checkable for ever without the network:
/// RFC 8446, 4.4.3 (TLS 1.3) or RFC 8422, 5.4 (TLS 1.2).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Proof {
    /// The signature scheme, by number (RFC 8446, 4.2.3).
    pub scheme: u16,
    /// What was signed.
    pub message: Blob,
    /// The signature.
    pub signature: Blob,
}
