//! TLS with a verifier that records and never refuses a target: whom to trust is judged later. A hop
//! is refused where it proves nothing, since credentials follow.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, SupportedKxGroup, WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use rustls::{
    AlertDescription, ClientConfig, ClientConnection, DigitallySignedStruct, Error, InvalidMessage,
    NamedGroup, PeerIncompatible, ProtocolVersion, RootCertStore, SignatureScheme,
    SupportedProtocolVersion,
};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use super::connect::failure_of;
use super::tap::{Heard, Tap};
use super::tunnel::Reached;
use crate::blob::Blob;
use crate::evidence::matrix::{Size, Version};
use crate::evidence::tls::Proof;
use crate::evidence::{Failure, FailureKind, Handshake};
use crate::net::Stream;

/// A stream through TLS.
pub(super) type Secured = TlsStream<Tap<Box<dyn Stream>>>;

/// The parts of a handshake that all connections share: providers that differ in the suites and
/// key exchange groups they offer, and in which order.
#[derive(Debug, Clone)]
pub(super) struct Tls {
    usual: Arc<CryptoProvider>,
    old: Arc<CryptoProvider>,
    small: Arc<CryptoProvider>,
    large: Arc<CryptoProvider>,
    /// What hops have to prove themselves with.
    hops: Arc<Hops>,
}

/// The roots that a hop's certificate may lead to: those that browsers trust, and these of this
/// machine. What checks it is made when the first hop needs it.
#[derive(Debug, Default)]
struct Hops {
    roots: Vec<Blob>,
    verifier: OnceLock<Result<Arc<WebPkiServerVerifier>, String>>,
}

impl Hops {
    fn verifier(
        &self,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, Failure> {
        let made = self.verifier.get_or_init(|| {
            let mut store = RootCertStore::empty();
            let public = TLS_SERVER_ROOT_CERTS.iter().cloned();
            let own = self.roots.iter();
            let own = own.map(|root| CertificateDer::from(root.to_vec()));
            store.add_parsable_certificates(public.chain(own));
            let builder =
                WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider));
            builder.build().map_err(|why| why.to_string())
        });
        match made {
            Ok(verifier) => Ok(Arc::clone(verifier) as _),
            Err(why) => Err(Failure {
                kind: FailureKind::Other,
                detail: format!("no certificate can be checked here: {why}"),
            }),
        }
    }
}

/// What to offer, and whom to name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer<'a> {
    /// The host; not sent where nobody is to be named.
    pub(super) host: &'a str,
    /// Is it sent?
    pub(super) named: bool,
    /// One version and one size; without them every version, as most clients do it.
    pub(super) only: Option<(Version, Size)>,
}

impl<'a> Offer<'a> {
    /// What the ordinary walk offers.
    pub(super) fn usual(host: &'a str) -> Self {
        Self {
            host,
            named: true,
            only: None,
        }
    }

    fn versions(&self) -> &'static [&'static SupportedProtocolVersion] {
        static BOTH: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];
        match self.only {
            None => &BOTH,
            Some((Version::Tls13, _)) => &BOTH[..1],
            Some((Version::Tls12, _)) => &BOTH[1..],
        }
    }
}

impl Tls {
    pub(super) fn new() -> Self {
        let usual = aws_lc_rs::default_provider();
        let is_large = |group: &&dyn SupportedKxGroup| group.name() == NamedGroup::X25519MLKEM768;
        let (first, rest): (Vec<_>, Vec<_>) = usual.kx_groups.iter().copied().partition(is_large);
        let with = |version, kx_groups| {
            // rustls lists the suites of versions that it does not offer, too.
            let suites = usual.cipher_suites.iter().copied();
            let cipher_suites = suites.filter(|suite| suite.version().version == version);
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
            hops: Arc::default(),
        }
    }

    /// The same, with roots of this machine that hops may prove themselves by.
    pub(super) fn trusting(self, roots: &[Blob]) -> Self {
        let hops = Hops {
            roots: roots.to_vec(),
            ..Hops::default()
        };
        Self {
            hops: Arc::new(hops),
            ..self
        }
    }

    fn provider(&self, offer: &Offer<'_>) -> &Arc<CryptoProvider> {
        match offer.only {
            None => &self.usual,
            Some((Version::Tls12, _)) => &self.old,
            Some((Version::Tls13, Size::Small)) => &self.small,
            Some((Version::Tls13, Size::PostQuantum)) => &self.large,
        }
    }

    /// One configuration for one connection: its recorder is its own. No resumption, since a
    /// resumed handshake shows no certificate.
    fn config(&self, offer: &Offer<'_>, recorder: Arc<Recorder>) -> Result<ClientConfig, Failure> {
        let mut config = ClientConfig::builder_with_provider(Arc::clone(self.provider(offer)))
            .with_protocol_versions(offer.versions())
            .map_err(|error| tls_failure(&error))?
            .dangerous()
            .with_custom_certificate_verifier(recorder)
            .with_no_client_auth();
        config.resumption = Resumption::disabled();
        config.enable_sni = offer.named;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
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
        self.shaken(stream, offer, recorder, seen).await
    }

    /// Shakes hands with a hop, which has to prove itself before it is told anything.
    pub(super) async fn shake_with_hop(
        &self,
        stream: Box<dyn Stream>,
        reached: &Reached<'_>,
        seen: &mut Handshake,
    ) -> Result<Secured, Failure> {
        let offer = Offer::usual(&reached.hop.host);
        let seconds = u64::try_from(reached.now_unix).unwrap_or_default();
        let check = Check {
            verifier: self.hops.verifier(&self.usual)?,
            at: UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
        };
        let recorder = Recorder {
            check: Some(check),
            ..Recorder::new(&self.usual)
        };
        self.shaken(stream, &offer, recorder, seen).await
    }

    async fn shaken(
        &self,
        stream: Box<dyn Stream>,
        offer: &Offer<'_>,
        recorder: Recorder,
        seen: &mut Handshake,
    ) -> Result<Secured, Failure> {
        let recorder = Arc::new(recorder);
        let config = self.config(offer, Arc::clone(&recorder))?;
        let server = ServerName::try_from(offer.host.to_owned()).map_err(|e| Failure {
            kind: FailureKind::Other,
            detail: format!("the name cannot be sent: {e}"),
        })?;
        let sent = offer.named && matches!(server, ServerName::DnsName(_));
        seen.server_name = sent.then(|| offer.host.to_owned());
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

/// Keeps what the server shows and lets the handshake go on, unless it is a hop that proves nothing.
#[derive(Debug)]
struct Recorder {
    algorithms: WebPkiSupportedAlgorithms,
    recorded: Mutex<Recorded>,
    check: Option<Check>,
}

/// What a hop's certificate has to be.
#[derive(Debug)]
struct Check {
    verifier: Arc<dyn ServerCertVerifier>,
    /// The moment that counts; the system's clock may have moved on.
    at: UnixTime,
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
            check: None,
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
        name: &ServerName<'_>,
        staple: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.chain = std::iter::once(leaf)
            .chain(others)
            .map(|der| Blob::from(der.as_ref()))
            .collect();
        recorded.staple = staple.into();
        match &self.check {
            None => Ok(ServerCertVerified::assertion()),
            Some(Check { verifier, at }) => {
                verifier.verify_server_cert(leaf, others, name, staple, *at)
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.keep_proof(message, signed);
        match &self.check {
            None => Ok(HandshakeSignatureValid::assertion()),
            Some(check) => check.verifier.verify_tls12_signature(message, leaf, signed),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.keep_proof(message, signed);
        match &self.check {
            None => Ok(HandshakeSignatureValid::assertion()),
            Some(check) => check.verifier.verify_tls13_signature(message, leaf, signed),
        }
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
        Error::InvalidCertificate(_) => FailureKind::Untrusted,
        // rustls reads no more than 64 KiB of certificates.
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => FailureKind::TooLarge,
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } => FailureKind::NotTls,
        _ => FailureKind::TlsBroken,
    }
}
