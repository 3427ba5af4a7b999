//! A verifier that keeps what the server shows. It never refuses a target; a hop has to prove itself,
//! since credentials follow.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, VerifierBuilderError, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use crate::evidence::tls::Proof;
use crate::evidence::{Failure, FailureKind, Handshake};
use crate::text::bytes::Blob;

/// Keeps what the server shows and lets the handshake go on.
#[derive(Debug)]
pub(in crate::observe) struct Recorder {
    /// The signature schemes that are offered.
    schemes: Vec<SignatureScheme>,
    recorded: Mutex<Recorded>,
    check: Option<Check>,
}

/// What a hop's certificate has to be.
#[derive(Debug)]
pub(in crate::observe) struct Check {
    verifier: Arc<dyn ServerCertVerifier>,
    /// The moment that counts; the system's clock may have moved on.
    at: UnixTime,
}

#[derive(Debug, Default)]
struct Recorded {
    chain: Vec<Blob>,
    staple: Blob,
    proof: Option<Proof>,
    certificate_requested: bool,
}

impl Recorder {
    pub(in crate::observe) fn new(provider: &CryptoProvider) -> Self {
        Self {
            schemes: provider
                .signature_verification_algorithms
                .supported_schemes(),
            recorded: Mutex::default(),
            check: None,
        }
    }

    /// One that offers these signature schemes, whether they can be checked here or not.
    pub(in crate::observe) fn offering(self, schemes: &[SignatureScheme]) -> Self {
        Self {
            schemes: schemes.to_vec(),
            ..self
        }
    }

    /// One that refuses what does not pass this check.
    pub(in crate::observe) fn checking(provider: &CryptoProvider, check: Check) -> Self {
        Self {
            check: Some(check),
            ..Self::new(provider)
        }
    }

    /// Writes down what was shown so far.
    pub(in crate::observe) fn write_into(&self, seen: &mut Handshake) {
        let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        seen.chain.clone_from(&recorded.chain);
        seen.staple = recorded.staple.clone();
        seen.proof.clone_from(&recorded.proof);
        seen.certificate_requested = recorded.certificate_requested;
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

/// The roots that a hop's certificate may lead to: those that browsers trust, and these of this
/// machine. What checks it is made when the first hop needs it.
#[derive(Debug, Default)]
pub(in crate::observe) struct Hops {
    roots: Vec<Blob>,
    verifier: OnceLock<Result<Arc<WebPkiServerVerifier>, VerifierBuilderError>>,
}

impl Hops {
    pub(in crate::observe) fn trusting(roots: &[Blob]) -> Self {
        Self {
            roots: roots.to_vec(),
            ..Self::default()
        }
    }

    /// What a hop's certificate has to be at a moment, in seconds since 1970.
    pub(in crate::observe) fn check(
        &self,
        provider: &Arc<CryptoProvider>,
        at_unix: i64,
    ) -> Result<Check, Failure> {
        let seconds = u64::try_from(at_unix).unwrap_or_default();
        Ok(Check {
            verifier: self.verifier(provider)?,
            at: UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
        })
    }

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
            builder.build()
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

/// No certificate is ever sent; that one is wanted is written down.
impl ResolvesClientCert for Recorder {
    fn resolve(&self, _hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.certificate_requested = true;
        None
    }

    fn has_certs(&self) -> bool {
        false
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
        self.schemes.clone()
    }
}
