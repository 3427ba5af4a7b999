//! Is a chain genuine by any path, and which path does a client build over it?

use std::collections::VecDeque;

use super::certificate::Certificate;
use super::path::{MOST_STEPS, Search, top};
use super::presented::Chain;
use super::walk::{Path, Walk};
use super::{strength, time};
use crate::catalogue::Status;
use crate::finding::cause::chain::Dates;

impl<'c> Search<'c> {
    /// Every path over the certificates that were sent, whatever these may be used for: what clients refuse
    /// is written beside it. A path that ends at a key whose own certificate was sent goes on through that.
    pub(super) fn client_paths(&mut self) -> Vec<Path<'c>> {
        let mut paths: Vec<Path<'c>> = self.own_key(0).into_iter().collect();
        let unfit = self.chain.leaf().unfit_as_server();
        let mut open = VecDeque::from([(vec![0], Vec::from_iter(unfit))]);
        let mut steps = 0;
        while let Some((links, unfit)) = open.pop_front() {
            steps += 1;
            if steps > MOST_STEPS {
                self.stopped = true;
                break;
            }
            let anchored = self.near_anchors(&links).into_iter();
            paths.extend(anchored.map(|path| Path {
                unfit: unfit.clone(),
                ..path
            }));
            let above = self.signers(&links);
            for &next in &above {
                let more = self.unfit_above(&links, next);
                let unfit = unfit.iter().cloned().chain(more).collect();
                open.push_back(([links.as_slice(), &[next]].concat(), unfit));
            }
            if above.is_empty() {
                paths.extend(self.at_its_own(links, unfit));
            }
        }
        paths
    }

    /// A path whose last certificate has a known key itself, and that goes no further. A root's own
    /// certificate counts for nothing: clients bring theirs.
    fn at_its_own(&self, links: Vec<usize>, unfit: Vec<String>) -> Option<Path<'c>> {
        let last = &self.chain.certificates[top(&links)];
        let anchor = self.trust.with_hash(&last.hash)?;
        let ends = last.is_self_issued() || anchor.is_root() || links.len() < 2;
        (!ends).then_some(Path {
            links,
            anchor,
            own: false,
            unfit,
        })
    }
}

/// Do signatures lead to an expected key? Over certificates that clients refuse only where no others lead to
/// anybody who is known.
pub(super) fn is_genuine(walk: &Walk<'_>, paths: &[Path<'_>]) -> bool {
    let expected = walk.expected().next().is_some();
    let refused = || paths.iter().any(|path| path.anchor.expected.is_some());
    expected || walk.unexpected().next().is_none() && refused()
}

/// The path that a client builds: over what was sent, up to a root; of several, the one with the least
/// against it. A known issuing CA ends it only where nothing leads further.
pub(super) fn client_path<'w, 'c: 'w>(
    search: &Search<'c>,
    walk: &'w Walk<'c>,
    paths: &'w [Path<'c>],
    now: i64,
) -> Option<&'w Path<'c>> {
    let known = || paths.iter().filter(|path| path.anchor.is_known());
    let to_roots = || known().filter(|path| path.anchor.is_root() && path.links.len() > 1);
    let longer = |path: &&Path<'_>| {
        let mut others = known();
        !others.any(|other| other.links.len() > path.links.len())
    };
    best(to_roots(), search, now)
        .or_else(|| best(known().filter(|path| path.anchor.is_root()), search, now))
        .or_else(|| best(known().filter(longer), search, now))
        .or_else(|| best(walk.expected(), search, now))
}

/// The path with the least to say against it: a client that finds one path in time and fit is content.
pub(super) fn best<'w, 'c: 'w>(
    paths: impl Iterator<Item = &'w Path<'c>>,
    search: &Search<'c>,
    now: i64,
) -> Option<&'w Path<'c>> {
    paths.min_by_key(|path| {
        let key = search.key_of(path.anchor);
        (
            !path.unfit.is_empty(),
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

/// Roots need not be sent (RFC 8446, 4.4.2): only a link that clients do not have is missed.
pub(super) fn is_short_of_issuer(search: &Search<'_>, path: &Path<'_>) -> bool {
    let mut sent = search.chain.certificates.iter().filter(|c| !c.is_fetched());
    let alone = path.links.len() == 1 && !path.own;
    let missing = !path.anchor.is_root() && sent.all(|c| c.hash != path.anchor.hash);
    alone && missing || fetched_on(search, path).is_some()
}

/// The first fetched certificate that a path needs: its subject, and where it came from. A root that
/// was fetched is none of its links.
pub(super) fn fetched_on<'c>(search: &Search<'c>, path: &Path<'c>) -> Option<(&'c str, &'c str)> {
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
