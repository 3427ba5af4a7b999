//! What can be said to `clearway compare`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::Colour;

#[derive(Debug, Args)]
#[command(after_help = COMPARE_EXIT_CODES)]
pub(in crate::cli) struct Compare {
    /// Reports saved as JSON, or patterns such as 'seg*.json', which clearway expands where the shell does
    /// not; a report that is named twice counts once
    #[arg(value_name = "REPORT.json", num_args = 1.., required = true)]
    pub(in crate::cli) reports: Vec<PathBuf>,

    /// Show one line a report: label, host or file, source address, route, verdict, conclusion; one report is
    /// enough
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) summary: bool,

    /// Output format; csv and jsonl only with --summary, html only without
    #[arg(long, value_enum, ignore_case = true, default_value_t = CompareForm::Human, help_heading = "Output")]
    pub(in crate::cli) format: CompareForm,

    /// When to use colour
    #[arg(long, value_name = "WHEN", value_enum, ignore_case = true, default_value_t = Colour::Auto,
          help_heading = "Output")]
    pub(in crate::cli) color: Colour,
}

/// What a comparison is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CompareForm {
    /// For people
    Human,
    /// One page, for a browser
    Html,
    /// For programs: one document
    Json,
    /// For spreadsheets: one row a report
    Csv,
    /// For programs that read lines: one JSON object a line and report
    Jsonl,
}

const COMPARE_EXIT_CODES: &str = "Exit codes, with --summary too:
  0    every endpoint has the same verdict in all reports, which may be fail
  1    one has another verdict in one of them, or is not in all of them
  2    the tool could not do what was asked";
