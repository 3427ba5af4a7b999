//! After the walks: experiments that could change what is said of them. The judge says which; at most
//! two rounds of them are made, since the outcome of one may show the next.

mod controls;
mod retest;

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::Control;
use crate::judge::{self, FetchableUrl, Followups, MissingIssuer, Policy, Statements};
use crate::run::session::{Seen, Session};
use crate::run::{host, revocation};

/// Rounds of experiments.
const ROUNDS: usize = 2;
/// No more addresses of certificates than this are fetched in one run.
const MOST_FETCHED: usize = 64;

/// Makes the experiments that are wanted, and writes what they show into the evidence. What has to be
/// alone comes last. Returns how many addresses of certificates may still be fetched.
pub(super) async fn add_to(session: &Session<'_>, seen: &mut Seen) -> usize {
    let mut room = MOST_FETCHED;
    for _ in 0..ROUNDS {
        let wants = wants(session, seen);
        if wants.is_empty() || session.by.is_over().is_some() {
            break;
        }
        let chosen = chosen(&wants.issuers, room);
        room -= chosen.len();
        let known = fetch_all(session, chosen).await;
        for missing in wants.issuers {
            let control = known.get(&missing.at).cloned();
            seen[missing.probe].1.controls.extend(control);
        }
        controls::make(session, seen, wants.controls).await;
        retest::ask_again(session, seen, wants.retests).await;
    }
    room
}

fn wants(session: &Session<'_>, seen: &Seen) -> Followups {
    let policy = Policy {
        catalogue: &session.settings.catalogue,
        local_roots: &host::roots_of(session, seen),
        statements: &Statements::default(),
        signatures: &session.signatures,
    };
    judge::followups(seen, &session.settings.plan.probes, &policy)
}

/// The addresses that are wanted, each once, as many as may still be asked.
fn chosen(wanted: &[MissingIssuer], room: usize) -> BTreeSet<FetchableUrl> {
    let mut chosen = BTreeSet::new();
    for missing in wanted {
        if chosen.len() < room {
            chosen.insert(missing.at.clone());
        }
    }
    chosen
}

/// Each address once, however many chains name it.
async fn fetch_all(
    session: &Session<'_>,
    chosen: BTreeSet<FetchableUrl>,
) -> BTreeMap<FetchableUrl, Control> {
    let probes = chosen.iter().map(revocation::of_issuer).collect();
    let ways = revocation::ways(session, probes).await;
    let fetched = revocation::fetch_each(session, ways).await;
    let known = chosen.into_iter().zip(fetched);
    let known = known.filter_map(|(at, fetched)| {
        let (way, fetched) = fetched?;
        let control = Control::Issuer {
            url: at.url.clone(),
            route: way.route,
            resolve: fetched.resolve.map(Box::new),
            attempts: fetched.attempts,
        };
        Some((at, control))
    });
    known.collect()
}
