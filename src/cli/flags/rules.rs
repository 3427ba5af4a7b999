//! What can be said to `clearway rules`.

use clap::{Args, ValueEnum};

use super::selection::{AddressFlags, SelectionFlags};

#[derive(Debug, Args)]
pub(in crate::cli) struct Rules {
    #[command(flatten)]
    pub(in crate::cli) what: SelectionFlags,

    #[command(flatten)]
    pub(in crate::cli) addresses: AddressFlags,

    /// Output format
    #[arg(long, value_enum, ignore_case = true, default_value_t = RuleForm::Table, help_heading = "Output")]
    pub(in crate::cli) format: RuleForm,
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
    /// For `nft -f`; names without a known network are listed in comments
    Nftables,
}
