//! What can be said to `clearway rules`, and of addresses to others too.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::SelectionFlags;

#[derive(Debug, Args)]
pub(in crate::cli) struct Rules {
    #[command(flatten)]
    pub(in crate::cli) what: SelectionFlags,

    #[command(flatten)]
    pub(in crate::cli) addresses: Addresses,

    /// How to write them
    #[arg(long, value_enum, default_value_t = RuleForm::Table, help_heading = "Output")]
    pub(in crate::cli) format: RuleForm,
}

/// Where addresses should lie.
#[derive(Debug, Args)]
#[command(next_help_heading = "What")]
pub(in crate::cli) struct Addresses {
    /// Microsoft's weekly `ServiceTags_*.json`, for the networks that the rows' service tags stand for
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) service_tags: Option<PathBuf>,

    /// The answer of the Microsoft 365 endpoints web service, saved as JSON, for the networks of the
    /// hosts that it lists
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) m365: Option<PathBuf>,
}

/// What rules are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RuleForm {
    /// For people
    Table,
    /// For change systems and spreadsheets
    Csv,
    /// For programs
    Json,
    /// One name a line, for the lists that firewalls fetch
    FqdnList,
    /// For squid.conf
    Squid,
    /// For `nft -f`; names that have no range are left to you, in comments
    Nftables,
}
