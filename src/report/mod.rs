//! A report, and the texts it is written as. Nothing here measures or judges.

pub mod command; // what the other commands write
pub mod format; // a report → text, one file a format
mod markup; // text that cannot become markup
mod model; // a report as data
mod style; // width, colour, marks
mod view; // what every format needs, worked out once

pub use format::json::ReportError;
pub use format::{Format, write};
pub use model::{EndpointReport, FORMAT, ProbeReport, Report, Run, Tool};
pub use style::Style;
