//! `clearway explain`: what a finding means.

use super::exit::PASSES;
use super::flags::{Explain, PlainFormat};
use super::output::print;
use super::problem::Problem;
use super::terminal::terminal_width;
use crate::report::command::explain::{code, code_json, codes, codes_json};

pub(super) fn explain(flags: &Explain) -> Result<u8, Problem> {
    let width = terminal_width();
    let text = match (flags.code, flags.format) {
        (Some(known), PlainFormat::Human) => code(known, width),
        (Some(known), PlainFormat::Json) => code_json(known),
        (None, PlainFormat::Human) => codes(width),
        (None, PlainFormat::Json) => codes_json(),
    };
    print(&text)?;
    Ok(PASSES)
}
