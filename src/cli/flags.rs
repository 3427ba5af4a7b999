//! What can be said on the command line.

mod compare;
mod rules;
mod value;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(super) use compare::{Compare, CompareForm};
pub(super) use rules::{Addresses, RuleForm, Rules};

use super::proof::{Proof, Verify};
use crate::catalogue::{Catalogue, CatalogueError, Cloud};
use crate::evidence::direct::Expected;
use crate::finding::Code;
use crate::plan::Selection;
use crate::report::Format;
pub(super) use value::{ValueError, challenge};
use value::{direct, duration, idle, server};

/// Is the way to every host the agent needs open, and is TLS on it untouched?
#[derive(Debug, Parser)]
#[command(
    name = "clearway",
    version,
    max_term_width = 80,
    arg_required_else_help = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Measure every endpoint from here, judge what was seen, report
    Check(Box<Check>),
    /// Show which proxy each source would choose for each endpoint, which one wins, and why
    Routes(Box<Routes>),
    /// Show what will be checked; no packet is sent
    List(List),
    /// Write what to open in firewalls and proxies; no packet is sent
    Rules(Rules),
    /// Judge a saved report again, without the network
    Judge(Judge),
    /// Check a bundle of handshake proofs, without the network
    Verify(Verify),
    /// Show what differs between saved reports: two vantage points, or two days
    Compare(Compare),
    /// Tell what a finding means, what usually causes it and who can mend it
    Explain(Explain),
    /// Print what a shell needs to complete these commands and flags
    Completions(Completions),
    /// Print a manual page, for `man -l -` or a folder of pages
    Man(Man),
}

/// Exit codes: 0 everything required passes · 1 something required fails or is unproven · 2 the tool
/// could not do what was asked · 130 interrupted.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) what: SelectionFlags,

    /// Ask again what this saved report asked, by its own rows unless `--endpoints` is given
    #[arg(long, value_name = "REPORT.json", help_heading = "What",
          conflicts_with_all = ["cloud", "only"])]
    pub(super) from: Option<PathBuf>,

    /// Of that report, only endpoints that failed or are unproven
    #[arg(long, requires = "from", help_heading = "What")]
    pub(super) failed: bool,

    #[command(flatten)]
    pub(super) addresses: Addresses,

    #[command(flatten)]
    pub(super) route: RouteFlags,

    /// Ask this name server instead of the system's; repeatable
    #[arg(long, value_name = "IP[:PORT]", value_parser = server, help_heading = "From where",
          num_args = 1.., value_delimiter = ',')]
    pub(super) resolver: Vec<SocketAddr>,

    /// Send everything from this address, or from this interface's addresses: the agent's future
    /// one. The system's own resolver, which is asked beside the name servers, cannot be bound
    #[arg(long, value_name = "ADDRESS|INTERFACE", help_heading = "From where")]
    pub(super) source: Option<String>,

    /// Time limit of one step: a name, a connection, a handshake, an answer
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration,
          help_heading = "Limits")]
    pub(super) timeout: Duration,

    /// Time limit of the whole run
    #[arg(long, value_name = "TIME", default_value = "120s", value_parser = duration,
          help_heading = "Limits")]
    pub(super) deadline: Duration,

    /// Probes at a time
    #[arg(long, value_name = "N", default_value_t = 64, help_heading = "Limits",
          value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(super) parallel: u16,

    /// Attempts at each address; the first result stands, differences are reported
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Limits",
          value_parser = clap::value_parser!(u32).range(1..=20))]
    pub(super) attempts: u32,

    /// Afterwards make TLS handshakes in every shape (version, address family, size of the hello,
    /// server name, way out), `--attempts` times each: is any of them opened on the way?
    #[arg(long, help_heading = "What")]
    pub(super) thorough: bool,

    #[command(flatten)]
    pub(super) straight: Straight,

    /// Afterwards leave TLS connections alone, as the agents' relay channel is left: one to each
    /// endpoint needed at run time for 30 s, 60 s, 120 s and so on up to this time, all at once on top
    /// of `--deadline`. Does the path cut them?
    #[arg(long, value_name = "SECONDS", help_heading = "What", value_parser = idle)]
    pub(super) hold: Option<Duration>,

    #[command(flatten)]
    pub(super) proof: Proof,

    #[command(flatten)]
    pub(super) out: Out,

    /// Print the `<system.net>` block for the way that passed, to be put just before
    /// `</configuration>` in the agent's .exe.config; in place of the report, which `--save` keeps.
    /// Prints nothing where no such way passed, and says why on standard error
    #[arg(long, help_heading = "Output", conflicts_with_all = ["format", "quiet"])]
    pub(super) print_agent_config: bool,
}

#[derive(Debug, Args)]
#[command(after_help = ROUTES_SEND)]
pub(super) struct Routes {
    #[command(flatten)]
    pub(super) what: SelectionFlags,

    #[command(flatten)]
    pub(super) route: RouteFlags,

    /// Time limit for fetching a script
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration,
          help_heading = "Limits")]
    pub(super) timeout: Duration,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Simple::Human, help_heading = "Output")]
    pub(super) format: Simple,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) what: SelectionFlags,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Simple::Human, help_heading = "Output")]
    pub(super) format: Simple,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Judge {
    /// A report saved as JSON
    #[arg(value_name = "REPORT.json")]
    pub(super) report: PathBuf,

    /// Judge by this data file instead of the rows in the report
    #[arg(long, value_name = "FILE")]
    pub(super) endpoints: Option<PathBuf>,

    #[command(flatten)]
    pub(super) addresses: Addresses,

    #[command(flatten)]
    pub(super) out: Out,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A finding code such as `chain.intercepted`; all of them where it is left out
    #[arg(value_name = "CODE", value_parser = str::parse::<Code>)]
    pub(super) code: Option<Code>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Simple::Human)]
    pub(super) format: Simple,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// Which shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct Man {
    /// The page of this command; that of the whole where it is left out
    #[arg(value_name = "COMMAND")]
    pub(super) command: Option<String>,
}

/// What of which data file.
#[derive(Debug, Args)]
#[command(next_help_heading = "What")]
pub(super) struct SelectionFlags {
    /// Data file to use instead of the one compiled in
    #[arg(long, value_name = "FILE")]
    pub(super) endpoints: Option<PathBuf>,

    /// Which Microsoft cloud
    #[arg(long, value_enum, default_value_t = Cloud::Public)]
    cloud: Cloud,

    /// Only endpoints whose id fits; repeatable
    #[arg(long, value_name = "ID|GLOB", num_args = 1.., value_delimiter = ',')]
    only: Vec<String>,

    /// No endpoint whose id fits; repeatable
    #[arg(long, value_name = "ID|GLOB", num_args = 1.., value_delimiter = ',')]
    skip: Vec<String>,

    /// The tenant's id, for hosts that carry it in their name
    #[arg(long, value_name = "GUID")]
    tenant: Option<String>,
}

impl SelectionFlags {
    /// The data file, read and checked.
    pub(super) fn catalogue(&self) -> Result<Catalogue, CatalogueError> {
        match &self.endpoints {
            Some(file) => Catalogue::load(file),
            None => Ok(Catalogue::built_in()),
        }
    }

    pub(super) fn selection(&self) -> Selection {
        Selection {
            cloud: self.cloud,
            only: self.only.clone(),
            skip: self.skip.clone(),
            tenant: self.tenant.clone(),
        }
    }
}

/// The way out.
#[derive(Debug, Args)]
#[command(next_help_heading = "Route")]
pub(super) struct RouteFlags {
    /// Go through this proxy, `direct`, or as the environment (`env`) or this system's settings
    /// (`system`) say. Without any of these flags: the environment, then the system, then direct
    #[arg(long, value_name = "URL|direct|env|system")]
    pub(super) proxy: Option<String>,

    /// Go as this PAC script says; a URL is fetched straight. The names that the script asks for are
    /// looked up
    #[arg(long, value_name = "FILE|URL")]
    pub(super) pac: Option<String>,

    /// Go as the agent will: its `.exe.config`; repeat for machine.config, the agent's own file first
    #[arg(long, value_name = "FILE")]
    pub(super) agent_config: Vec<PathBuf>,

    /// Names, suffixes, addresses and ranges that need no proxy; instead of `NO_PROXY` and of every
    /// other setting's exceptions
    #[arg(long, value_name = "LIST")]
    pub(super) no_proxy: Option<String>,

    /// Who to be when the proxy asks; the password comes from `CLEARWAY_PROXY_PASSWORD`, a file or a
    /// prompt. Never told to a proxy that only a PAC script names
    #[arg(long, value_name = "USER")]
    pub(super) proxy_user: Option<String>,

    /// File whose first line is that password
    #[arg(long, value_name = "FILE")]
    pub(super) proxy_password_file: Option<PathBuf>,
}

/// The direct way, beside the one that counts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Route")]
pub(super) struct Straight {
    /// Measure every endpoint on the direct way too, beside the one that counts; what is met there
    /// changes no verdict
    #[arg(long)]
    pub(super) compare_direct: bool,

    /// What the direct way has to be, where the network is meant to force the proxy, or not to need
    /// it; anything else fails. Implies `--compare-direct`
    #[arg(long, value_name = "must-fail|must-pass", value_parser = direct)]
    pub(super) direct: Option<Expected>,
}

/// Where a report goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Out {
    /// Format of the report on standard output: human, json, junit, html, markdown, prometheus, or
    /// csv, which holds the tickets
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = str::parse::<Format>)]
    pub(super) format: Format,

    /// Save the report as well; the ending names the format: .txt, .json, .xml, .html, .md, .prom,
    /// or .csv; repeatable
    #[arg(long, value_name = "FILE")]
    pub(super) save: Vec<PathBuf>,

    /// Print no report and show no progress
    #[arg(long)]
    pub(super) quiet: bool,

    /// Colour the report
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
}

/// The formats of what is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Simple {
    /// For people
    Human,
    /// For programs
    Json,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal that shows it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

const EXIT_CODES: &str = "Exit codes:
  0    every required endpoint passes, perhaps with warnings
  1    a required endpoint fails or is unproven
  2    the tool could not do what was asked
  130  interrupted; what was seen so far is reported";

const ROUTES_SEND: &str =
    "Nothing is sent to an endpoint or a proxy. A PAC script that lies at a URL \
is fetched, and the names that scripts ask for are looked up; without scripts, no packet is sent.

Exit codes:
  0    every way could be chosen
  1    a script gave no answer
  2    the tool could not do what was asked";

impl ValueEnum for Cloud {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.word()))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_may_be_said_more_than_once_may_be_a_list() {
        for words in [
            "--resolver 10.0.0.1 --resolver 10.0.0.2 --only a --only b",
            "--resolver 10.0.0.1 10.0.0.2 --only a b",
            "--resolver 10.0.0.1,10.0.0.2 --only a,b",
        ] {
            let words = ["clearway", "check"].into_iter().chain(words.split(' '));
            let Command::Check(check) = Arguments::try_parse_from(words).unwrap().command else {
                panic!("it is a check");
            };
            assert_eq!(check.resolver.len(), 2);
            assert_eq!(check.what.only, ["a", "b"]);
        }
    }
}
