//! One line a report: what it is called, where it was measured from, on which route, and what it came to.

mod csv; // for spreadsheets
mod human; // for people at a terminal
mod json; // for programs

use super::table::Comparison;
use crate::report::style::Style;

impl Comparison {
    /// One line a report, for people, below how many of them pass. No line is cut, unless a width is given.
    #[must_use]
    pub fn summary(&self, style: &Style, width: Option<usize>) -> String {
        human::write(self, style, width)
    }

    /// One row a report (RFC 4180), for spreadsheets: with a byte order mark, by which Excel knows UTF-8.
    #[must_use]
    pub fn summary_csv(&self) -> String {
        csv::write(self)
    }

    /// One document with all reports, for programs.
    #[must_use]
    pub fn summary_json(&self) -> String {
        json::document(self)
    }

    /// One JSON object a line and report, for programs that read lines.
    #[must_use]
    pub fn summary_json_lines(&self) -> String {
        json::lines(self)
    }
}
