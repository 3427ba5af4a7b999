//! The flags, and from them the settings of a run. Standard output holds what was asked for and
//! nothing else; errors are one message on standard error.

mod check;
mod compare;
mod flags;
mod manual;
mod output;
mod progress;
mod proof;
mod proxy_settings;
mod recognise;
mod retest;
mod routes;
mod rules;
mod source;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use self::flags::{Arguments, Command};
use self::output::{Problem, terminal_width};
use crate::catalogue::Catalogue;
use crate::finding::Verdict;
use crate::plan::plan;
use crate::report;
use crate::report::command::{explain, list};
use crate::report::{Format, Report};
use crate::run::judge_again;

/// Everything required passes; warnings are allowed.
const PASSES: u8 = 0;
/// Something required fails or is unproven.
const FAILS: u8 = 1;
/// The tool could not do what was asked.
const CANNOT: u8 = 2;
/// The user stopped the run.
const STOPPED: u8 = 130;

/// Runs the command line and says how it went.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            tell(&usage);
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(CANNOT));
        }
    };
    let done = match arguments.command {
        Command::Check(mut flags) => {
            flags.out.quiet |= flags.print_agent_config;
            check::check(&flags)
        }
        Command::Routes(flags) => routes::routes(&flags),
        Command::List(flags) => show_list(&flags),
        Command::Rules(flags) => rules::rules(&flags),
        Command::Compare(flags) => compare::compare(&flags),
        Command::Judge(flags) => show_judged(&flags),
        Command::Verify(flags) => proof::verify(&flags),
        Command::Explain(flags) => show_explained(&flags),
        Command::Completions(flags) => show(&manual::completions(flags.shell)),
        Command::Man(flags) => manual::page(flags.command.as_deref()).and_then(|page| show(&page)),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "error: {problem}");
            ExitCode::from(CANNOT)
        }
    }
}

fn show(text: &str) -> Result<u8, Problem> {
    output::print(text)?;
    Ok(PASSES)
}

/// Help goes to standard output, a wrong flag to standard error; a closed pipe ends both.
fn tell(usage: &clap::Error) {
    let text = usage.render().to_string();
    // The message repeats the argument it does not know, which may be a proxy with its password.
    let given = std::env::args_os().filter_map(|word| word.into_string().ok());
    let mut given = given.filter(|word| word.contains('@') && text.contains(word.as_str()));
    let _ = match given.next() {
        Some(word) => {
            let place = word.rsplit_once('@').map_or("", |(_, place)| place);
            write!(
                std::io::stderr(),
                "{}",
                text.replace(&word, &format!("…@{place}"))
            )
        }
        None => usage.print(),
    };
}

fn show_list(flags: &flags::List) -> Result<u8, Problem> {
    let catalogue = flags.what.catalogue()?;
    let plan = plan(&catalogue, &flags.what.selection())?;
    let text = match flags.format {
        flags::Simple::Human => list::human(&catalogue, &plan, terminal_width()),
        flags::Simple::Json => format!("{:#}\n", list::json(&catalogue, &plan)),
    };
    output::print(&text)?;
    Ok(PASSES)
}

fn show_judged(flags: &flags::Judge) -> Result<u8, Problem> {
    let saved = output::report(&flags.report)?;
    let (mut catalogue, by) = match &flags.endpoints {
        Some(file) => (Catalogue::load(file)?, file.display().to_string()),
        None => (saved.endpoints_file.clone(), "its own rows".to_owned()),
    };
    rules::add_addresses(&mut catalogue, &flags.addresses)?;
    let plan = plan(&catalogue, &saved.run.selection)?;
    let report = judge_again(saved, catalogue, &plan);
    let saves = output::open_all(&flags.out.save)?;
    let _ = writeln!(std::io::stderr(), "judged again by {by}");
    output::deliver(&report, &flags.out, saves)?;
    Ok(exit_code(&report))
}

fn show_explained(flags: &flags::Explain) -> Result<u8, Problem> {
    let width = terminal_width();
    let text = match (flags.code, flags.format) {
        (Some(code), flags::Simple::Human) => explain::one(code, width),
        (Some(code), flags::Simple::Json) => explain::one_json(code),
        (None, flags::Simple::Human) => explain::all(width),
        (None, flags::Simple::Json) => explain::all_json(),
    };
    output::print(&text)?;
    Ok(PASSES)
}

/// What a report means for the script that asked.
fn exit_code(report: &Report) -> u8 {
    if report.run.interrupted {
        return STOPPED;
    }
    match report.verdict {
        Verdict::Pass | Verdict::Warn => PASSES,
        Verdict::Unproven | Verdict::Fail => FAILS,
    }
}

/// A report in one format, as it is printed to this terminal.
fn text_of(report: &Report, format: Format, style: &report::Style) -> String {
    report::write(report, format, style)
}
