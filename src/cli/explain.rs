//! `clearway explain`: what a finding means.

use super::exit::PASSES;
use super::flags::{Explain, PlainFormat};
use super::output::print;
use super::problem::Problem;
use super::terminal::terminal_width;
use crate::report::command::explain::{all, all_json, one, one_json};

pub(super) fn explain(flags: &Explain) -> Result<u8, Problem> {
    let width = terminal_width();
    let text = match (flags.code, flags.format) {
        (Some(code), PlainFormat::Human) => one(code, width),
        (Some(code), PlainFormat::Json) => one_json(code),
        (None, PlainFormat::Human) => all(width),
        (None, PlainFormat::Json) => all_json(),
    };
    print(&text)?;
    Ok(PASSES)
}
