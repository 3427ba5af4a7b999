//! What a hello offers, and whom it names.

use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

use crate::catalogue::TlsVersion;
use crate::evidence::matrix::Size;
use crate::plan::Probe;

/// What to offer, and whom to name.
#[derive(Debug, Clone, Copy)]
pub(in crate::observe) struct Offer<'a> {
    /// The host; not sent where nobody is to be named.
    pub(in crate::observe) host: &'a str,
    /// Is it sent?
    pub(in crate::observe) named: bool,
    /// One version and one size; without them every version, as most clients do it.
    pub(in crate::observe) only: Option<(TlsVersion, Size)>,
    /// Is HTTP/2 offered beside HTTP/1.1?
    pub(in crate::observe) http2: bool,
    /// The probe whose proof it is, where it is one and a proof is wanted.
    pub(in crate::observe) proves: Option<&'a Probe>,
}

impl<'a> Offer<'a> {
    /// What the ordinary walk offers.
    pub(in crate::observe) fn usual(host: &'a str) -> Self {
        Self {
            host,
            named: true,
            only: None,
            http2: false,
            proves: None,
        }
    }

    /// Marks the handshake as this probe's proof, where one is wanted.
    pub(in crate::observe) fn proving(self, probe: &'a Probe) -> Self {
        Self {
            proves: Some(probe),
            ..self
        }
    }

    /// The application protocols, the preferred one first (RFC 7301, 3.1).
    pub(super) fn protocols(&self) -> Vec<Vec<u8>> {
        let names: &[&[u8]] = if self.http2 {
            &[b"h2", b"http/1.1"]
        } else {
            &[b"http/1.1"]
        };
        names.iter().map(|name| name.to_vec()).collect()
    }

    pub(super) fn versions(&self) -> &'static [&'static SupportedProtocolVersion] {
        static BOTH: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];
        match self.only {
            None => &BOTH,
            Some((TlsVersion::Tls13, _)) => &BOTH[..1],
            Some((TlsVersion::Tls12, _)) => &BOTH[1..],
        }
    }
}
