//! What can be said on the command line.

mod check;
mod compare;
mod exit;
mod explain;
mod judge;
mod judging;
mod list;
mod manual;
mod output;
mod proof;
mod repeat;
mod route;
mod routes;
mod rules;
mod selection;
mod value;
mod verify;
mod words;

use clap::{ArgAction, Parser, Subcommand};

pub(super) use check::Check;
pub(super) use compare::{Compare, CompareForm};
pub(super) use explain::Explain;
pub(super) use judge::Judge;
pub(super) use judging::FailOn;
pub(super) use list::List;
pub(super) use manual::{Completions, Help, Man};
pub(super) use output::{Colour, OutputFlags, PlainFormat};
pub(super) use proof::{ChallengeBytes, ProofFlags};
pub(super) use route::{RouteFlags, SystemRouteFlags};
pub(super) use routes::Routes;
pub(super) use rules::{RuleForm, Rules};
pub(super) use selection::AddressFlags;
pub(super) use verify::Verify;

/// Can this machine reach every host that the agent needs, and is TLS free of inspection?
#[derive(Debug, Parser)]
#[command(
    name = "clearway",
    version,
    max_term_width = 80,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = MANUAL
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Write what is being done to standard error: -v the probes, -vv every attempt and step; the report
    /// then shows all evidence of each finding
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Output")]
    pub(super) verbose: u8,
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
    /// Show what differs between saved reports: vantage points, or days
    Compare(Compare),
    /// Explain what a finding means, what usually causes it and who can fix it
    Explain(Explain),
    /// Print completions of commands and flags for a shell
    Completions(Completions),
    /// Show a command's help, or a page of the manual
    Help(Help),
    /// Print a man page, for `man -l -` or a folder of pages
    Man(Man),
    /// Print the JSON schema of reports
    Schema,
}

const MANUAL: &str =
    "`clearway help` lists the topics of the manual, such as proxy, findings and proof.";

impl Command {
    /// All evidence of each finding, where a report is written for people.
    pub(super) fn show_whole(&mut self, whole: bool) {
        match self {
            Self::Check(flags) => flags.out.whole = whole,
            Self::Judge(flags) => flags.out.whole = whole,
            _ => {}
        }
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
