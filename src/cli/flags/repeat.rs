//! How often a run is made.

use std::time::Duration;

use clap::Args;

use super::value::duration;

/// How often a run is made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Repeat")]
pub(in crate::cli) struct RepeatFlags {
    /// Run again and again until the verdict passes, as `--fail-on` says: a line for each round on standard
    /// error, then the report of the last one. Waits EVERY between two rounds, `30s` where none is given
    #[arg(long, value_name = "EVERY", value_parser = duration, num_args = 0..=1, require_equals = true,
          default_missing_value = "30s")]
    pub(in crate::cli) until_pass: Option<Duration>,

    /// Begin no further round after this time; without it, rounds go on until they are stopped (Ctrl-C)
    #[arg(long, value_name = "TIME", value_parser = duration, requires = "until_pass")]
    pub(in crate::cli) give_up_after: Option<Duration>,
}
