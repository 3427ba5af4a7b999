//! Several reports beside each other: vantage points or days. Endpoint by endpoint, what differs and
//! whether the same keys were shown. What each report says of its verdicts is taken as it stands.

mod besides; // what differs, in sentences
mod cause; // why an endpoint has its verdict
mod cell; // one endpoint of one report, as far as it is compared
mod column; // one report, as far as it is compared
mod difference; // in what an endpoint differs
mod html; // for a browser
mod human; // for people at a terminal
mod json; // for programs
mod keys; // how the keys at an endpoint relate
mod letters; // what the reports are called
mod matrix; // the marks on a terminal
mod origin; // where and when a report was made
mod summary; // one line a report
mod table; // the reports beside each other

use crate::report::style::Style;

pub use column::Column;
pub use table::Comparison;

impl Comparison {
    /// For people at a terminal.
    #[must_use]
    pub fn human(&self, style: &Style) -> String {
        human::write(self, style)
    }

    /// One page for a browser.
    #[must_use]
    pub fn html(&self) -> String {
        html::write(self)
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        json::write(self)
    }
}
