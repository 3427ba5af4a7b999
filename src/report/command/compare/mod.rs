//! Several reports beside each other: vantage points or days. Endpoint by endpoint, what differs and
//! whether the same keys were shown. What each report says of its verdicts is taken as it stands.

mod besides; // what else there is to say
mod column; // one report, as far as it is compared
mod html; // for a browser
mod human; // for people at a terminal
mod json; // for programs
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
