//! Whose certificates are these: name, time, strength and the way to an expected key, apart.
//!
//! A chain is genuine when signatures lead from its leaf to a key in the endpoint's issuer sets.
//! Names alone decide nothing, and neither does what this machine trusts.

mod certificate;
mod claim;
mod constraints;
mod names;
mod origin;
mod path;
mod presented;
mod roots;
mod strength;
mod time;

pub(super) use self::strength::has_short_key;

use self::path::{Path, Search, Walk};
use self::presented::Chain;
use self::roots::Trust;
use self::time::Outside;
use super::{Case, Policy};
use crate::blob::Blob;
use crate::catalogue::{Scheme, Status};
use crate::evidence::Attempt;
use crate::finding::{Code, Finding};

/// What is wrong with the certificates of a probe, for each address that showed some.
#[must_use]
pub fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    let trust = Trust::of(policy.catalogue, case.endpoint, policy.local_roots);
    let mut judged: Vec<(&[Blob], Judged)> = Vec::new();
    let mut findings: Vec<Finding> = Vec::new();
    for attempt in &case.evidence.attempts {
        let Some(chain) = chain_of(case, attempt) else {
            continue;
        };
        // Many addresses, one certificate: the usual case.
        let known = judged.iter().position(|(seen, _)| *seen == chain);
        let at = known.unwrap_or_else(|| {
            judged.push((chain, Judged::of(*case, &trust, chain)));
            judged.len() - 1
        });
        for finding in judged[at]
            .1
            .findings(case.evidence.started_unix, date_of(attempt))
        {
            let finding = finding.at(attempt.to);
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}

/// Do signatures lead from what this attempt was shown to an expected key? Name, time and strength
/// are not asked here, and neither is whether the server has the leaf's key: that is its proof.
#[must_use]
pub fn is_genuine(case: &Case<'_>, policy: &Policy<'_>, attempt: &Attempt) -> bool {
    let trust = Trust::of(policy.catalogue, case.endpoint, policy.local_roots);
    let chain = chain_of(case, attempt).and_then(|chain| Chain::read(chain, &trust));
    chain.is_some_and(|chain| {
        Search::new(&chain, &trust)
            .walk(0)
            .expected()
            .next()
            .is_some()
    })
}

/// Of a machine's own roots (DER), those that are no public roots and complete one of these chains:
/// all of a trust store that a report needs, and all that it keeps.
#[must_use]
pub fn roots_that_complete(chains: &[Vec<Blob>], roots: &[Blob]) -> Vec<Blob> {
    let mut completing: Vec<String> = Vec::new();
    let trust = Trust::of_machine(roots);
    for chain in chains {
        if let Some(chain) = Chain::read(chain, &trust) {
            let walk = Search::new(&chain, &trust).walk(0);
            completing.extend(walk.paths.iter().map(|path| path.anchor.hash.clone()));
        }
    }
    let mut kept: Vec<Blob> = Vec::new();
    for root in roots {
        let hash = certificate::Certificate::read(root).map(|root| root.hash);
        if hash.is_some_and(|hash| completing.contains(&hash)) && !kept.contains(root) {
            kept.push(root.clone());
        }
    }
    kept
}

/// The known keys (`SubjectPublicKeyInfo`, DER) of whoever has this name (DER): whose signature a
/// list of that issuer must carry.
#[must_use]
pub fn keys_named(policy: &Policy<'_>, name: &[u8]) -> Vec<Blob> {
    let Some(name) = names::Name::of_der(name) else {
        return Vec::new();
    };
    let trust = Trust::of_everybody(policy.catalogue);
    let named = trust.anchors.iter().filter(|anchor| anchor.is_named(&name));
    named
        .filter_map(|anchor| anchor.key.map(Blob::from))
        .collect()
}

fn chain_of<'a>(case: &Case<'_>, attempt: &'a Attempt) -> Option<&'a [Blob]> {
    if case.probe.scheme == Scheme::Http {
        return None;
    }
    let chain = &attempt.handshake.as_ref()?.seen.chain;
    (!chain.is_empty()).then_some(chain)
}

fn date_of(attempt: &Attempt) -> Option<&str> {
    attempt.fetch.as_ref()?.seen.header("date")
}

/// What one chain comes to, apart from where it was seen.
struct Judged {
    findings: Vec<Finding>,
    outside: Vec<Outside>,
    /// The finding that explains what else is wrong: these are not the service's certificates.
    foreign: Option<Code>,
}

impl Judged {
    fn of(case: Case<'_>, trust: &Trust<'_>, presented: &[Blob]) -> Self {
        let Some(chain) = Chain::read(presented, trust) else {
            let leaf = presented.first().map_or(&[][..], |leaf| leaf);
            return Self {
                findings: vec![origin::unreadable(case, leaf)],
                outside: Vec::new(),
                foreign: None,
            };
        };
        let mut search = Search::new(&chain, trust);
        let walk = search.walk(0);
        let now = case.evidence.started_unix;
        match best(walk.expected(), &search, now) {
            Some(path) => Self::genuine(case, &search, &walk, path),
            None => Self::foreign(case, &mut search, &walk),
        }
    }

    fn genuine<'c>(case: Case<'_>, search: &Search<'c>, walk: &Walk<'c>, path: &Path<'c>) -> Self {
        let mut findings = Vec::new();
        findings.extend(incomplete(search, path));
        findings.extend(legacy(walk, path));
        Self::rest(case, search, findings, path)
    }

    fn foreign<'c>(case: Case<'_>, search: &mut Search<'c>, walk: &Walk<'c>) -> Self {
        let now = case.evidence.started_unix;
        let other = best(walk.unexpected(), search, now);
        let finding = origin::finding(case, search, walk, other);
        if let Some(path) = other {
            return Self::rest(case, search, vec![finding], path);
        }
        let code = finding.code;
        let chain = search.chain;
        let mut findings = vec![finding];
        findings.extend(weak(&strength::weak_in(&walk.longest, chain)));
        findings.extend(names::wrong_name(&case.probe.host, chain.leaf()));
        for finding in &mut findings[1..] {
            finding.explained_by = Some(code);
        }
        Self {
            findings,
            outside: Outside::of(std::iter::once(chain.leaf()), now),
            foreign: Some(code),
        }
    }

    /// Strength, name and time of a chain that leads to a known key.
    fn rest<'c>(
        case: Case<'_>,
        search: &Search<'c>,
        mut findings: Vec<Finding>,
        path: &Path<'c>,
    ) -> Self {
        let key = search.key_of(path.anchor);
        findings.extend(weak(&strength::weak_on(path, search.chain, key)));
        findings.extend(names::wrong_name(&case.probe.host, search.chain.leaf()));
        Self {
            findings,
            outside: outside(path, search.chain, case.evidence.started_unix),
            foreign: None,
        }
    }

    fn findings(&self, now: i64, date: Option<&str>) -> Vec<Finding> {
        let mut late = time::findings(&self.outside, now, date);
        for finding in &mut late {
            finding.explained_by = self.foreign;
        }
        [self.findings.clone(), late].concat()
    }
}

/// The path with the least to say against it. Dates come first: a client that finds one path in
/// time is content.
fn best<'w, 'c: 'w>(
    paths: impl Iterator<Item = &'w Path<'c>>,
    search: &Search<'c>,
    now: i64,
) -> Option<&'w Path<'c>> {
    paths.min_by_key(|path| {
        let key = search.key_of(path.anchor);
        (
            !outside(path, search.chain, now).is_empty(),
            !strength::weak_on(path, search.chain, key).is_empty(),
            path.anchor.expected == Some(Status::Legacy),
            is_short_of_issuer(search, path),
            path.links.len(),
        )
    })
}

fn outside(path: &Path<'_>, chain: &Chain<'_>, now: i64) -> Vec<Outside> {
    let links = path.links.iter().map(|&at| &chain.certificates[at]);
    Outside::of(links, now)
}

/// `chain.incomplete`, where the leaf's own issuer had to be supplied.
fn incomplete(search: &Search<'_>, path: &Path<'_>) -> Option<Finding> {
    is_short_of_issuer(search, path).then(|| {
        let cause = format!(
            "the certificate of the leaf's issuer, `{}`, was not sent; its key was known here",
            search.chain.leaf().issuer.text
        );
        Finding::new(Code::ChainIncomplete, cause)
    })
}

/// Roots need not be sent (RFC 8446, 4.4.2): only a link that clients do not have is missed.
fn is_short_of_issuer(search: &Search<'_>, path: &Path<'_>) -> bool {
    let sent = |hash: &str| search.chain.certificates.iter().any(|c| c.hash == hash);
    let alone = path.links.len() == 1 && !path.own;
    alone && !sent(&path.anchor.hash) && !path.anchor.is_root()
}

fn legacy(walk: &Walk<'_>, path: &Path<'_>) -> Option<Finding> {
    (!walk.reaches_accepted()).then(|| {
        let name = names::bounded(&path.anchor.name);
        let cause = format!("signatures lead to `{name}` and to no key that is not on its way out");
        Finding::new(Code::ChainLegacy, cause)
    })
}

fn weak(reasons: &[String]) -> Option<Finding> {
    (!reasons.is_empty()).then(|| Finding::new(Code::ChainWeak, reasons.join(", ")))
}

#[cfg(test)]
mod tests;
