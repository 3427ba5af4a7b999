//! The flags, and from them the settings of a run. Standard output holds what was asked for and
//! nothing else; errors are one message on standard error.

mod check;
mod compare;
mod contradictions;
mod data_file;
mod exit;
mod explain;
mod flags;
mod given;
mod judge;
mod list;
mod log;
mod manual;
mod named_files;
mod output;
mod outputs;
mod problem;
mod progress;
mod proof;
mod proxy_login;
mod proxy_settings;
mod recognise;
mod report_files;
mod rescue;
mod from_report;
mod rounds;
mod routes;
mod rules;
mod saved;
mod source;
mod terminal;
mod verify;

use std::io::Write;
use std::process::ExitCode;

use clap::FromArgMatches;

use self::exit::{CANNOT, PASSES};
use self::flags::{Arguments, Command};
use self::problem::Problem;
use crate::text::escape::escape;

/// The JSON schema of reports; tests hold what is written against it.
const SCHEMA: &str = include_str!("../../tests/report.schema.json");

/// Runs the command line and says how it went.
#[must_use]
pub fn main() -> ExitCode {
    let mut arguments = match parsed() {
        Ok(arguments) => arguments,
        Err(usage) => {
            tell(&usage);
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(CANNOT));
        }
    };
    arguments.command.show_whole(arguments.verbose > 0);
    match log::start(arguments.verbose).and_then(|logs| carry_out(arguments.command, logs)) {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "error: {}", lines(&problem.to_string()));
            ExitCode::from(CANNOT)
        }
    }
}

fn parsed() -> Result<Arguments, clap::Error> {
    let mut command = manual::with_examples();
    let matches = command.try_get_matches_from_mut(std::env::args_os());
    let matches = matches.map_err(|why| harmless(why, &mut command))?;
    Arguments::from_arg_matches(&matches).map_err(|why| why.format(&mut command))
}

/// A usage error repeats what was typed or pasted: asked once more with the words as they may be shown, where it
/// is those that are wrong.
fn harmless(why: clap::Error, command: &mut clap::Command) -> clap::Error {
    let shown = std::env::args_os().map(|word| escape(&word.to_string_lossy()));
    if !why.use_stderr() || !steers() {
        return why;
    }
    command.try_get_matches_from_mut(shown).err().unwrap_or(why)
}

/// Would a word of the command line steer a terminal?
fn steers() -> bool {
    let mut words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    words.any(|word| escape(&word) != word)
}

/// Lines as a terminal may show them, whoever chose what they repeat.
fn lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(escape).collect();
    lines.join("\n")
}

/// Does what was asked. Where a log is written, no progress is drawn between its lines.
fn carry_out(command: Command, logs: bool) -> Result<u8, Problem> {
    match command {
        Command::Check(mut flags) => {
            flags.out.quiet |= flags.print_agent_config;
            check::check(&flags, logs)
        }
        Command::Routes(flags) => routes::routes(&flags),
        Command::List(flags) => list::list(&flags),
        Command::Rules(flags) => rules::rules(&flags),
        Command::Compare(flags) => compare::compare(&flags),
        Command::Judge(flags) => judge::judge(&flags),
        Command::Verify(flags) => verify::verify(&flags),
        Command::Explain(flags) => explain::explain(&flags),
        Command::Completions(flags) => show(&manual::completions(flags.shell)),
        Command::Help(flags) => help(flags.word.as_deref()),
        Command::Man(flags) => manual::page(flags.word.as_deref()).and_then(|page| show(&page)),
        Command::Schema => show(SCHEMA),
    }
}

/// Help with its faces where the terminal shows them.
fn help(word: Option<&str>) -> Result<u8, Problem> {
    let text = manual::help(word, terminal::terminal_width())?;
    if terminal::style(flags::Colour::Auto).colour {
        return show(&text);
    }
    show(&anstream::adapter::strip_str(&text).to_string())
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
        // Without its colours: what is repeated may hold some of its own.
        None if usage.use_stderr() && steers() => writeln!(std::io::stderr(), "{}", lines(&text)),
        None => usage.print(),
    };
}
