//! A report as text, one file or folder a format. They lay out what the view has worked out.

pub(in crate::report) mod csv; // the tickets, for spreadsheets
pub(in crate::report) mod html; // one page, for a browser
pub(in crate::report) mod human; // for people
pub mod json; // for programs, and for reading back
mod junit; // for continuous integration
mod markdown; // to paste into a ticket
pub(in crate::report) mod markup; // text that cannot become markup
mod name; // the formats there are
mod prometheus; // for dashboards

use super::model::Report;
use super::style::Style;
use super::view::View;

pub use name::Format;

/// A report as text. The style matters to people only; programs get the same text everywhere.
#[must_use]
pub fn write(report: &Report, format: Format, style: &Style) -> String {
    let view = || View::new(report);
    match format {
        Format::Json => json::write(report),
        Format::Human => human::write(&view(), style),
        Format::Junit => junit::write(&view()),
        Format::Html => html::write(&view()),
        Format::Markdown => markdown::write(&view()),
        Format::Prometheus => prometheus::write(&view()),
        Format::Csv => csv::write(&view()),
    }
}
