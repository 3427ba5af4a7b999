//! What a report means for a script, and what of this machine stays out of it.

use clap::{Args, ValueEnum};

/// What a report means for a script, and what of this machine stays out of it.
#[derive(Debug, Args)]
pub(in crate::cli) struct JudgingFlags {
    /// What makes the exit code 1: a failure, or also a warning. An unproven report always does
    #[arg(long, value_name = "VERDICT", value_enum, ignore_case = true, default_value_t = FailOn::Fail,
          help_heading = "Judge by")]
    pub(in crate::cli) fail_on: FailOn,

    /// Leave this machine out of the report, in every format: its names, addresses, interfaces, user,
    /// domains, name servers and home folders. Targets, proxies and their certificates stay. What goes to
    /// standard error, such as `-v`, is not redacted
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) redact: bool,
}

/// The least of a verdict that a script is told of as a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// A required endpoint fails or is unproven
    Fail,
    /// Also where the verdict is a warning
    Warn,
}
