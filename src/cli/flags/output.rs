//! Where a report goes, and how it looks.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::report::Format;

/// Where a report goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(in crate::cli) struct OutputFlags {
    /// Format of the report on standard output; csv holds the tickets alone
    #[arg(long, value_enum, ignore_case = true, default_value_t = Format::Human)]
    pub(in crate::cli) format: Format,

    /// Save the report as well; the ending names the format: .txt, .json, .xml, .html, .md, .prom,
    /// or .csv; repeatable
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) save: Vec<PathBuf>,

    /// Print no report and show no progress
    #[arg(long)]
    pub(in crate::cli) quiet: bool,

    /// When to use colour
    #[arg(long, value_name = "WHEN", value_enum, ignore_case = true, default_value_t = Colour::Auto)]
    pub(in crate::cli) color: Colour,

    /// All evidence of each finding: what `-v` asks for beside its log.
    #[arg(skip)]
    pub(in crate::cli) whole: bool,
}

/// The formats of what is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PlainFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Colour {
    /// On a terminal that shows colour
    Auto,
    /// Also into files and pipes
    Always,
    /// Not even on a terminal
    Never,
}
