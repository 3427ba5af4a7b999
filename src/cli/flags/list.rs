//! What can be said to `clearway list`.

use clap::Args;

use super::output::PlainFormat;
use super::selection::SelectionFlags;

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    pub(in crate::cli) what: SelectionFlags,

    /// Output format
    #[arg(long, value_enum, ignore_case = true, default_value_t = PlainFormat::Human, help_heading = "Output")]
    pub(in crate::cli) format: PlainFormat,
}
