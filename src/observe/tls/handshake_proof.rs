//! What a handshake leaves for a proof: a client random that carries the auditor's challenge, and
//! the secrets of the handshake. Only where a proof is wanted.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand;
use rustls::KeyLog;
use rustls::crypto::{CryptoProvider, GetRandomFailed, SecureRandom, aws_lc_rs as provider};

use crate::evidence::recording::{Asked, Challenge, HandshakeSecret, Recording};
use crate::plan::Probe;

/// The parts that all recorded handshakes of a run share.
#[derive(Debug, Clone)]
pub(in crate::observe) struct HandshakeRecorder {
    challenge: Challenge,
    provider: Arc<CryptoProvider>,
}

/// One handshake that is recorded.
#[derive(Debug)]
pub(in crate::observe) struct RecordedHandshake {
    salt: [u8; 32],
    random: [u8; 32],
    provider: Arc<CryptoProvider>,
    keys: Arc<SecretLog>,
}

impl HandshakeRecorder {
    pub(in crate::observe) fn new(challenge: Challenge) -> Self {
        let provider = CryptoProvider {
            secure_random: &Chosen,
            ..provider::default_provider()
        };
        Self {
            challenge,
            provider: Arc::new(provider),
        }
    }

    /// Nothing where the system has no randomness to give: such a handshake is not recorded.
    pub(in crate::observe) fn begin(&self, probe: &Probe) -> Option<RecordedHandshake> {
        let mut salt = [0; 32];
        rand::fill(&mut salt).ok()?;
        let asked = Asked {
            endpoint: &probe.endpoint,
            host: &probe.host,
            port: probe.port,
        };
        Some(RecordedHandshake {
            random: self.challenge.client_random(&asked, &salt),
            salt,
            provider: Arc::clone(&self.provider),
            keys: Arc::default(),
        })
    }
}

impl RecordedHandshake {
    pub(in crate::observe) fn provider(&self) -> &Arc<CryptoProvider> {
        &self.provider
    }

    pub(in crate::observe) fn key_log(&self) -> Arc<dyn KeyLog> {
        Arc::<SecretLog>::clone(&self.keys)
    }

    /// Makes a client whose hello carries the chosen random. rustls draws 32 bytes twice for a hello
    /// that offers TLS 1.3: for the session's id (RFC 8446, D.4), then for the random. A version of
    /// rustls that does otherwise makes a proof that does not verify, and a test of ours fail.
    pub(in crate::observe) fn choosing<T>(&self, make: impl FnOnce() -> T) -> T {
        let mut session = [0; 32];
        // An id that is all zeroes has to be unique no more than any other.
        let _ = rand::fill(&mut session);
        QUEUE.set([session, self.random].into());
        let made = make();
        QUEUE.take();
        made
    }

    /// What is known so far, without the bytes.
    pub(in crate::observe) fn to_recording(&self) -> Recording {
        let keys = self.keys.0.lock().unwrap_or_else(PoisonError::into_inner);
        Recording {
            salt: self.salt.as_slice().into(),
            client_secret: keys.client.clone(),
            server_secret: keys.server.clone(),
            ..Recording::default()
        }
    }
}

thread_local! {
    /// What the next draws of 32 bytes on this thread give.
    static QUEUE: RefCell<VecDeque<[u8; 32]>> = const { RefCell::new(VecDeque::new()) };
}

/// The library's own randomness, but for what lies in the queue.
#[derive(Debug)]
struct Chosen;

impl SecureRandom for Chosen {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        let chosen = QUEUE.with_borrow_mut(|queue| match buffer.len() {
            32 => queue.pop_front(),
            _ => None,
        });
        match chosen {
            Some(bytes) => buffer.copy_from_slice(&bytes),
            None => rand::fill(buffer).map_err(|_| GetRandomFailed)?,
        }
        Ok(())
    }
}

/// Keeps the secrets that read a handshake, and no others.
#[derive(Debug, Default)]
struct SecretLog(Mutex<Secrets>);

#[derive(Debug, Default)]
struct Secrets {
    client: Option<HandshakeSecret>,
    server: Option<HandshakeSecret>,
}

impl KeyLog for SecretLog {
    /// rustls asks `will_log` for TLS 1.3 only: the master secret of TLS 1.2 comes here unasked.
    fn log(&self, label: &str, _client_random: &[u8], secret: &[u8]) {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let secret = Some(HandshakeSecret::new(secret));
        match label {
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET" => secrets.client = secret,
            "SERVER_HANDSHAKE_TRAFFIC_SECRET" => secrets.server = secret,
            _ => {}
        }
    }

    fn will_log(&self, label: &str) -> bool {
        label.ends_with("_HANDSHAKE_TRAFFIC_SECRET")
    }
}

#[cfg(test)]
mod tests {
    use crate::observe::tls::handshake_proof::*;

    #[test]
    fn only_secrets_of_the_handshake_are_kept() {
        let keys = SecretLog::default();
        for label in [
            "CLIENT_RANDOM",
            "CLIENT_EARLY_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
            "EXPORTER_SECRET",
        ] {
            assert!(!keys.will_log(label));
            keys.log(label, &[0; 32], b"not for a proof");
        }
        let secrets = keys.0.into_inner().unwrap();
        assert!(secrets.client.is_none() && secrets.server.is_none());
    }

    #[test]
    fn what_is_chosen_is_drawn_once_and_only_while_a_client_is_made() {
        let recorder = HandshakeRecorder::new(Challenge::default());
        let recording = RecordedHandshake {
            salt: [0; 32],
            random: [7; 32],
            provider: Arc::clone(&recorder.provider),
            keys: Arc::default(),
        };
        let draw = || {
            let mut bytes = [0; 32];
            Chosen.fill(&mut bytes).unwrap();
            bytes
        };
        let drawn = recording.choosing(|| [draw(), draw(), draw()]);
        assert_eq!(drawn[1], [7; 32]);
        assert!(drawn[0] != [7; 32] && drawn[2] != [7; 32] && draw() != [7; 32]);
        recording.choosing(|| ());
        assert_ne!((draw(), draw()).1, [7; 32]);
    }
}
