//! What a report can be written as: one file or folder a format. They lay out, and work out nothing.

pub(super) mod csv; // the tickets, for spreadsheets
pub(super) mod html; // one page, for a browser
pub mod human; // for people
pub mod json; // for programs, and for reading back
mod junit; // for continuous integration
mod markdown; // to paste into a ticket
mod prometheus; // for dashboards

use std::fmt;
use std::path::Path;

use super::Style;
use super::model::Report;

/// What a report can be written as: one file of this folder each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs; the only one that can be read back.
    Json,
    /// For continuous integration.
    Junit,
    /// One page, for a browser.
    Html,
    /// To paste into a ticket.
    Markdown,
    /// For dashboards.
    Prometheus,
    /// What to ask of whom, for spreadsheets and change systems.
    Csv,
}

impl Format {
    /// Every format.
    pub const ALL: &[Self] = &[
        Self::Human,
        Self::Json,
        Self::Junit,
        Self::Html,
        Self::Markdown,
        Self::Prometheus,
        Self::Csv,
    ];

    /// Its word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Prometheus => "prometheus",
            Self::Csv => "csv",
        }
    }

    /// The ending of its files, without the dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Human => "txt",
            Self::Json => "json",
            Self::Junit => "xml",
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Prometheus => "prom",
            Self::Csv => "csv",
        }
    }

    /// The format that the ending of a file's name stands for.
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        let mut all = Self::ALL.iter().copied();
        all.find(|format| format.ending().eq_ignore_ascii_case(ending))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A report as text. The style matters to people only; programs get the same text everywhere.
#[must_use]
pub fn write(report: &Report, format: Format, style: &Style) -> String {
    match format {
        Format::Human => {
            let mut text = String::new();
            human::write(report, style, &mut text).expect("writing to a String cannot fail");
            text
        }
        Format::Json => json::write(report),
        Format::Junit => junit::write(report),
        Format::Html => html::write(report),
        Format::Markdown => markdown::write(report),
        Format::Prometheus => prometheus::write(report),
        Format::Csv => csv::write(report),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_file_names_its_format() {
        let of = |name: &str| Format::of_file(Path::new(name));
        assert_eq!(of("a/b/report.json"), Some(Format::Json));
        assert_eq!(of("REPORT.TXT"), Some(Format::Human));
        assert_eq!(of("report.jsonl"), None);
        assert_eq!(of("json"), None);
        assert_eq!(of(".json"), None);
    }
}
