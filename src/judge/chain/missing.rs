//! Links that a chain waits for, and where they lie.

use super::path::{Search, top};
use super::presented::{Chain, Fetched, each_once};
use super::roots::Trust;
use crate::evidence::Control;
use crate::judge::{Case, FetchableUrl, Policy};
use crate::text::bytes::Blob;

/// No more addresses than this are fetched for the chains of one probe.
const MOST_FETCHED: usize = 8;

/// Where the links lie that a probe's chains wait for: the addresses that the topmost certificates
/// name, where neither an expected key nor a root of this machine is reached and nobody who signed
/// them was sent. What was fetched already is not wanted again.
#[must_use]
pub fn wanted_issuers(case: &Case<'_>, policy: &Policy<'_>) -> Vec<FetchableUrl> {
    let trust = Trust::of(policy, case.endpoint);
    let fetched = Fetched::all(case.evidence);
    let controls = case.evidence.controls.iter();
    let tried: Vec<&str> = controls
        .filter_map(Control::issuer)
        .map(|(url, _)| url)
        .collect();
    let mut wanted: Vec<FetchableUrl> = Vec::new();
    for chain in each_once(case) {
        for referred in missing(chain, &fetched, &trust) {
            let room = wanted.len() + tried.len() < MOST_FETCHED;
            if room && !tried.contains(&&*referred.url) && !wanted.contains(&referred) {
                wanted.push(referred);
            }
        }
    }
    wanted
}

/// None where the chain leads to an expected key, and none where it ends at a root of this machine:
/// such a chain waits for nothing.
fn missing(chain: &[Blob], fetched: &[Fetched], trust: &Trust<'_>) -> Vec<FetchableUrl> {
    let Some(chain) = Chain::read(chain, fetched, trust) else {
        return Vec::new();
    };
    let mut search = Search::new(&chain, trust);
    let walk = search.walk(0);
    if walk.expected().next().is_some() || walk.local().is_some() {
        return Vec::new();
    }
    let mut wanted = Vec::new();
    for at in walk.reached.iter().map(|links| top(links)) {
        let certificate = &chain.certificates[at];
        if !certificate.is_self_issued() && search.signer(at).is_none() {
            let all = certificate.issuer_addresses();
            wanted.extend(all.into_iter().filter_map(FetchableUrl::parse));
        }
    }
    wanted
}
