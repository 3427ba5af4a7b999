//! A verifier that keeps what the server shows, and never refuses.

use std::sync::{Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

use crate::blob::Blob;
use crate::evidence::Handshake;
use crate::evidence::tls::Proof;

/// Keeps what the server shows and lets the handshake go on.
#[derive(Debug)]
pub(super) struct Recorder {
    algorithms: WebPkiSupportedAlgorithms,
    recorded: Mutex<Recorded>,
}

#[derive(Debug, Default)]
struct Recorded {
    chain: Vec<Blob>,
    staple: Blob,
    proof: Option<Proof>,
}

impl Recorder {
    pub(super) fn new(provider: &CryptoProvider) -> Self {
        Self {
            algorithms: provider.signature_verification_algorithms,
            recorded: Mutex::default(),
        }
    }

    /// Writes down what was shown so far.
    pub(super) fn write_into(&self, seen: &mut Handshake) {
        let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        seen.chain.clone_from(&recorded.chain);
        seen.staple = recorded.staple.clone();
        seen.proof.clone_from(&recorded.proof);
    }

    fn keep_proof(&self, message: &[u8], signed: &DigitallySignedStruct) {
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.proof = Some(Proof {
            scheme: u16::from(signed.scheme),
            message: message.into(),
            signature: signed.signature().into(),
        });
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        staple: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.chain = std::iter::once(leaf)
            .chain(others)
            .map(|der| Blob::from(der.as_ref()))
            .collect();
        recorded.staple = staple.into();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        _leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.keep_proof(message, signed);
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        _leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.keep_proof(message, signed);
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
