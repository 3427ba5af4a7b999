//! The small experiments that the judge wants: many at once, each bounded, all of them within one step.

use tracing::{Instrument, info_span};

use crate::evidence::{Attempt, Control, Evidence};
use crate::judge::{Experiment, ExperimentKind};
use crate::run::followups::experiment_key::ExperimentKey;
use crate::run::followups::planned::PlannedExperiment;
use crate::run::session::{Seen, Session};
use crate::run::started::Started;

/// Starts an experiment, unless it was started before.
pub(super) fn start(session: &Session<'_>, wanted: &Experiment) -> Option<Started<Vec<Control>>> {
    let &place = wanted.probes.first()?;
    let planned = PlannedExperiment::new(session, place, &wanted.what);
    let key = ExperimentKey::new(&wanted.what, place, &planned.base.probe);
    let (kind, width) = (wanted.what.clone(), session.width());
    let span = info_span!(
        "experiment",
        name = planned.base.probe.host,
        kind = kind.word()
    );
    let gate = session.hop_loads.gate(&planned.hop_of(&kind));
    let work = async move {
        let turn = (width.acquire().await, gate.enter().await);
        let mut made = planned.make(&kind).await;
        let walks: Vec<&Attempt> = made.iter().filter_map(Control::walk).collect();
        let denied = turn.1.was_denied(&walks);
        drop(turn);
        if denied && is_made_alone(&kind) {
            let _alone = gate.enter_alone().await;
            made.extend(planned.make(&kind).await);
        }
        made
    };
    Some(session.experiments.start(key, work.instrument(span)))
}

/// Is it made once more, alone, where the hop denied it beside others of the run? A denial would be a
/// finding of its own. (Handshakes of single versions are among the retests.)
fn is_made_alone(kind: &ExperimentKind) -> bool {
    matches!(
        kind,
        ExperimentKind::MadeUpName { .. } | ExperimentKind::PlainPortTunnel { .. }
    )
}

/// Adds what they show to the evidence of those whom it concerns.
pub(super) async fn add(session: &Session<'_>, seen: &mut Seen, wanted: &[Experiment]) {
    let over = session.by.is_over().is_some();
    let started = wanted.iter().map(|one| {
        let start = || start(session, one);
        (!over).then(start).flatten()
    });
    let started: Vec<_> = started.collect();
    for (experiment, started) in wanted.iter().zip(started) {
        let made = match started {
            Some(started) => started.await,
            None => None,
        };
        let controls = made.unwrap_or_else(|| not_made(&experiment.what));
        keep(experiment, &controls, seen);
    }
}

/// What an experiment leaves that broke, or for which there was no time. Most only explain, and nothing
/// rests on them; without the version that the product needs, there is no pass.
fn not_made(kind: &ExperimentKind) -> Vec<Control> {
    match kind {
        ExperimentKind::TlsVersion {
            to,
            version,
            after_failure: false,
        } => vec![Control::TlsVersion {
            version: *version,
            alone: false,
            attempt: Box::new(Attempt::new(*to)),
        }],
        _ => Vec::new(),
    }
}

/// What names that nobody can have are answered with matters to those who get the same answer; the
/// first one keeps it in any case.
fn keep(wanted: &Experiment, controls: &[Control], seen: &mut Seen) {
    for (rank, &place) in wanted.probes.iter().enumerate() {
        let own = &mut seen[place].1;
        let concerning = controls.iter().filter(|control| match control {
            Control::MadeUpLookup { under: None, .. } => {
                rank == 0 || is_answered_alike(own, control)
            }
            _ => true,
        });
        let concerning: Vec<Control> = concerning.cloned().collect();
        own.controls.extend(concerning);
    }
}

fn is_answered_alike(evidence: &Evidence, control: &Control) -> bool {
    let given = control.made_up_lookup().map(|(_, seen)| seen.addresses());
    let own = evidence.resolve.as_ref().map(|step| step.seen.addresses());
    let (given, own) = (given.unwrap_or_default(), own.unwrap_or_default());
    own.iter().any(|ip| given.contains(ip))
}
