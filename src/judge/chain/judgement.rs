//! What one chain comes to: whose certificates these are, and all that is wrong with them.

use super::certificate::Certificate;
use super::issuing_keys::{Origin, issuing_keys};
use super::path::Search;
use super::presented::{Chain, Fetched};
use super::revoked::{Issued, revoked};
use super::roots::Trust;
use super::time;
use super::walk::{Path, Walk};
use super::{hostname, names, origin, strength};
use crate::catalogue::Status;
use crate::evidence::Attempt;
use crate::finding::cause::chain::{Dates, Incomplete, Legacy, Weak, Weakness};
use crate::finding::{Code, Finding};
use crate::judge::{Case, Policy};
use crate::text::bytes::Blob;

/// What one chain comes to, apart from where it was seen.
pub(super) struct ChainJudgement {
    /// What was found, whose certificates these are before the rest.
    pub(super) findings: Vec<Finding>,
    outside: Vec<Dates>,
    /// The finding that explains what else is wrong: these are not the service's certificates.
    foreign: Option<Code>,
    issued: Vec<Issued>,
    /// Whose certificates these are, for comparing hosts.
    pub(super) origin: Origin,
}

impl ChainJudgement {
    pub(super) fn new(
        case: Case<'_>,
        trust: &Trust<'_>,
        presented: &[Blob],
        fetched: &[Fetched],
    ) -> Self {
        let Some(chain) = complete(presented, fetched, trust) else {
            let leaf = presented.first().map_or(&[][..], |leaf| leaf);
            return Self {
                findings: vec![origin::unreadable(case, leaf)],
                outside: Vec::new(),
                foreign: None,
                issued: Vec::new(),
                origin: Origin::Foreign(Vec::new()),
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
        if is_short_of_issuer(search, path) {
            findings.push(supplied(search, path));
        }
        findings.extend(legacy(walk, path));
        Self::rest(case, search, (Origin::Expected, findings), path)
    }

    fn foreign<'c>(case: Case<'_>, search: &mut Search<'c>, walk: &Walk<'c>) -> Self {
        let now = case.evidence.started_unix;
        let other = best(walk.unexpected(), search, now);
        let finding = origin::finding(case, search, walk, other);
        if let Some(path) = other {
            let mut findings = vec![finding];
            if fetched_on(search, path).is_some() {
                findings.push(supplied(search, path));
            }
            return Self::rest(case, search, (Origin::Known, findings), path);
        }
        let code = finding.code();
        let chain = search.chain;
        let mut findings = vec![finding];
        findings.extend(weak(strength::weak_in(&walk.longest, chain)));
        findings.extend(hostname::wrong_name(&case.probe.host, chain.leaf()));
        for finding in &mut findings[1..] {
            finding.explained_by = Some(code);
        }
        Self {
            findings,
            outside: time::outside(std::iter::once(chain.leaf()), now),
            foreign: Some(code),
            issued: Vec::new(),
            origin: Origin::Foreign(issuing_keys(chain, walk)),
        }
    }

    /// Strength, name and time of a chain that leads to a known key.
    fn rest<'c>(
        case: Case<'_>,
        search: &Search<'c>,
        (origin, mut findings): (Origin, Vec<Finding>),
        path: &Path<'c>,
    ) -> Self {
        let key = search.key_of(path.anchor);
        findings.extend(weak(strength::weak_on(path, search.chain, key)));
        findings.extend(hostname::wrong_name(&case.probe.host, search.chain.leaf()));
        Self {
            findings,
            outside: out_of_time(path, search.chain, case.evidence.started_unix),
            foreign: None,
            issued: Issued::all(search, path),
            origin,
        }
    }

    /// What is wrong with it where it was seen at this moment.
    pub(super) fn findings(
        &self,
        now: i64,
        attempt: &Attempt,
        policy: &Policy<'_>,
    ) -> Vec<Finding> {
        let mut late = time::findings(&self.outside, now, date_of(attempt));
        for finding in &mut late {
            finding.explained_by = self.foreign;
        }
        let handshake = attempt.handshake.as_ref();
        let staple = handshake.map(|step| &step.seen.staple);
        late.extend(revoked(&self.issued, staple, policy));
        [self.findings.clone(), late].concat()
    }
}

fn date_of(attempt: &Attempt) -> Option<&str> {
    attempt.fetch.as_ref()?.seen.header("date")
}

/// The chain as it was presented; with what was fetched only where that leads to a key that is known
/// to be somebody's and the chain by itself does not lead to an expected one. Whatever came over
/// plain HTTP can complete a chain and never spoil it.
pub(super) fn complete<'a>(
    presented: &'a [Blob],
    fetched: &'a [Fetched],
    trust: &Trust<'_>,
) -> Option<Chain<'a>> {
    let alone = Chain::read(presented, &[], trust)?;
    if fetched.is_empty() || leads(&alone, trust, |walk| walk.expected().next().is_some()) {
        return Some(alone);
    }
    let whole = Chain::read(presented, fetched, trust)?;
    let helps = leads(&whole, trust, |walk| {
        walk.paths.iter().any(|path| path.anchor.is_known())
    });
    Some(if helps { whole } else { alone })
}

fn leads(chain: &Chain<'_>, trust: &Trust<'_>, far_enough: impl Fn(&Walk<'_>) -> bool) -> bool {
    far_enough(&Search::new(chain, trust).walk(0))
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
            !out_of_time(path, search.chain, now).is_empty(),
            !strength::weak_on(path, search.chain, key).is_empty(),
            path.anchor.expected == Some(Status::Legacy),
            is_short_of_issuer(search, path),
            path.links.len(),
        )
    })
}

fn out_of_time(path: &Path<'_>, chain: &Chain<'_>, now: i64) -> Vec<Dates> {
    let links = path.links.iter().map(|&at| &chain.certificates[at]);
    time::outside(links, now)
}

/// `chain.incomplete`: a link had to be supplied, by what was fetched or by a known key.
fn supplied(search: &Search<'_>, path: &Path<'_>) -> Finding {
    let fetched = fetched_on(search, path);
    let missing = fetched.map_or(&*search.chain.leaf().issuer.text, |(who, _)| who);
    Finding::new(Incomplete {
        missing: missing.into(),
        fetched_from: fetched.map(|(_, url)| names::bounded(url).into()),
    })
}

/// Roots need not be sent (RFC 8446, 4.4.2): only a link that clients do not have is missed.
fn is_short_of_issuer(search: &Search<'_>, path: &Path<'_>) -> bool {
    let mut sent = search.chain.certificates.iter().filter(|c| !c.is_fetched());
    let alone = path.links.len() == 1 && !path.own;
    let missing = !path.anchor.is_root() && sent.all(|c| c.hash != path.anchor.hash);
    alone && missing || fetched_on(search, path).is_some()
}

/// The first fetched certificate that a path needs: its subject, and where it came from. A root that
/// was fetched is none of its links.
fn fetched_on<'c>(search: &Search<'c>, path: &Path<'c>) -> Option<(&'c str, &'c str)> {
    let chain = search.chain;
    let links = path.links.iter().map(|&at| &chain.certificates[at]);
    let only_the_leaf = path.links.len() == 1 && !path.own && !path.anchor.is_root();
    let mut carriers = chain
        .certificates
        .iter()
        .filter(|c| c.hash == path.anchor.hash);
    let carrier = carriers
        .clone()
        .next()
        .filter(|_| only_the_leaf && carriers.all(Certificate::is_fetched));
    let mut needed = links.chain(carrier);
    needed.find_map(|certificate| {
        Some((certificate.subject.text.as_str(), certificate.fetched_from?))
    })
}

fn legacy(walk: &Walk<'_>, path: &Path<'_>) -> Option<Finding> {
    (!walk.reaches_accepted()).then(|| {
        let key = names::bounded(&path.anchor.name).into();
        Finding::new(Legacy { key })
    })
}

fn weak(weaknesses: Vec<Weakness>) -> Option<Finding> {
    (!weaknesses.is_empty()).then(|| Finding::new(Weak { weaknesses }))
}
