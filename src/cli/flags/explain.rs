//! What can be said to `clearway explain`.

use clap::Args;

use super::output::PlainFormat;

#[derive(Debug, Args)]
pub(in crate::cli) struct Explain {
    /// A finding code such as `chain.intercepted`, or the beginning of several such as `chain`; without
    /// it, all codes
    #[arg(value_name = "CODE")]
    pub(in crate::cli) code: Option<String>,

    /// Output format
    #[arg(long, value_enum, ignore_case = true, default_value_t = PlainFormat::Human)]
    pub(in crate::cli) format: PlainFormat,
}
