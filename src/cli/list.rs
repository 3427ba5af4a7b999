//! `clearway list`: what will be checked; no packet is sent.

use super::exit::PASSES;
use super::flags::{List, PlainFormat};
use super::output::print;
use super::problem::Problem;
use super::terminal::terminal_width;
use crate::machine;
use crate::plan::plan;
use crate::report::command::list::{human, json};
use crate::text::time::rfc3339;

pub(super) fn list(flags: &List) -> Result<u8, Problem> {
    let catalogue = flags.what.catalogue()?;
    let plan = plan(&catalogue, &flags.what.selection())?;
    let today = rfc3339(machine::now_unix()).unwrap_or_default();
    let text = match flags.format {
        PlainFormat::Human => human(&catalogue, &plan, terminal_width(), &today),
        PlainFormat::Json => format!("{:#}\n", json(&catalogue, &plan, &today)),
    };
    print(&text)?;
    Ok(PASSES)
}
