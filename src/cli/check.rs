//! `clearway check`: flags → settings → run → report.

use std::collections::HashSet;
use std::future::Future;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime;

use super::exit::exit_code;
use super::flags::Check;
use super::output::{deliver, open_all, print, print_bytes};
use super::problem::Problem;
use super::progress::{Ticker, progress};
use super::proof::{Proofs, challenge};
use super::rules::add_addresses;
use super::source::source;
use crate::cli::from_report::question;
use crate::cli::proxy_settings::{agent_file, proxy_settings, system_route};
use crate::evidence::Host;
use crate::machine::{self, ResolverSettings};
use crate::net::{Stop, System, stop_pair};
use crate::observe::Limits;
use crate::plan::plan;
use crate::report::Report;
use crate::report::command::agent_config;
use crate::route::mend;
use crate::run::{Environment, Settings, run};

/// Everything that can be wrong with the question is found before the first packet is sent.
pub(super) fn check(flags: &Check, logs: bool) -> Result<u8, Problem> {
    let settings = settings(flags)?;
    let agent_file = agent_file(&flags.route.agent_config)?;
    let bound = flags.source.as_deref();
    let bound = bound.map(|said| source(said, machine::interfaces()));
    let bound = bound.transpose()?;
    let saves = open_all(&flags.out.save)?;
    let proofs = Proofs::open(&flags.proof)?;
    let descriptors = machine::raise_descriptor_limit();
    let (stop, stopping) = stop_pair();
    let ticker = (!flags.out.quiet && !logs)
        .then(Ticker::for_terminal)
        .flatten();
    let host = Host {
        bound_to: flags.source.clone(),
        ..machine::host()
    };
    let environment = Environment {
        dial: Arc::new(System::new(bound, descriptors)),
        now_unix: host.clock_unix,
        roots: machine::roots(),
        host,
        stop: stopping,
        progress: progress(ticker.as_ref()),
    };
    let runtime = runtime()?;
    let challenge = settings.proof.clone();
    let running = until_stopped(run(settings, environment), stop);
    let report = runtime.block_on(watched(running, ticker));
    // The system's resolver has threads that outlive every time limit.
    runtime.shutdown_background();
    // The report comes first: it stands also where a proof cannot be written.
    let delivered = deliver(&report, &flags.out, saves);
    if let Some(challenge) = challenge {
        proofs.write(&report, &challenge)?;
    }
    delivered?;
    if flags.print_agent_config {
        print_agent_config(&report, agent_file.as_ref())?;
    }
    Ok(exit_code(&report))
}

/// The agent's file: the one that was given, mended, or one of its own. Where there is no route for it,
/// why, beside whatever the report is saved as.
fn print_agent_config(report: &Report, file: Option<&(String, Vec<u8>)>) -> Result<(), Problem> {
    let section = match agent_config::section(report) {
        Ok(section) => section,
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "no agent config: {why}");
            return Ok(());
        }
    };
    match file {
        None => print(&agent_config::whole_file(&section)),
        Some((name, bytes)) => match mend(name, bytes, &section) {
            Ok(mended) => print_bytes(&mended),
            Err(why) => Err(Problem::new(why.to_string())),
        },
    }
}

/// Shows how far it is, where that is wanted, and leaves nothing of it.
async fn watched(running: impl Future<Output = Report>, ticker: Option<Ticker>) -> Report {
    let Some(ticker) = ticker else {
        return running.await;
    };
    let report = tokio::select! {
        report = running => report,
        never = ticker.draw() => match never {},
    };
    ticker.clear();
    report
}

fn settings(flags: &Check) -> Result<Settings, Problem> {
    let (mut catalogue, selection) = question(flags)?;
    add_addresses(&mut catalogue, &flags.addresses)?;
    let plan = plan(&catalogue, &selection)?;
    let mut servers = flags.resolver.clone();
    let mut known = HashSet::new();
    servers.retain(|server| known.insert(*server));
    Ok(Settings {
        system_route: system_route(
            &flags.system,
            &flags.route.system_settings,
            catalogue.revocation,
        )?,
        catalogue,
        selection,
        plan,
        resolver: if servers.is_empty() {
            machine::resolver_settings()
        } else {
            Ok(ResolverSettings {
                servers,
                ..ResolverSettings::default()
            })
        },
        proxy_settings: proxy_settings(&flags.route)?,
        limits: Limits {
            step: flags.timeout,
            attempts: flags.attempts,
        },
        deadline: flags.deadline,
        parallel: flags.parallel.into(),
        thorough: flags.thorough,
        compare_direct: flags.direct.compare_direct,
        direct: flags.direct.direct,
        hold: flags.hold,
        looks_for_wpad: !flags.route.no_wpad,
        proof: challenge(&flags.proof)?,
    })
}

/// Threads for the system's resolver, which blocks; more only wait.
const BLOCKING: usize = 128;

pub(super) fn runtime() -> Result<runtime::Runtime, Problem> {
    runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(BLOCKING)
        .thread_keep_alive(Duration::from_secs(1))
        .enable_all()
        .build()
        .map_err(|why| Problem::new(format!("the runtime cannot be started: {why}")))
}

/// Runs until it is done; at Ctrl-C or a request to end, stops it and waits for what it has.
async fn until_stopped(running: impl Future<Output = Report>, stop: Stop) -> Report {
    tokio::pin!(running);
    tokio::select! {
        report = &mut running => report,
        () = asked_to_stop() => {
            stop.now();
            running.await
        }
    }
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return interrupted().await;
    };
    tokio::select! {
        () = interrupted() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    interrupted().await;
}

/// Ends at Ctrl-C; never, where the system lets nobody listen for it.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
