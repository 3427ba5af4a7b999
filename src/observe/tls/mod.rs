//! TLS with a verifier that records and never refuses a target: whom to trust is judged later. A hop
//! is refused where it proves nothing, since credentials follow.

mod capture;
mod handshake_proof;
mod offer;
mod plain;
mod recording_verifier;
mod rest;

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::pki_types::ServerName;
use rustls::{
    CipherSuite, ClientConfig, ClientConnection, NamedGroup, ProtocolVersion, SignatureScheme,
    SupportedCipherSuite,
};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::catalogue::TlsVersion;
use crate::evidence::matrix::Size;
use crate::evidence::recording::Challenge;
use crate::evidence::{Failure, FailureKind, Handshake};
use crate::net::Stream;
use crate::observe::failure::{tls_failure, tls_io_failure};
use crate::observe::tls::capture::{Capture, CapturedStream};
use crate::observe::tls::handshake_proof::{HandshakeRecorder, RecordedHandshake};
use crate::observe::tls::recording_verifier::{Hops, Recorder};
use crate::text::bytes::Blob;

pub(super) use offer::Offer;

/// A stream through TLS.
pub(super) type Secured = TlsStream<CapturedStream<Box<dyn Stream>>>;

/// The parts of a handshake that all connections share: providers that differ in the suites and
/// key exchange groups they offer, and in which order.
#[derive(Debug, Clone)]
pub(super) struct Tls {
    usual: Arc<CryptoProvider>,
    old: Arc<CryptoProvider>,
    small: Arc<CryptoProvider>,
    large: Arc<CryptoProvider>,
    recorder: Option<HandshakeRecorder>,
    /// What hops have to prove themselves with.
    hops: Arc<Hops>,
}

/// Does Windows Server 2016 offer this suite of TLS 1.2, by default? Of its suites those with GCM are
/// spoken here; it has none with `ChaCha20` (Microsoft, "TLS Cipher Suites in Windows 10 v1607").
fn is_of_schannel(suite: &SupportedCipherSuite) -> bool {
    !matches!(
        suite.suite(),
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            | CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    )
}

/// The signature schemes of TLS 1.2 that Windows Server 2016 offers by default, in its order: those of its
/// `Functions` list for signatures, less DSA. It has no RSA-PSS and no Ed25519.
const SCHANNEL_SIGNATURES: [SignatureScheme; 8] = [
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA1,
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_SHA1_Legacy,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::ECDSA_NISTP521_SHA512,
];

impl Tls {
    pub(super) fn new() -> Self {
        let usual = aws_lc_rs::default_provider();
        let is_large = |group: &&dyn SupportedKxGroup| group.name() == NamedGroup::X25519MLKEM768;
        let (first, rest): (Vec<_>, Vec<_>) = usual.kx_groups.iter().copied().partition(is_large);
        let with = |version, kx_groups| {
            // rustls lists the suites of versions that it does not offer, too.
            let suites = usual.cipher_suites.iter().copied();
            let cipher_suites = suites
                .filter(|suite| suite.version().version == version)
                .filter(|suite| version == ProtocolVersion::TLSv1_3 || is_of_schannel(suite));
            Arc::new(CryptoProvider {
                cipher_suites: cipher_suites.collect(),
                kx_groups,
                ..usual.clone()
            })
        };
        Self {
            old: with(ProtocolVersion::TLSv1_2, rest.clone()),
            small: with(ProtocolVersion::TLSv1_3, rest.clone()),
            large: with(ProtocolVersion::TLSv1_3, [first, rest].concat()),
            usual: Arc::new(usual),
            recorder: None,
            hops: Arc::default(),
        }
    }

    /// Takes in roots of this machine that hops may prove themselves by.
    pub(super) fn trusting(self, roots: &[Blob]) -> Self {
        Self {
            hops: Arc::new(Hops::trusting(roots)),
            ..self
        }
    }

    /// Records what proves, from now on.
    pub(super) fn record(&mut self, challenge: Challenge) {
        self.recorder = Some(HandshakeRecorder::new(challenge));
    }

    fn provider(&self, offer: &Offer<'_>) -> &Arc<CryptoProvider> {
        match offer.only {
            None => &self.usual,
            Some((TlsVersion::Tls12, _)) => &self.old,
            Some((TlsVersion::Tls13, Size::Small)) => &self.small,
            Some((TlsVersion::Tls13, Size::PostQuantum)) => &self.large,
        }
    }

    /// Only the ordinary hello is recorded: whoever asks for other shapes asks for no proof.
    fn recording(&self, offer: &Offer<'_>) -> Option<RecordedHandshake> {
        let probe = offer.proves.filter(|_| offer.only.is_none())?;
        self.recorder.as_ref()?.begin(probe)
    }

    /// One configuration for one connection: its recorder is its own. No resumption, since a
    /// resumed handshake shows no certificate.
    fn config(
        &self,
        offer: &Offer<'_>,
        recorder: &Arc<Recorder>,
        recording: Option<&RecordedHandshake>,
    ) -> Result<ClientConfig, Failure> {
        let provider = recording.map_or(self.provider(offer), RecordedHandshake::provider);
        let mut config = ClientConfig::builder_with_provider(Arc::clone(provider))
            .with_protocol_versions(offer.versions())
            .map_err(|error| tls_failure(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::<Recorder>::clone(recorder))
            .with_client_cert_resolver(Arc::<Recorder>::clone(recorder));
        if let Some(recording) = recording {
            config.key_log = recording.key_log();
        }
        config.resumption = Resumption::disabled();
        config.enable_sni = offer.named;
        config.alpn_protocols = offer.protocols();
        Ok(config)
    }

    /// Shakes hands and writes down all there is to see, also when it breaks off.
    pub(super) async fn shake(
        &self,
        stream: Box<dyn Stream>,
        offer: &Offer<'_>,
        seen: &mut Handshake,
    ) -> Result<Secured, Failure> {
        let recorder = Recorder::new(self.provider(offer));
        let recorder = match offer.only {
            Some((TlsVersion::Tls12, _)) => recorder.offering(&SCHANNEL_SIGNATURES),
            _ => recorder,
        };
        let recording = self.recording(offer);
        self.shaken(stream, offer, (recorder, recording), seen)
            .await
    }

    /// Shakes hands with a hop, which has to prove itself before it is told anything.
    pub(super) async fn shake_with_hop(
        &self,
        stream: Box<dyn Stream>,
        (host, now_unix): (&str, i64),
        seen: &mut Handshake,
    ) -> Result<Secured, Failure> {
        let offer = Offer::usual(host);
        let check = self.hops.check(&self.usual, now_unix)?;
        // Of the hop nothing has to be proved to others.
        let recorder = Recorder::checking(&self.usual, check);
        self.shaken(stream, &offer, (recorder, None), seen).await
    }

    async fn shaken(
        &self,
        stream: Box<dyn Stream>,
        offer: &Offer<'_>,
        (recorder, recording): (Recorder, Option<RecordedHandshake>),
        seen: &mut Handshake,
    ) -> Result<Secured, Failure> {
        let recorder = Arc::new(recorder);
        let config = self.config(offer, &recorder, recording.as_ref())?;
        let server = ServerName::try_from(offer.host.to_owned()).map_err(|e| Failure {
            kind: FailureKind::Other,
            detail: format!("the name cannot be sent: {e}"),
        })?;
        let sent = offer.named && matches!(server, ServerName::DnsName(_));
        seen.server_name = sent.then(|| offer.host.to_owned());
        let (tap, capture) = CapturedStream::new(stream);
        if recording.is_some() {
            capture.record();
        }
        // Dropped when the step runs out of time, too: whatever was seen is in the record by then.
        let mut pending = PendingEvidence {
            recorder,
            recording,
            capture,
            seen,
        };
        let connector = TlsConnector::from(Arc::new(config));
        let connecting = || connector.connect(server, tap).into_fallible();
        let shaking = match &pending.recording {
            Some(recording) => recording.choosing(connecting),
            None => connecting(),
        };
        match shaking.await {
            Ok(secured) => {
                pending.record_parameters(secured.get_ref().1);
                Ok(secured)
            }
            Err((error, mut tap)) => {
                let failure = tls_io_failure(&error);
                if failure.kind == FailureKind::NotTls {
                    rest::read(&mut tap).await;
                }
                Err(failure)
            }
        }
    }
}

/// Carries what was recorded into the evidence, however the handshake ends.
struct PendingEvidence<'a> {
    recorder: Arc<Recorder>,
    recording: Option<RecordedHandshake>,
    capture: Capture,
    seen: &'a mut Handshake,
}

impl PendingEvidence<'_> {
    fn record_parameters(&mut self, connection: &ClientConnection) {
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

impl Drop for PendingEvidence<'_> {
    fn drop(&mut self) {
        self.recorder.write_into(self.seen);
        (self.seen.received, self.seen.head) = self.capture.so_far();
        self.seen.recording = self.recording.as_ref().map(|handshake| {
            let mut recording = handshake.to_recording();
            self.capture.end_on(&mut recording);
            Box::new(recording)
        });
    }
}
