//! Several reports beside each other: vantage points or days. Endpoint by endpoint, what differs and
//! whether the same keys were shown. What each report says of its verdicts is taken as it stands.

mod column; // one report, as far as it is compared
mod html; // for a browser
mod human; // for people at a terminal
mod json;
mod rows;

pub use rows::Compared; // for programs

pub use crate::report::command::compare::column::Column;

use crate::report::style::Style;

impl Compared {
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

#[cfg(test)]
mod tests {
    use crate::report::command::compare::rows::label;

    #[test]
    fn there_is_a_label_for_any_number_of_reports() {
        let labels = [0, 25, 26, 27, 701, 702].map(label);
        assert_eq!(labels, ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
