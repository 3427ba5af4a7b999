//! Whose certificates are these: name, time, strength and the way to an expected key, apart.
//!
//! A chain is genuine when signatures lead from its leaf to a key in the endpoint's issuer sets.
//! Names alone decide nothing, and neither does what this machine trusts.

mod certificate;
mod claim;
mod client_path;
mod constraints;
mod fitness;
mod hostname;
mod judgement;
mod missing;
mod names;
mod origin;
mod path;
mod pointers;
mod presented;
mod reader;
mod revoked;
mod roots;
mod seen_handshakes;
mod issuers;
mod issuing_keys;
mod intermittent;
mod strength;
mod time;
mod unchecked;
mod unfit;
mod untrusted_here;
mod walk;

use std::collections::BTreeSet;

pub use self::issuers::IssuerName;
pub use self::issuing_keys::{AddressOrigin, IssuingKey, Origin, ReachedRoot};
pub use self::missing::wanted_issuers;
pub use self::pointers::{Pointer, pointers};
pub use self::reader::ChainReader;
pub(super) use self::strength::shows_short_key;
pub(super) use self::untrusted_here::untrusted_here;

use self::path::Search;
use self::presented::{Chain, Fetched, attempts};
use self::roots::Trust;
use super::Policy;
use super::interceptor::own_words;
use crate::evidence::{Attempt, Evidence};
use crate::finding::cause::chain::presented::Hints;
use crate::finding::{Cause, Finding, Inspected};
use crate::signature::Signatures;
use crate::text::bytes::Blob;

/// What is wrong with the certificates of a probe, for each address that showed some; and what its
/// matrix came to, where it has one.
#[must_use]
pub fn judge(chains: &ChainReader<'_>) -> (Vec<Finding>, Option<Inspected>) {
    let case = chains.case;
    let policy = chains.policy;
    let mut findings: Vec<Finding> = Vec::new();
    for attempt in &case.evidence.attempts {
        let Some(chain) = chains.chain_of(attempt) else {
            continue;
        };
        let now = moment(case.evidence, attempt);
        for finding in chains.judged(chain).findings(now, attempt, policy) {
            let finding = supported(finding.at(attempt.to), attempt);
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    let handshakes = seen_handshakes::handshakes(chains);
    findings.extend(intermittent::judge(&case, &handshakes));
    (findings, intermittent::inspected(&case, &handshakes))
}

/// When an attempt had shaken hands, in seconds since 1970, rounded up: a device on the path makes its
/// certificates meanwhile, valid from then on.
fn moment(evidence: &Evidence, attempt: &Attempt) -> i64 {
    let ended_ms = attempt
        .handshake
        .as_ref()
        .map_or(0, |step| step.at_ms.saturating_add(step.took_ms));
    evidence
        .started_unix
        .saturating_add(i64::from(ended_ms.div_ceil(1000)))
}

/// What a device says of itself stands beside who it may be.
fn supported(mut finding: Finding, attempt: &Attempt) -> Finding {
    let presented = match &mut finding.cause {
        Cause::ChainIntercepted(facts) => &mut facts.presented,
        Cause::ChainImpostor(facts) => &mut facts.presented,
        Cause::ChainSelfSigned(facts) => &mut facts.presented,
        _ => return finding,
    };
    presented.hints = Hints {
        own_words: own_words(attempt),
        answered_nearer_ms: answered_nearer(attempt),
    };
    finding
}

/// TCP takes one round trip to whoever answers it, TLS not much more to the server (RFC 8446, 2): a
/// device that answers for a far server is quick with the one and has to ask for the other.
fn answered_nearer(attempt: &Attempt) -> Option<(u32, u32)> {
    const TIMES: u32 = 5;
    const LEAST_MS: u32 = 20;
    if attempt.tunnel.is_some() {
        return None;
    }
    let tcp = attempt.connect.as_ref()?.took_ms;
    let tls = attempt
        .handshake
        .as_ref()
        .filter(|step| step.completed())?
        .took_ms;
    let nearer = tls > tcp.saturating_mul(TIMES).saturating_add(LEAST_MS);
    nearer.then_some((tcp, tls))
}

/// Of a machine's own roots (DER), those that are no public roots and complete one of these chains:
/// all of a trust store that a report needs, and all that it keeps.
#[must_use]
pub fn roots_that_complete(
    chains: &[Vec<Blob>],
    roots: &[Blob],
    signatures: &Signatures,
) -> Vec<Blob> {
    let completing = keys_that_complete(chains, &Trust::of_machine(roots, signatures));
    let mut kept: Vec<Blob> = Vec::new();
    for root in roots {
        let hash = certificate::Certificate::read(root).map(|root| root.hash);
        if hash.is_some_and(|hash| completing.contains(&hash)) && !kept.contains(root) {
            kept.push(root.clone());
        }
    }
    kept
}

/// Of the public roots, those that complete one of these chains and are among a machine's own (DER), by
/// the SHA-256 of their keys, hex.
#[must_use]
pub fn public_roots_held(
    chains: &[Vec<Blob>],
    roots: &[Blob],
    signatures: &Signatures,
) -> Vec<String> {
    let completing = keys_that_complete(chains, &Trust::of_public_roots(signatures));
    let held = roots
        .iter()
        .filter_map(|root| certificate::Certificate::read(root));
    let held: BTreeSet<String> = held.map(|root| root.hash).collect();
    completing.intersection(&held).cloned().collect()
}

/// The known keys that complete one of these chains, by hash.
fn keys_that_complete(chains: &[Vec<Blob>], trust: &Trust<'_>) -> BTreeSet<String> {
    let mut completing = BTreeSet::new();
    if trust.anchors.is_empty() {
        return completing;
    }
    // Many addresses, one certificate: the usual case.
    for chain in chains.iter().collect::<BTreeSet<_>>() {
        if let Some(chain) = Chain::read(chain, &[], trust) {
            let walk = Search::new(&chain, trust).walk(0);
            completing.extend(walk.paths.iter().map(|path| path.anchor.hash.to_string()));
        }
    }
    completing
}

/// The chains that a probe was shown, each with what was fetched to complete it.
#[must_use]
pub fn chains_of(evidence: &Evidence) -> Vec<Vec<Blob>> {
    let fetched = Fetched::all(evidence);
    let handshakes = attempts(evidence).filter_map(|attempt| attempt.handshake.as_ref());
    let shown = handshakes.map(|step| &step.seen.chain);
    let shown = shown.filter(|chain| !chain.is_empty());
    let with = shown.map(|chain| {
        let added = fetched.iter().map(|one| one.der.clone());
        chain.iter().cloned().chain(added).collect()
    });
    with.collect()
}

/// Whose certificate this is and who issued it, as it says itself.
pub(super) fn subject_and_issuer(der: &[u8]) -> Option<(String, String)> {
    let certificate = certificate::Certificate::read(der)?;
    Some((certificate.subject.text, certificate.issuer.text))
}

/// The known keys (`SubjectPublicKeyInfo`, DER) of whoever has this name (DER): whose signature a
/// list of that issuer must carry.
#[must_use]
pub fn keys_named(policy: &Policy<'_>, name: &[u8]) -> Vec<Blob> {
    let Some(name) = names::Name::of_der(name) else {
        return Vec::new();
    };
    let trust = Trust::of_everybody(policy);
    let named = trust.anchors.iter().filter(|anchor| anchor.is_named(&name));
    named
        .filter_map(|anchor| anchor.key.map(Blob::from))
        .collect()
}

/// All known keys (`SubjectPublicKeyInfo`, DER), of the data file and of the public roots.
#[must_use]
pub fn known_keys(policy: &Policy<'_>) -> Vec<Blob> {
    let trust = Trust::of_everybody(policy);
    let keys = trust.anchors.iter().filter_map(|anchor| anchor.key);
    keys.map(Blob::from).collect()
}

#[cfg(test)]
mod tests;
