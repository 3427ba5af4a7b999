//! `clearway routes`: the ways, without going them.

use std::sync::Arc;

use super::check::runtime;
use super::flags::{Routes, Simple};
use super::output::{self, Problem, terminal_width};
use super::{FAILS, PASSES};
use crate::cli::proxy_settings::proxy_settings;
use crate::machine;
use crate::net::{System, stop_pair};
use crate::observe::Limits;
use crate::plan::plan;
use crate::report::command::routes::{fails, human, json};
use crate::run::{self, Environment, Settings, Unwatched};

pub(super) fn routes(flags: &Routes) -> Result<u8, Problem> {
    let settings = settings(flags)?;
    // Nobody asks it to stop: Ctrl-C ends it as it ends any program.
    let (_stop, stopping) = stop_pair();
    let host = machine::host();
    let world = Environment {
        dial: Arc::new(System::default()),
        now_unix: host.clock_unix,
        roots: machine::roots(),
        host,
        stop: stopping,
        progress: Arc::new(Unwatched),
    };
    let runtime = runtime()?;
    let all = runtime.block_on(run::routes(&settings, &world));
    runtime.shutdown_background();
    let remarks = settings.proxy_settings.remarks();
    let text = match flags.format {
        Simple::Human => human(&all, &remarks, terminal_width()),
        Simple::Json => {
            let value = json(&settings.catalogue, &settings.plan, &all, &remarks);
            format!("{value:#}\n")
        }
    };
    output::print(&text)?;
    Ok(if fails(&all) { FAILS } else { PASSES })
}

fn settings(flags: &Routes) -> Result<Settings, Problem> {
    let catalogue = flags.what.catalogue()?;
    let selection = flags.what.selection();
    Ok(Settings {
        plan: plan(&catalogue, &selection)?,
        catalogue,
        selection,
        servers: Ok(Vec::new()),
        proxy_settings: proxy_settings(&flags.route)?,
        limits: Limits {
            step: flags.timeout,
            attempts: 1,
        },
        // A script may be slow at each of many hosts; three times ends it.
        deadline: flags.timeout * 6,
        parallel: 1,
        thorough: false,
        compare_direct: false,
        direct: None,
        hold: None,
        proof: None,
    })
}
