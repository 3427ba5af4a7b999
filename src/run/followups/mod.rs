//! Experiments that could change what is said of the walks. The judge says which; each starts as soon as
//! what it needs was seen, and its outcome is added to the evidence when all walks are done.

mod controls;
mod retest;

pub(super) use self::controls::ExperimentKey;

use crate::evidence::{Control, Evidence};
use crate::judge::chain::wanted_issuers;
use crate::judge::{self, Case, FetchableUrl, Followups, MissingIssuer};
use crate::route::Route;
use crate::run::host;
use crate::run::linked_files::{LinkedFile, of_issuer, of_pointer};
use crate::run::session::{Seen, Session};
use crate::text::bytes::Blob;

/// Rounds of experiments: the outcome of one may show the next.
const ROUNDS: usize = 2;

/// Starts the files that the chains of one probe name: links that are missing, and what clients ask
/// while they check a chain.
pub(super) fn start_files(
    session: &Session<'_>,
    (place, route, evidence): (usize, &Route, &Evidence),
    local_roots: &[Blob],
) {
    let probe = &session.settings.plan.probes[place];
    let Some(endpoint) = session.settings.catalogue.endpoint(&probe.endpoint) else {
        return;
    };
    let case = Case {
        probe,
        endpoint,
        route,
        evidence,
    };
    for at in wanted_issuers(&case, &session.policy(local_roots)) {
        let _ = session.file(&of_issuer(&at));
    }
    for pointer in session.pointers((place, route, evidence), local_roots) {
        let probe = of_pointer(&pointer);
        let _ = (session.file(&probe), session.file_directly(&probe));
    }
}

/// Starts the experiments that are wanted after what was seen so far; those that have to be alone are
/// none of them.
pub(super) fn start_experiments(session: &Session<'_>, seen: &Seen, local_roots: &[Blob]) {
    let wanted = judge::followups(
        seen,
        &session.settings.plan.probes,
        &session.policy(local_roots),
    );
    for experiment in &wanted.controls {
        let _ = controls::start(session, experiment);
    }
}

/// Makes the experiments that are wanted, and writes what they show into the evidence; what has to be
/// alone is not among them.
pub(super) async fn add_to(session: &Session<'_>, seen: &mut Seen) {
    for _ in 0..ROUNDS {
        let wanted = wanted(session, seen);
        let none = wanted.issuers.is_empty() && wanted.controls.is_empty();
        if none || session.by.is_over().is_some() {
            break;
        }
        add_issuers(session, seen, &wanted.issuers).await;
        controls::add(session, seen, &wanted.controls).await;
    }
}

/// Asks again, alone, what did not open beside others.
pub(super) async fn add_retests(session: &Session<'_>, seen: &mut Seen) {
    let wanted = wanted(session, seen).retests;
    retest::ask_again(session, seen, wanted).await;
}

fn wanted(session: &Session<'_>, seen: &Seen) -> Followups {
    let local_roots = host::roots_of(session, seen);
    judge::followups(
        seen,
        &session.settings.plan.probes,
        &session.policy(&local_roots),
    )
}

/// Each file once, however many chains wait for it, as far as the run has room for it.
async fn add_issuers(session: &Session<'_>, seen: &mut Seen, wanted: &[MissingIssuer]) {
    let files = wanted
        .iter()
        .map(|missing| session.file(&of_issuer(&missing.at)));
    let files: Vec<_> = files.collect();
    for (missing, file) in wanted.iter().zip(files) {
        let Some(file) = file else { continue };
        // One that broke has shown nothing, and nothing rests on it.
        let control = file.await.flatten().map(|file| issuer(&missing.at, file));
        seen[missing.probe].1.controls.extend(control);
    }
}

fn issuer(at: &FetchableUrl, file: LinkedFile) -> Control {
    Control::Issuer {
        url: at.url.clone(),
        route: file.route,
        resolve: file.fetched.resolve.map(Box::new),
        attempts: file.fetched.attempts,
    }
}
