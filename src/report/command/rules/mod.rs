//! What has to be opened before anything is tested, out of the data file: for people, for programs,
//! and as the settings of firewalls and proxies. Nothing was measured for any of it.

mod csv; // for change systems and spreadsheets
mod json; // for programs
mod names; // one name a line, and names that others cover
mod nftables; // a packet filter: knows addresses and no names
mod squid; // a proxy: knows names
mod table; // for people

use crate::catalogue::{Catalogue, Cloud, Endpoint, Expected, Inspection, Scheme};
use crate::plan::Plan;
use crate::text::escape::shown;

use crate::report::Style;
use crate::report::view::data_file::{address_files, dated};

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

/// The rules that the chosen rows of a data file ask for.
#[derive(Debug)]
pub struct Rules<'a> {
    catalogue: &'a Catalogue,
    cloud: Cloud,
    /// The day they are written, `YYYY-MM-DD`.
    today: String,
    all: Vec<Rule<'a>>,
}

/// What one row asks for.
#[derive(Debug)]
struct Rule<'a> {
    row: &'a Endpoint,
    expected: Expected,
}

impl<'a> Rules<'a> {
    /// The rules for the endpoints of a plan, in the order of the file. `today` is a day or a moment,
    /// RFC 3339.
    #[must_use]
    pub fn new(catalogue: &'a Catalogue, plan: &Plan, cloud: Cloud, today: &str) -> Self {
        let rows = plan.endpoints.iter();
        let rows = rows.filter_map(|id| catalogue.endpoint(id));
        let rule = |row| Rule {
            row,
            expected: catalogue.expected(row),
        };
        Self {
            catalogue,
            cloud,
            today: today.chars().take_while(|&c| c != 'T').collect(),
            all: rows.map(rule).collect(),
        }
    }

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

    /// What they come from, a line each. Safe to show, and to stand in a comment.
    fn about(&self) -> Vec<String> {
        let file = self.catalogue;
        let digest: String = file.sha256.chars().take(12).collect();
        let whose = [file.product.clone(), dated(file, &self.today)];
        let whose = whose.into_iter().filter(|said| !said.is_empty());
        let about = whose.chain([format!("sha256 {digest}, cloud {}", self.cloud)]);
        let about = about.collect::<Vec<_>>().join(", ");
        let all = [about].into_iter().chain(address_files(file, self.cloud));
        all.map(|line| shown(&line)).collect()
    }
}

impl Rule<'_> {
    /// Host and port.
    fn authority(&self) -> String {
        format!("{}:{}", self.row.host, self.row.port)
    }

    /// Must TLS be left alone? Absent where there is none.
    fn exempt(&self) -> Option<bool> {
        match self.row.scheme {
            Scheme::Http => None,
            Scheme::Https | Scheme::Tls => Some(self.row.inspection == Inspection::Forbidden),
        }
    }

    /// Why its addresses are not known, or not all of them.
    fn no_range(&self) -> Option<String> {
        let unknown = self.expected.unknown.iter();
        let unknown: Vec<_> = unknown.map(|tag| format!("`{}`", shown(tag))).collect();
        match (unknown.as_slice(), self.expected.networks.as_slice()) {
            ([], []) => Some("no range is known for it".to_owned()),
            ([], _) => None,
            (tags, _) => Some(format!("no networks are known of {}", tags.join(", "))),
        }
    }
}

#[cfg(test)]
mod tests;
