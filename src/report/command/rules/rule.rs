//! What each chosen row of a data file asks to be opened.

use crate::catalogue::{Catalogue, Cloud, Endpoint, Expected, Inspection, Scheme};
use crate::plan::Plan;
use crate::report::view::data_file::{address_files, old_data, review_date};
use crate::text::escape::escape;

/// The rules that the chosen rows of a data file ask for.
#[derive(Debug)]
pub struct RuleSet<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) cloud: Cloud,
    /// The day they are written, `YYYY-MM-DD`.
    pub(super) today: String,
    pub(super) all: Vec<Rule<'a>>,
}

/// What one row asks for.
#[derive(Debug)]
pub(super) struct Rule<'a> {
    pub(super) row: &'a Endpoint,
    pub(super) expected: Expected,
}

impl<'a> RuleSet<'a> {
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

    /// What they come from, a line each. Safe to show, and to stand in a comment.
    pub(super) fn about(&self) -> Vec<String> {
        let file = self.catalogue;
        let digest: String = file.sha256.chars().take(12).collect();
        let whose = [file.product.clone(), review_date(file, &self.today)];
        let whose = whose.into_iter().filter(|said| !said.is_empty());
        let about = whose.chain([format!("sha256 {digest}, cloud {}", self.cloud)]);
        let about = about.collect::<Vec<_>>().join(", ");
        let old = old_data(file, &self.today).map(|text| format!("warning: {text}"));
        let all = [about].into_iter().chain(old);
        let all = all.chain(address_files(file, self.cloud));
        all.map(|line| escape(&line)).collect()
    }
}

impl Rule<'_> {
    /// Host and port.
    pub(super) fn authority(&self) -> String {
        format!("{}:{}", self.row.host, self.row.port)
    }

    /// Must TLS be left alone? Absent where there is none.
    pub(super) fn exempt(&self) -> Option<bool> {
        match self.row.scheme {
            Scheme::Http => None,
            Scheme::Https | Scheme::Tls => Some(self.row.inspection == Inspection::Forbidden),
        }
    }

    /// Why its addresses are not known, or not all of them.
    pub(super) fn no_range(&self) -> Option<String> {
        let unknown = self.expected.unknown.iter();
        let unknown: Vec<_> = unknown.map(|tag| format!("`{}`", escape(tag))).collect();
        match (unknown.as_slice(), self.expected.networks.as_slice()) {
            ([], []) => Some("no range is known for it".to_owned()),
            ([], _) => None,
            (tags, _) => Some(format!("no networks are known of {}", tags.join(", "))),
        }
    }
}
