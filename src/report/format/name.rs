//! The formats of a report by their names: the word on the command line, and the ending of a file.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

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

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().copied().find(|f| f.word() == text);
        known.ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// A word that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no report format; there are {}", crate::text::escape::shown(.0), words())]
pub struct UnknownFormat(String);

fn words() -> String {
    let quoted: Vec<_> = Format::ALL.iter().map(|f| format!("`{f}`")).collect();
    quoted.join(", ")
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

    #[test]
    fn every_word_gives_its_format_back() {
        for &format in Format::ALL {
            assert_eq!(format.word().parse(), Ok(format));
        }
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_known_ones() {
        let error = "yaml".parse::<Format>().unwrap_err();
        let text = "`yaml` is no report format; there are `human`, `json`, `junit`, `html`, \
                    `markdown`, `prometheus`, `csv`";
        assert_eq!(error.to_string(), text);
    }
}
