//! What has to be opened before anything is tested, out of the data file: for people, for programs,
//! and as the settings of firewalls and proxies. Nothing was measured for any of it.

mod csv; // for change systems and spreadsheets
mod json; // for programs
mod names; // one name a line, and names that others cover
mod nftables; // a packet filter: knows addresses and no names
mod rule; // what is asked for
mod squid; // a proxy: knows names
mod table; // for people

use crate::report::style::Style;

pub use rule::RuleSet;

/// What rules can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulesFormat {
    /// For people.
    Table,
    /// For change systems and spreadsheets.
    Csv,
    /// For programs.
    Json,
    /// One name a line, for lists that firewalls fetch.
    FqdnList,
    /// For `squid.conf`.
    Squid,
    /// For `nft -f`.
    Nftables,
}

impl RuleSet<'_> {
    /// As text; the style matters to people only.
    #[must_use]
    pub fn write(&self, form: RulesFormat, style: &Style) -> String {
        match form {
            RulesFormat::Table => table::write(self, style),
            RulesFormat::Csv => csv::write(self),
            RulesFormat::Json => json::write(self),
            RulesFormat::FqdnList => names::write(self),
            RulesFormat::Squid => squid::write(self),
            RulesFormat::Nftables => nftables::write(self),
        }
    }
}

#[cfg(test)]
mod tests;
