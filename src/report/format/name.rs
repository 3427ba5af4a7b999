//! The formats of a report by their names: the word on the command line, and the ending of a file.

use std::fmt;
use std::path::Path;

/// What a report can be written as: one file or folder beside this one each.
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
    pub fn from_path(path: &Path) -> Option<Self> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_file_names_its_format() {
        let of = |name: &str| Format::from_path(Path::new(name));
        assert_eq!(of("a/b/report.json"), Some(Format::Json));
        assert_eq!(of("REPORT.TXT"), Some(Format::Human));
        assert_eq!(of("report.jsonl"), None);
        assert_eq!(of("json"), None);
        assert_eq!(of(".json"), None);
    }
}
