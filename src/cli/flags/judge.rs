//! What can be said to `clearway judge`.

use std::path::PathBuf;

use clap::Args;

use super::exit::EXIT_CODES;
use super::judging::JudgingFlags;
use super::output::OutputFlags;
use super::selection::AddressFlags;

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(in crate::cli) struct Judge {
    /// A report saved as JSON
    #[arg(value_name = "REPORT.json")]
    pub(in crate::cli) report: PathBuf,

    /// Judge by this data file instead of the rows in the report
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) endpoints: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) addresses: AddressFlags,

    #[command(flatten)]
    pub(in crate::cli) judging: JudgingFlags,

    #[command(flatten)]
    pub(in crate::cli) out: OutputFlags,
}
