//! `clearway list`: what will be checked; no packet is sent.

use super::exit::PASSES;
use super::flags::{List, PlainFormat};
use super::output::print;
use super::problem::Problem;
use super::terminal::terminal_width;
use crate::plan::plan;
use crate::report::command::list::{human, json};

pub(super) fn list(flags: &List) -> Result<u8, Problem> {
    let catalogue = flags.what.catalogue()?;
    let plan = plan(&catalogue, &flags.what.selection())?;
    let text = match flags.format {
        PlainFormat::Human => human(&catalogue, &plan, terminal_width()),
        PlainFormat::Json => format!("{:#}\n", json(&catalogue, &plan)),
    };
    print(&text)?;
    Ok(PASSES)
}
