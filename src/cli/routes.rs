//! `clearway routes`: which route each endpoint takes; none is measured.

use std::sync::Arc;

use super::check::runtime;
use super::exit::{FAILS, PASSES};
use super::flags::{PlainFormat, Routes};
use super::output::print;
use super::problem::Problem;
use super::terminal::terminal_width;
use crate::cli::proxy_settings::{proxy_settings, readers};
use crate::machine::{self, ResolverSettings};
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
    let environment = Environment {
        dial: Arc::new(System::default()),
        now_unix: host.clock_unix,
        roots: machine::roots(),
        host,
        stop: stopping,
        progress: Arc::new(Unwatched),
    };
    let runtime = runtime()?;
    let readers = readers(&flags.route)?;
    let all = runtime.block_on(run::routes(&settings, &readers, &environment));
    runtime.shutdown_background();
    let remarks = settings.proxy_settings.remarks();
    let text = match flags.format {
        PlainFormat::Human => human(&all, &remarks, terminal_width()),
        PlainFormat::Json => {
            let value = json(&settings.catalogue, &settings.plan, &all, &remarks);
            format!("{value:#}\n")
        }
    };
    print(&text)?;
    Ok(if fails(&all) { FAILS } else { PASSES })
}

fn settings(flags: &Routes) -> Result<Settings, Problem> {
    let catalogue = flags.what.catalogue()?;
    let selection = flags.what.selection();
    Ok(Settings {
        plan: plan(&catalogue, &selection)?,
        catalogue,
        selection,
        resolver: Ok(ResolverSettings::default()),
        proxy_settings: proxy_settings(&flags.route)?,
        system_route: None,
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
        looks_for_wpad: !flags.route.no_wpad,
        proof: None,
    })
}
