//! What one chain comes to: whose certificates these are, and all that is wrong with them.

use super::client_path::{best, client_path, fetched_on, is_genuine, is_short_of_issuer};
use super::issuers::issuers;
use super::issuing_keys::{Origin, ReachedRoot, issuing_keys};
use super::path::Search;
use super::presented::{Chain, Fetched};
use super::revoked::{Issued, revoked};
use super::roots::Trust;
use super::time;
use super::walk::{Path, Walk};
use super::{hostname, names, origin, strength, unfit};
use crate::catalogue::Status;
use crate::evidence::Attempt;
use crate::finding::cause::chain::{Dates, Incomplete, Legacy, Unchecked, Weak, Weakness};
use crate::finding::{Code, Finding};
use crate::judge::{Case, Policy};
use crate::signature::NotCheckable;
use crate::text::bytes::Blob;

/// What one chain comes to, apart from where it was seen.
pub(super) struct ChainJudgement {
    /// What was found, whose certificates these are before the rest.
    pub(super) findings: Vec<Finding>,
    /// The dates that count, and whether a certificate's key is known to be the service's own issuer's.
    dates: Vec<(Dates, bool)>,
    /// The finding that explains what else is wrong: these are not the service's certificates.
    foreign: Option<Code>,
    issued: Vec<Issued>,
    /// Whose certificates these are, for comparing hosts.
    pub(super) origin: Origin,
    /// The roots that a genuine chain leads to.
    pub(super) roots: Vec<ReachedRoot>,
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
                dates: Vec::new(),
                foreign: None,
                issued: Vec::new(),
                origin: Origin::Foreign {
                    keys: Vec::new(),
                    issuers: Vec::new(),
                },
                roots: Vec::new(),
            };
        };
        let mut search = Search::new(&chain, trust);
        let walk = search.walk(0);
        let paths = search.client_paths();
        if is_genuine(&walk, &paths) {
            return Self::genuine(case, &search, &walk, &paths);
        }
        if walk.unexpected().next().is_none()
            && let Some((at, why)) = search.unchecked_step(&walk)
        {
            return Self::unchecked(case, &chain, at, &why);
        }
        Self::foreign(case, &mut search, &walk)
    }

    fn genuine<'c>(
        case: Case<'_>,
        search: &Search<'c>,
        walk: &Walk<'c>,
        paths: &[Path<'c>],
    ) -> Self {
        let Some(path) = client_path(search, walk, paths, case.evidence.started_unix) else {
            unreachable!("a genuine chain has a path");
        };
        let mut findings = Vec::new();
        findings.extend(unfit::judge(path, search.chain));
        if is_short_of_issuer(search, path) {
            findings.push(supplied(search, path));
        }
        findings.extend(legacy(walk, paths));
        Self {
            roots: ReachedRoot::all(search.chain, walk),
            ..Self::rest(case, search, (Origin::Expected, findings), path)
        }
    }

    /// Neither shown to be genuine nor to be another party's.
    fn unchecked(case: Case<'_>, chain: &Chain<'_>, at: usize, why: &NotCheckable) -> Self {
        let certificate = &chain.certificates[at];
        let unchecked = Unchecked {
            certificate: certificate.subject.text.as_str().into(),
            issuer: certificate.issuer.text.as_str().into(),
            detail: why.to_string().into(),
        };
        let mut findings = vec![Finding::new(unchecked)];
        findings.extend(hostname::wrong_name(&case.probe.host, chain.leaf()));
        Self {
            findings,
            dates: dates_of(chain, &[0], None),
            foreign: None,
            issued: Vec::new(),
            origin: Origin::Known,
            roots: Vec::new(),
        }
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
            dates: dates_of(chain, &[0], None),
            foreign: Some(code),
            issued: Vec::new(),
            origin: Origin::Foreign {
                keys: issuing_keys(chain, walk),
                issuers: issuers(&case.probe.host, chain, walk),
            },
            roots: Vec::new(),
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
            dates: dates_of(search.chain, &path.links, Some(search.trust)),
            foreign: None,
            issued: Issued::all(search, path),
            origin,
            roots: Vec::new(),
        }
    }

    /// What is wrong with it where it was seen at this moment.
    pub(super) fn findings(
        &self,
        now: i64,
        attempt: &Attempt,
        policy: &Policy<'_>,
    ) -> Vec<Finding> {
        let mut late = time::findings(&self.dates, now, date_of(attempt));
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

/// The chain as it was presented; with what was fetched only where that leads to a known key
/// and the chain by itself does not lead to an expected one. Whatever came over
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

/// The dates of these certificates, and whether a newer certificate of the same key may be had: clients
/// fetch one for a CA whose key is listed.
fn dates_of(chain: &Chain<'_>, links: &[usize], trust: Option<&Trust<'_>>) -> Vec<(Dates, bool)> {
    let links = links.iter().enumerate();
    let dates = links.map(|(height, &at)| {
        let certificate = &chain.certificates[at];
        let known = trust.and_then(|trust| trust.with_hash(&certificate.hash));
        let listed = known.is_some_and(|anchor| anchor.expected.is_some());
        (time::dates(certificate), listed && height > 0)
    });
    dates.collect()
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

/// Do all paths end at a legacy key?
fn legacy(walk: &Walk<'_>, paths: &[Path<'_>]) -> Option<Finding> {
    let expected = || {
        walk.expected()
            .chain(paths.iter().filter(|path| path.anchor.expected.is_some()))
    };
    let mut all = expected();
    if all.any(|path| path.anchor.expected == Some(Status::Accepted)) {
        return None;
    }
    let key = names::bounded(&expected().next()?.anchor.name).into();
    Some(Finding::new(Legacy { key }))
}

fn weak(weaknesses: Vec<Weakness>) -> Option<Finding> {
    (!weaknesses.is_empty()).then(|| Finding::new(Weak { weaknesses }))
}
