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

pub use rule::Rules;

/// What rules can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
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

impl Rules<'_> {
    /// As text; the style matters to people only.
    #[must_use]
    pub fn write(&self, form: Form, style: &Style) -> String {
        match form {
            Form::Table => table::write(self, style),
            Form::Csv => csv::write(self),
            Form::Json => json::write(self),
            Form::FqdnList => names::write(self),
            Form::Squid => squid::write(self),
            Form::Nftables => nftables::write(self),
        }
    }
}

#[cfg(test)]
mod tests;
