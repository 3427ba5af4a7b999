//! The conductor: plan → observe all → judge → report. Says who works when; measures and decides
//! nothing.

mod assemble;
mod beside;
mod by_system; // revocation data as the operating system fetches it
mod event;
mod fetching;
mod followups;
mod hold;
mod hop_load; // how much of the run a hop has at a time
mod host;
mod linked_file;
mod matrix; // handshakes in every shape: `--thorough`
mod pending;
mod probe_progress;
mod progress;
mod proof;
mod redacted; // a report without the machine that made it
mod revocation;
mod routing;
mod session;
mod settings;
mod started;
mod tasks;
mod walks;
mod wpad; // where an agent looks for a script

use tokio::time::Instant;
use tracing::{Instrument, info, info_span};

use crate::evidence::Host;
use crate::report::{Report, Run};
use crate::text::time::rfc3339;

pub use self::assemble::judge_again;
pub use self::progress::{Progress, Unwatched};
pub use self::proof::{capture, proof};
pub use self::redacted::redacted;
pub use self::routing::routes;
pub use self::settings::{Environment, Settings};

use self::assemble::Measured;
use self::session::Session;

/// Measures everything and judges it. Always ends with a report.
pub async fn run(settings: Settings, environment: Environment) -> Report {
    let probes = settings.plan.probes.len();
    let span = info_span!("run", probes);
    measure(settings, environment).instrument(span).await
}

async fn measure(settings: Settings, environment: Environment) -> Report {
    let began = Instant::now();
    let mut session = Session::new(&settings, &environment).await;
    let mut seen = session.observe_all().await;
    info!("first walks done");
    followups::add_to(&session, &mut seen).await;
    revocation::observe(&session, &seen).await;
    info!("follow-ups done");
    if followups::add_retests(&session, &mut seen).await {
        // What was asked already is only looked up: what is new is what the retests have shown, and a limit
        // may have met that, too.
        followups::add_to(&session, &mut seen).await;
        followups::add_retests(&session, &mut seen).await;
    }
    session.note_lowered(&mut seen);
    let revocation = revocation::observe(&session, &seen).await;
    info!("revocation addresses asked: {}", revocation.len());
    if settings.thorough {
        matrix::observe(&session, &mut seen).await;
    }
    if let Some(longest) = settings.hold {
        hold::observe(&session, &mut seen, longest).await;
    }
    let routes = seen.iter().map(|(route, _)| route);
    let wpad = wpad::look(routes, session.settings, &environment, &session.by).await;
    let run = Run {
        label: None,
        redacted: false,
        started: rfc3339(environment.now_unix).unwrap_or_default(),
        took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        interrupted: *environment.stop.borrow(),
        host: Host {
            wpad,
            ..host::learned(&session, &seen)
        },
        selection: settings.selection.clone(),
    };
    let measured = Measured {
        seen,
        revocation,
        signatures: session.signatures,
    };
    assemble::report(settings.catalogue, &settings.plan, run, measured)
}
