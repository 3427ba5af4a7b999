//! TLS with a verifier that records and never refuses. Whom to trust is judged later.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use rustls::{
    AlertDescription, ClientConfig, ClientConnection, DigitallySignedStruct, Error, InvalidMessage,
    PeerIncompatible, SignatureScheme,
};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::connect::failure_of;
use super::tap::{Heard, Tap};
use crate::blob::Blob;
use crate::evidence::tls::Proof;
use crate::evidence::{Failure, FailureKind, Handshake};
use crate::net::Stream;

/// A stream through TLS.
pub(super) type Secured = TlsStream<Tap<Box<dyn Stream>>>;

/// The parts of a handshake that all connections share.
#[derive(Debug, Clone)]
pub(super) struct Tls {
    provider: Arc<CryptoProvider>,
}

impl Tls {
    pub(super) fn new() -> Self {
        Self {
            provider: Arc::new(aws_lc_rs::default_provider()),
        }
    }

    /// One configuration for one connection: its recorder is its own. No resumption, since a
    /// resumed handshake shows no certificate.
    fn config(&self, recorder: Arc<Recorder>) -> Result<ClientConfig, Failure> {
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(|error| tls_failure(&error))?
            .dangerous()
            .with_custom_certificate_verifier(recorder)
            .with_no_client_auth();
        config.resumption = Resumption::disabled();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    /// Shakes hands for a name and writes down all there is to see, also when it breaks off.
    pub(super) async fn shake(
        &self,
        stream: Box<dyn Stream>,
        name: &str,
        seen: &mut Handshake,
    ) -> Result<Secured, Failure> {
        let recorder = Arc::new(Recorder::new(&self.provider));
        let config = self.config(Arc::clone(&recorder))?;
        let server = ServerName::try_from(name.to_owned()).map_err(|e| Failure {
            kind: FailureKind::Other,
            detail: format!("the name cannot be sent: {e}"),
        })?;
        seen.server_name = matches!(server, ServerName::DnsName(_)).then(|| name.to_owned());
        let (tap, heard) = Tap::new(stream);
        // Dropped when the step runs out of time, too: whatever was seen is in the record by then.
        let mut notes = Notes {
            recorder,
            heard,
            seen,
        };
        let done = TlsConnector::from(Arc::new(config))
            .connect(server, tap)
            .await;
        match done {
            Ok(secured) => {
                notes.agreed(secured.get_ref().1);
                Ok(secured)
            }
            Err(error) => Err(handshake_failure(&error)),
        }
    }
}

/// Carries what was recorded into the evidence, however the handshake ends.
struct Notes<'a> {
    recorder: Arc<Recorder>,
    heard: Heard,
    seen: &'a mut Handshake,
}

impl Notes<'_> {
    fn agreed(&mut self, connection: &ClientConnection) {
        self.seen.version = connection.protocol_version().map(u16::from);
        self.seen.suite = connection
            .negotiated_cipher_suite()
            .map(|s| u16::from(s.suite()));
        self.seen.group = connection
            .negotiated_key_exchange_group()
            .map(|group| u16::from(group.name()));
        self.seen.alpn = connection
            .alpn_protocol()
            .map(|name| String::from_utf8_lossy(name).into_owned());
    }
}

impl Drop for Notes<'_> {
    fn drop(&mut self) {
        let recorded = self
            .recorder
            .recorded
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        self.seen.chain.clone_from(&recorded.chain);
        self.seen.staple = recorded.staple.clone();
        self.seen.proof.clone_from(&recorded.proof);
        (self.seen.received, self.seen.head) = self.heard.so_far();
    }
}

/// Keeps what the server shows and lets the handshake go on.
#[derive(Debug)]
struct Recorder {
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
    fn new(provider: &CryptoProvider) -> Self {
        Self {
            algorithms: provider.signature_verification_algorithms,
            recorded: Mutex::default(),
        }
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

/// The failure behind an I/O error of a TLS stream.
pub(super) fn handshake_failure(error: &std::io::Error) -> Failure {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>())
    {
        Some(tls) => tls_failure(tls),
        None => failure_of(error),
    }
}

fn tls_failure(error: &Error) -> Failure {
    Failure {
        kind: kind_of(error),
        detail: error.to_string(),
    }
}

fn kind_of(error: &Error) -> FailureKind {
    match error {
        Error::AlertReceived(AlertDescription::ProtocolVersion)
        | Error::PeerIncompatible(
            PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::ServerDoesNotSupportTls12Or13,
        )
        | Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => {
            FailureKind::NoCommonVersion
        }
        Error::AlertReceived(alert) => FailureKind::TlsAlert(u8::from(*alert)),
        // rustls reads no more than 64 KiB of certificates.
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => FailureKind::TooLarge,
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } => FailureKind::NotTls,
        _ => FailureKind::TlsBroken,
    }
}
