//! A report, and the texts it is written as. Nothing here measures or judges.

pub mod model; // the data
mod amounts; // durations, numbers and lists in words
mod style; // width, colour, marks
mod view; // what every reader needs, worked out once
pub mod format; // the report as text, for each kind of reader
pub mod redact; // a report without the machine that made it
pub mod command; // what other commands write

pub use command::{agent_config, compare, explain, list, routes, rules, verify};
pub use format::json::{self, ReportError};
pub use format::{Format, write};
pub use model::{EndpointReport, FORMAT, ProbeReport, Report, Run, Tool};
pub use style::Style;
pub use view::{Origin, Summary, old_data};
