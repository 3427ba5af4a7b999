//! A bundle in, what it proves out: no network, no clock of its own, no trust in what it carries.

use super::fault::Fault;
use std::collections::BTreeSet;
use std::net::IpAddr;

use super::chain::{self, Whose};
use super::checks::{in_time, is_signed, together, void};
use super::document::{self, Document, Handshake, Probe};
use super::transcript::{self, Transcript};
use super::verification::{Attempted, Freshness, Outcome, Terms, Verification, Verified};
use super::{Bundle, Damage};
use crate::catalogue::Need;
use crate::evidence::recording::{Asked, Challenge};
use crate::text::bytes::{Blob, hex, sha256_hex};

/// Verifies a bundle.
///
/// # Errors
/// These bytes are no bundle: where, and why.
pub fn verify(bytes: &[u8], terms: &Terms<'_>) -> Result<Verification, Damage> {
    let bundle = Bundle::read(bytes)?;
    let document = &bundle.document;
    let verifier = Verifier::new(&bundle, terms);
    let mut probes: Vec<Verified> = document.probes.iter().map(|p| verifier.probe(p)).collect();
    excuse(document, &mut probes);
    let required = |probe: &&Verified| probe.need == Need::Required && !probe.excused;
    let held = |probe: &Verified| probe.outcome == Outcome::ProvenEndToEnd;
    let proven = probes.iter().filter(required).all(held) && probes.iter().any(held);
    Ok(Verification {
        format: super::FORMAT,
        sha256: sha256_hex(bytes),
        tool: document.tool.clone(),
        run: document.run.clone(),
        freshness: verifier.freshness,
        expected: terms.expected.words(),
        proven,
        absent: terms.expected.absent(&document.probes),
        probes,
        shows_not: super::SHOWS_NOT.to_vec(),
    })
}

/// Names under a wildcard come and go: one that is gone does not count beside one that is proven.
fn excuse(document: &Document, probes: &mut [Verified]) {
    let held = |probe: &&Verified| probe.outcome == Outcome::ProvenEndToEnd;
    let proven: BTreeSet<String> = probes
        .iter()
        .filter(held)
        .map(|p| p.endpoint.clone())
        .collect();
    for (probe, verified) in document.probes.iter().zip(probes) {
        let silent = probe
            .attempts
            .iter()
            .all(|attempt| attempt.handshake.is_none());
        verified.excused = probe.gone && silent && proven.contains(&probe.endpoint);
    }
}

/// Holds a bundle against the terms.
struct Verifier<'a> {
    bundle: &'a Bundle,
    terms: &'a Terms<'a>,
    challenge: Challenge,
    freshness: Freshness,
    /// Why nothing in the bundle counts, whatever it holds.
    void: Option<Fault>,
}

impl<'a> Verifier<'a> {
    fn new(bundle: &'a Bundle, terms: &'a Terms<'a>) -> Self {
        let run = &bundle.document.run;
        let own = run.challenge.as_ref().map(|value| value.0.as_slice());
        let freshness = match (terms.challenge, own) {
            (Some(given), Some(own)) if given == own => Freshness::NotBeforeTheChallenge,
            (Some(_), _) => Freshness::OtherChallenge,
            (None, Some(_)) => Freshness::ChallengeNotGiven,
            (None, None) => Freshness::NoChallenge,
        };
        let challenge = Challenge {
            value: own.unwrap_or_default().to_vec(),
            run: run.id.0.clone(),
        };
        Self {
            void: void(run, freshness, terms.now_unix),
            bundle,
            terms,
            challenge,
            freshness,
        }
    }

    fn probe(&self, probe: &Probe) -> Verified {
        let attempts = probe
            .attempts
            .iter()
            .map(|attempt| self.attempt(probe, attempt));
        let attempts: Vec<Attempted> = attempts.collect();
        let (outcome, why) = match &self.void {
            Some(why) => (Outcome::NotProven, why.to_string()),
            None => together(probe, &attempts),
        };
        Verified {
            endpoint: probe.endpoint.clone(),
            need: self.terms.expected.need(probe),
            host: probe.host.clone(),
            port: probe.port,
            via: probe.via.clone(),
            outcome,
            why,
            excused: false,
            attempts,
        }
    }

    fn attempt(&self, probe: &Probe, attempt: &document::Attempt) -> Attempted {
        let shown = match &self.void {
            Some(why) => Err(why.clone()),
            None => self.transcript(probe, attempt),
        };
        let transcript = shown.as_ref().ok();
        let leaf = transcript.and_then(|transcript| transcript.chain.first());
        let (version, scheme) = transcript.map(|t| (t.version, t.scheme)).unzip();
        let leaf_sha256 = leaf.map(|leaf| sha256_hex(leaf));
        let (outcome, why) = match &shown {
            Err(why) => (Outcome::NotProven, why.to_string()),
            Ok(transcript) => self.whose(probe, attempt, transcript),
        };
        Attempted {
            to: attempt.to,
            time_unix_ms: attempt.time_unix_ms,
            outcome,
            why,
            version,
            scheme,
            leaf_sha256,
            silent: attempt.handshake.is_none(),
        }
    }

    /// The handshake, once all of it holds together and the leaf's key signed it.
    fn transcript(&self, probe: &Probe, attempt: &document::Attempt) -> Result<Transcript, Fault> {
        let problem = || {
            let words = attempt.problem.clone();
            words.map_or(Fault::NotRecorded, Fault::Recorded)
        };
        let Some(handshake) = &attempt.handshake else {
            return Err(problem());
        };
        if handshake.signature.is_none() {
            return Err(problem());
        }
        in_time(&self.bundle.document.run, attempt)?;
        let (client, server) = (&handshake.client, &handshake.server);
        let (client, server) = (self.bundle.file(client), self.bundle.file(server));
        let secret = handshake.server_secret.as_ref().map(|secret| &secret.0[..]);
        let transcript = transcript::read(&client, &server, secret)?;
        self.fits(handshake, &transcript)?;
        self.is_asked(probe, handshake, &transcript)?;
        is_signed(&transcript)?;
        Ok(transcript)
    }

    /// Does the bundle say the same as the records?
    fn fits(&self, stated: &Handshake, seen: &Transcript) -> Result<(), Fault> {
        let wrong = |what: &'static str| Err(Fault::Contradicted(what));
        let bytes = |hex: &Option<document::Hex>| hex.as_ref().map(|hex| hex.0.clone());
        if bytes(&stated.message).as_ref() != Some(&seen.message) {
            return wrong("the signed message");
        }
        let signature = bytes(&stated.signature);
        if signature.as_ref() != Some(&seen.signature) || stated.scheme != Some(seen.scheme) {
            return wrong("the signature");
        }
        let mut chain = stated.chain.iter().map(|name| self.bundle.file(name));
        let mut shown = seen.chain.iter();
        let same = shown.all(|der| chain.next().is_some_and(|own| *own == **der));
        if !same || chain.next().is_some() {
            return wrong("the chain of certificates");
        }
        let staple = stated.staple.as_ref().map(|name| self.bundle.file(name));
        if *staple.unwrap_or_default() != *seen.staple {
            return wrong("the stapled OCSP answer");
        }
        Ok(())
    }

    /// Does the hello carry the challenge, and ask for this host?
    fn is_asked(&self, probe: &Probe, stated: &Handshake, seen: &Transcript) -> Result<(), Fault> {
        let asked = Asked {
            endpoint: &probe.endpoint,
            host: &probe.host,
            port: probe.port,
        };
        if stated.salt.0.len() != 32 {
            return Err(Fault::SaltLength);
        }
        let random = self.challenge.client_random(&asked, &stated.salt.0);
        if seen.client_random != random {
            return Err(Fault::Random {
                found: hex(&seen.client_random),
                wanted: hex(&random),
            });
        }
        let named = seen.server_name.as_deref();
        let is_address = probe.host.parse::<IpAddr>().is_ok();
        if named.is_some_and(|name| name != probe.host) || named.is_none() && !is_address {
            return Err(Fault::OtherHost);
        }
        Ok(())
    }

    /// Whose key signed it.
    fn whose(
        &self,
        probe: &Probe,
        attempt: &document::Attempt,
        seen: &Transcript,
    ) -> (Outcome, String) {
        let endpoint = match self.terms.expected.endpoint(probe) {
            Ok(endpoint) => endpoint,
            Err(why) => return (Outcome::NotProven, why.to_string()),
        };
        let fetched = probe.fetched.iter();
        let fetched = fetched.map(|one| (one.url.clone(), self.bundle.file(&one.file)));
        let shown = chain::Shown {
            probe,
            time_unix: attempt.time_unix_ms.div_euclid(1000),
            to: attempt.to,
            chain: seen.chain.iter().map(|der| Blob::from(&der[..])).collect(),
            staple: seen.staple.as_slice().into(),
            fetched: fetched.collect(),
        };
        match chain::whose(&shown, &endpoint, self.terms.expected.catalogue()) {
            Whose::Expected => (Outcome::ProvenEndToEnd, String::new()),
            Whose::Foreign(why) => (Outcome::ProvenIntercepted, why),
            Whose::Doubtful(why) => (Outcome::NotProven, why),
        }
    }
}
