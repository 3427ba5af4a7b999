//! What a run learns of this machine: its addresses, and which of its roots matter.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::session::{Seen, Session};
use crate::address::PUBLIC;
use crate::evidence::host::TrustStore;
use crate::evidence::{Attempt, Control, Evidence, Host};
use crate::judge;
use crate::machine::ResolverSettings;
use crate::net::Dial;
use crate::text::bytes::Blob;

/// What was known of this machine beforehand, and what the run learned of it.
pub(super) fn learned(session: &Session<'_>, seen: &Seen) -> Host {
    let environment = session.environment;
    let (resolver, problem) = match session.settings.resolver.clone() {
        Ok(resolver) => (resolver, None),
        Err(problem) => (ResolverSettings::default(), Some(problem.to_string())),
    };
    Host {
        clock_unix: environment.now_unix,
        source_addresses: source_addresses(environment.dial.as_ref(), seen),
        resolvers: resolver.servers,
        resolvers_problem: problem,
        unasked_resolvers: resolver.unasked,
        resolver_options: resolver.options,
        upstreams: resolver.upstreams,
        local_roots: roots_of(session, seen.iter().map(|(_, evidence)| evidence)),
        trust_store: trust_store(session, seen),
        ..environment.host.clone()
    }
}

/// The roots of this machine that complete a chain of the run: only these go into the report.
pub(super) fn roots_of<'e>(
    session: &Session<'_>,
    seen: impl Iterator<Item = &'e Evidence> + Clone,
) -> Vec<Blob> {
    let roots = &session.environment.roots;
    judge::chain::roots_that_complete(&chains_of(seen), roots, &session.signatures)
}

/// What else this machine trusts; nothing where its store is empty or cannot be read.
fn trust_store(session: &Session<'_>, seen: &Seen) -> Option<TrustStore> {
    let (environment, signatures) = (session.environment, &session.signatures);
    let roots = &environment.roots;
    let chains = chains_of(seen.iter().map(|(_, evidence)| evidence));
    (!roots.is_empty()).then(|| TrustStore {
        certificates: roots.len(),
        public_roots: judge::chain::public_roots_held(&chains, roots, signatures),
    })
}

/// Every chain that was shown.
fn chains_of<'e>(seen: impl Iterator<Item = &'e Evidence> + Clone) -> Vec<Vec<Blob>> {
    let walks = seen.clone().flat_map(|evidence| {
        let direct = evidence.direct.as_ref();
        let beside = direct.and_then(|direct| direct.evidence.as_ref());
        std::iter::once(evidence).chain(beside)
    });
    let mut chains: Vec<Vec<Blob>> = walks.flat_map(judge::chain::chains_of).collect();
    let matrices = seen.filter_map(|evidence| evidence.matrix.as_ref());
    chains.extend(matrices.flat_map(|matrix| matrix.chains.iter().cloned()));
    chains
}

/// All walks, also those that were made again alone.
fn attempts(seen: &Seen) -> impl Iterator<Item = &Attempt> {
    seen.iter().flat_map(|(_, evidence)| {
        let alone = evidence.controls.iter().filter_map(Control::retest);
        evidence.attempts.iter().chain(alone)
    })
}

/// Our own ends: what the routing table says, then what the connections had; each once.
fn source_addresses(dial: &dyn Dial, seen: &Seen) -> Vec<IpAddr> {
    let told = PUBLIC.iter().filter_map(|&far| dial.own_address(far));
    let steps = attempts(seen).filter_map(|attempt| attempt.connect.as_ref());
    let had = steps.filter_map(|step| Some(step.seen.local?.ip()));
    let mut known = BTreeSet::new();
    told.chain(had).filter(|own| known.insert(*own)).collect()
}
