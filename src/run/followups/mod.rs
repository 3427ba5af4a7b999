//! Experiments that could change what is said of the walks. The judge says which; each starts as soon as
//! what it needs was seen, and its outcome is added to the evidence when all walks are done.

mod controls;
pub(super) mod experiment_key;
mod planned;
mod retest;
pub(super) mod versions;

use crate::evidence::Control;
use crate::evidence::matrix::Naming;
use crate::judge::chain::wanted_issuers;
use crate::judge::{self, Case, ExperimentKind, FetchableUrl, Followups, MissingIssuer};
use crate::run::host;
use crate::run::linked_file::{LinkedFile, of_issuer, of_pointer};
use crate::run::session::{Seen, Session};
use crate::text::bytes::Blob;

/// Rounds of experiments: the outcome of one may show the next.
const ROUNDS: usize = 2;

/// Starts the files that the chains of one probe name: links that are missing, and what clients ask
/// while they check a chain.
pub(super) fn start_files(session: &Session<'_>, case: &Case<'_>, local_roots: &[Blob]) {
    for at in wanted_issuers(case, &session.policy(local_roots)) {
        let _ = session.file(&of_issuer(&at));
    }
    for pointer in session.pointers(case, local_roots) {
        let probe = of_pointer(&pointer);
        if session.file(&probe).is_some() {
            let _ = session.file_directly(&probe);
            let _ = session.file_by_system(&probe);
        }
    }
}

/// Starts the experiments that probes want which are done, as far as no other probe can change them.
pub(super) fn start_experiments(
    session: &Session<'_>,
    done: &[(usize, Case<'_>)],
    local_roots: &[Blob],
) {
    let wanted = judge::followups(done, &session.policy(local_roots));
    let settled = wanted.controls.into_iter();
    for experiment in settled.filter(|one| is_settled(&one.what)) {
        let own = done
            .iter()
            .find(|(place, _)| experiment.probes.first() == Some(place));
        let Some((_, case)) = own else { continue };
        let experiment = versions::as_started(session, experiment, case.evidence);
        let _ = controls::start(session, &experiment);
    }
}

/// Will this still be wanted when more was seen? Which other name is sent, and under which name of a
/// wildcard, depends on what all probes show; so does which of a row's samples or a hop's pages is the
/// first that can be tried.
fn is_settled(kind: &ExperimentKind) -> bool {
    match kind {
        ExperimentKind::UnassignedAddress { .. }
        | ExperimentKind::MadeUpLookup { .. }
        | ExperimentKind::MadeUpHost { .. }
        | ExperimentKind::TlsVersion { .. }
        | ExperimentKind::SmallPackets { .. } => true,
        ExperimentKind::ServerName { name, .. } => !matches!(name, Naming::Other(_)),
        ExperimentKind::MadeUpName { .. }
        | ExperimentKind::TranslatorPrefix { .. }
        | ExperimentKind::Http2 { .. }
        | ExperimentKind::PlainPortTunnel { .. } => false,
    }
}

/// Makes the experiments that are wanted, and writes what they show into the evidence; what has to be
/// alone is not among them.
pub(super) async fn add_to(session: &Session<'_>, seen: &mut Seen) {
    for _ in 0..ROUNDS {
        let wanted = wanted(session, seen);
        if wanted.issuers.is_empty() && wanted.controls.is_empty() {
            break;
        }
        if session.by.is_over().is_none() {
            add_issuers(session, seen, &wanted.issuers).await;
        }
        controls::add(session, seen, &wanted.controls).await;
    }
}

/// Asks again, alone, what did not open beside others. Says whether anything was asked.
pub(super) async fn add_retests(session: &Session<'_>, seen: &mut Seen) -> bool {
    let retests = wanted(session, seen).retests;
    let any = !retests.is_empty();
    retest::ask_again(session, seen, retests).await;
    any
}

fn wanted(session: &Session<'_>, seen: &Seen) -> Followups {
    let local_roots = host::roots_of(session, seen.iter().map(|(_, evidence)| evidence));
    let cases = seen.iter().enumerate();
    let cases = cases.filter_map(|(place, seen)| Some((place, session.case(place, seen)?)));
    let wanted = judge::followups(&cases.collect::<Vec<_>>(), &session.policy(&local_roots));
    let controls = wanted.controls.into_iter().map(|experiment| {
        let place = experiment.probes.first().copied().unwrap_or_default();
        versions::as_started(session, experiment, &seen[place].1)
    });
    Followups {
        controls: controls.collect(),
        ..wanted
    }
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
    let attempts = file.fetched.attempts.into_iter();
    Control::Issuer {
        url: at.url.clone(),
        route: file.route,
        resolve: file.fetched.resolve.map(Box::new),
        attempts: attempts.chain(file.fetched.alone).collect(),
    }
}
