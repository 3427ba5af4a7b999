//! `clearway check`: flags → settings → run → report.

use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime;

use super::contradictions::{refuse_direct_beside_itself, refuse_short_deadline};
use super::exit::{STOPPED, exit_code};
use super::flags::Check;
use super::output::{deliver, open_all, print, print_bytes};
use super::outputs;
use super::problem::Problem;
use super::proof::{Proofs, challenge};
use super::rounds::{Last, Rounds};
use super::rules::add_addresses;
use super::source::source;
use crate::cli::from_report::question;
use crate::cli::proxy_settings::{agent_file, proxy_settings, system_route};
use crate::evidence::Host;
use crate::machine::{self, ResolverSettings};
use crate::net::{Source, System, stop_pair};
use crate::observe::Limits;
use crate::plan::plan;
use crate::report::command::agent_config::{self, NoBlock};
use crate::route::{DefaultProxy, mend};
use crate::run::{Environment, Settings, Unwatched, redacted};

/// Everything that can be wrong with the question is found before the first packet is sent.
pub(super) fn check(flags: &Check, logs: bool) -> Result<u8, Problem> {
    refuse_redacted_packets(flags)?;
    refuse_short_deadline(flags)?;
    outputs::of_check(flags)?;
    let settings = settings(flags)?;
    refuse_direct_beside_itself(flags, &settings)?;
    let agent_file = agent_file(&flags.route.agent_config)?;
    let bound = flags.source.as_deref();
    let bound = bound.map(|said| source(said, machine::interfaces()));
    let bound = bound.transpose()?;
    let saves = open_all(&flags.out.save)?;
    let proofs = Proofs::open(&flags.proof)?;
    let (plan, challenge) = (settings.plan.clone(), settings.proof.clone());
    let domains = domains(&settings);
    let rounds = Rounds {
        flags,
        settings,
        environment: environment(flags, bound),
        draws: !flags.out.quiet && !logs,
    };
    let runtime = runtime()?;
    let Last { report, stopped } = runtime.block_on(rounds.measure());
    // The system's resolver has threads that outlive every time limit.
    runtime.shutdown_background();
    let mut report = report;
    report.run.label.clone_from(&flags.label);
    let section = flags
        .print_agent_config
        .then(|| agent_config::section(&report));
    if flags.judging.redact {
        report = redacted(report, &plan, &domains);
    }
    // The report comes first: it stands also where a proof cannot be written.
    let delivered = deliver(&report, &flags.out, &saves);
    if let Some(challenge) = challenge {
        proofs.write(&report, &challenge)?;
    }
    delivered?;
    if let Some(section) = section {
        print_agent_config(section, agent_file.as_ref())?;
    }
    if stopped {
        return Ok(STOPPED);
    }
    Ok(exit_code(&report, flags.judging.fail_on))
}

/// What is known before anything is measured. Ask before threads are started.
fn environment(flags: &Check, bound: Option<Source>) -> Environment {
    let descriptors = machine::raise_descriptor_limit();
    let host = Host {
        bound_to: flags.source.clone(),
        ..machine::host()
    };
    Environment {
        dial: Arc::new(System::new(bound, descriptors)),
        now_unix: host.clock_unix,
        roots: machine::roots(),
        host,
        stop: stop_pair().1,
        progress: Arc::new(Unwatched),
    }
}

/// The domains of this machine that a report does not hold.
fn domains(settings: &Settings) -> Vec<String> {
    let own = settings.proxy_settings.local.domain.clone();
    machine::search_domains().into_iter().chain(own).collect()
}

/// Packets hold addresses, and are signed as they were sent.
fn refuse_redacted_packets(flags: &Check) -> Result<(), Problem> {
    let files = [
        ("--proof", &flags.proof.bundle),
        ("--pcap", &flags.proof.pcap),
    ];
    let mut given = files.iter().filter(|(_, file)| file.is_some());
    match given.next().filter(|_| flags.judging.redact) {
        None => Ok(()),
        Some((flag, _)) => Err(Problem::new(format!(
            "`--redact` and `{flag}`: the file holds packets with this machine's addresses, which cannot be \
             changed without making it worthless; leave out one of the two"
        ))),
    }
}

/// The agent's file: the one that was given, mended, or one of its own. Where there is no route for it,
/// why, beside whatever the report is saved as.
fn print_agent_config(
    section: Result<DefaultProxy, NoBlock>,
    file: Option<&(String, Vec<u8>)>,
) -> Result<(), Problem> {
    let section = match section {
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

/// The time limit of one step, where none is given.
const STEP: Duration = Duration::from_secs(10);

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
            step: flags.timeout.unwrap_or(STEP),
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
