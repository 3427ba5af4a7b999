//! What can be said to `clearway explain`.

use clap::Args;

use super::output::PlainFormat;
use crate::finding::{Code, UnknownCode};

#[derive(Debug, Args)]
pub(in crate::cli) struct Explain {
    /// A finding code such as `chain.intercepted`; without it, all codes
    #[arg(value_name = "CODE", value_parser = code)]
    pub(in crate::cli) code: Option<Code>,

    /// Output format
    #[arg(long, value_enum, ignore_case = true, default_value_t = PlainFormat::Human)]
    pub(in crate::cli) format: PlainFormat,
}

/// A code, in any case.
fn code(text: &str) -> Result<Code, UnknownCode> {
    text.to_ascii_lowercase().parse()
}
