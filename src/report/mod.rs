//! A report, and the texts it is written as. Nothing here measures or judges.

pub mod agent_config; // the way that passed, as the agent's settings
pub mod compare; // several reports beside each other → text
pub mod explain; // a finding code → text
pub mod list; // what will be checked → text
pub mod routes; // which way every endpoint goes → text
pub mod verified; // what a bundle proves → text
pub mod rules; // what to open → text, and settings of firewalls and proxies

mod data; // the data file and the address files, in words
mod answer; // the one sentence that comes first
mod servers; // what is odd about name servers
mod groups; // findings that say the same, told once
mod tickets; // what to ask of whom
mod times; // when what was done
mod wildcards; // what a rule for a wildcard has to cover
mod certificate; // what a certificate says of itself
mod style; // width, colour, marks
mod markup; // text that cannot become markup

pub mod human; // for people
mod inspection; // who may look into TLS, and who does
pub mod json; // for programs, and for reading back
mod csv; // the tickets, for spreadsheets
mod html; // one page, for a browser
mod junit; // for continuous integration
mod markdown; // to paste into a ticket
mod prometheus; // for dashboards

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, HostPattern, Need};
use crate::evidence::{Evidence, Host};
use crate::finding::{Directly, Finding, Inspected, Target, Verdict};
use crate::plan::{LeftOut, Probe, Selection};
use crate::route::Route;

pub use json::ReportError;
pub use style::Style;

/// The number of the report's format. Fields are added; none is renamed.
pub const FORMAT: u32 = 1;

/// Everything a run saw and what was judged of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: u32,
    /// Who wrote it.
    pub tool: Tool,
    /// The rows and issuer sets it was judged by.
    pub endpoints_file: Catalogue,
    /// When, where and how long.
    pub run: Run,
    /// The worst of the endpoints.
    pub verdict: Verdict,
    /// About the whole run; they explain others and change no verdict.
    pub findings: Vec<Finding>,
    /// One entry for each chosen endpoint, in the order of the file.
    pub endpoints: Vec<EndpointReport>,
    /// Probes the run added by itself: revocation addresses of the chains that were seen.
    #[serde(default)]
    pub revocation: Vec<ProbeReport>,
}

/// The program that wrote a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// When it began, RFC 3339, UTC.
    pub started: String,
    /// How long it took.
    pub took_ms: u64,
    /// Was it stopped by the user?
    pub interrupted: bool,
    /// Where it ran.
    pub host: Host,
    /// What of the file was wanted.
    #[serde(default)]
    pub selection: Selection,
}

/// One endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndpointReport {
    /// Its id.
    pub id: String,
    /// Its host pattern.
    pub host: HostPattern,
    /// Its port.
    pub port: u16,
    /// How much depends on it.
    pub need: Need,
    /// Its verdict.
    pub verdict: Verdict,
    /// About all of its samples; they explain others and change no verdict.
    pub findings: Vec<Finding>,
    /// One entry for each sample that was asked.
    pub probes: Vec<ProbeReport>,
    /// Samples that were not asked, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// One probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbeReport {
    /// What was asked.
    #[serde(flatten)]
    pub probe: Probe,
    /// The way it took.
    pub route: Route,
    /// Its verdict.
    pub verdict: Verdict,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// What the inspection matrix came to, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspected: Option<Inspected>,
    /// What was met on the direct way, where that was measured beside another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct: Option<Directly>,
    /// Of a probe that the run added by itself: how much depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Need>,
    /// Of a probe that the run added by itself: the hosts whose certificates name this address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named_by: Vec<String>,
    /// What was seen.
    pub evidence: Evidence,
}

impl ProbeReport {
    /// The host and port that its findings are about, and the proxy they were asked through.
    #[must_use]
    pub fn target(&self) -> Target {
        Target {
            host: self.probe.host.clone(),
            port: self.probe.port,
            via: self.route.via.clone(),
        }
    }
}

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
