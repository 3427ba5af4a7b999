//! What help and man pages say of each command beside its flags: examples, environment, files, exit codes.

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::examples::EXAMPLES;
use crate::cli::flags::Arguments;

/// The program's name.
const NAME: &str = "clearway";

type Terms = &'static [(&'static str, &'static str)];

const LOG: (&str, &str) = (
    "CLEARWAY_LOG",
    "What is written to standard error: info, debug or trace, as -v and -vv do",
);
const NO_COLOR: (&str, &str) = ("NO_COLOR", "No colour, whatever the terminal can show");
const PROXIES: (&str, &str) = (
    "https_proxy, http_proxy, all_proxy, no_proxy",
    "The proxy, where no flag names one; lower case before upper case, and HTTP_PROXY not at all",
);
const PASSWORD: (&str, &str) = ("CLEARWAY_PROXY_PASSWORD", "The password for --proxy-user");

const ENVIRONMENT: Terms = &[LOG, NO_COLOR];
const ENVIRONMENT_OF_ROUTES: Terms = &[PASSWORD, PROXIES, LOG, NO_COLOR];

const DATA_FILE: (&str, &str) = (
    "endpoints.toml",
    "The data file; a copy is compiled in, --endpoints names another one",
);
const SYSTEM: (&str, &str) = (
    "/etc/environment, kioslaverc, /etc/dconf/db",
    "The system's proxy settings on Linux; on Windows the registry is read",
);
const REPORT: (&str, &str) = (
    "REPORT.json",
    "A report that `clearway check --save REPORT.json` wrote",
);
const BUNDLE: (&str, &str) = (
    "BUNDLE",
    "A zip that `clearway check --proof BUNDLE` wrote; see clearway-proof(7)",
);

/// What a man page says of a command after its flags.
pub(super) struct Notes {
    pub(super) remarks: String,
    pub(super) examples: Terms,
    pub(super) environment: Terms,
    pub(super) files: Terms,
    pub(super) exits: Vec<(String, String)>,
}

impl Notes {
    pub(super) fn of(command: &Command) -> Self {
        let name = command.get_name();
        let help = own_after_help(name);
        let (remarks, exits) = help.split_once("Exit codes:\n").unwrap_or((&help, ""));
        let exits = exits.lines().filter_map(|line| line.trim().split_once(' '));
        let mut exits: Vec<(String, String)> = exits
            .map(|(code, meaning)| (code.into(), meaning.trim().into()))
            .collect();
        if exits.is_empty() {
            exits.push(("0".into(), "what was asked for was printed".into()));
            exits.push(("2".into(), "the tool could not do what was asked".into()));
        }
        Self {
            remarks: textwrap::fill(remarks.trim(), 72),
            examples: examples(name),
            environment: match name {
                "check" | "routes" => ENVIRONMENT_OF_ROUTES,
                _ => ENVIRONMENT,
            },
            files: match name {
                "check" | "routes" => &[DATA_FILE, SYSTEM],
                "list" | "rules" => &[DATA_FILE],
                "judge" | "compare" => &[REPORT],
                "verify" => &[BUNDLE, DATA_FILE],
                _ => &[],
            },
            exits,
        }
    }
}

/// What a command's flags say after themselves, without examples.
fn own_after_help(name: &str) -> String {
    let whole = Arguments::command();
    let command = whole.find_subcommand(name);
    let help =
        command.and_then(|command| command.get_after_long_help().or(command.get_after_help()));
    help.map(ToString::to_string).unwrap_or_default()
}

fn examples(name: &str) -> Terms {
    let found = EXAMPLES.iter().find(|(command, _)| *command == name);
    found.map_or(&[], |(_, examples)| examples)
}

/// The command line, with examples at the end of each command's help.
pub(in crate::cli) fn with_examples() -> Command {
    let names = EXAMPLES.iter().map(|(name, _)| *name);
    names.fold(Arguments::command(), |whole, name| {
        whole.mut_subcommand(name, |command| exemplified(command, name))
    })
}

fn exemplified(command: Command, name: &str) -> Command {
    let examples = examples(name)
        .iter()
        .map(|(command, about)| format!("\n  {command}\n      {about}"));
    let examples = format!("Examples:{}", examples.collect::<String>());
    let before = |help: Option<&clap::builder::StyledStr>| match help {
        Some(help) => format!("{help}\n\n{examples}"),
        None => examples.clone(),
    };
    let short = before(command.get_after_help());
    let long = command.get_after_long_help().map(|help| before(Some(help)));
    let command = command.after_help(short);
    match long {
        Some(long) => command.after_long_help(long),
        None => command,
    }
}

/// The whole command line, with what clap itself adds.
pub(super) fn whole() -> Command {
    let mut whole = with_examples();
    whole.build();
    whole
}

/// The command of this name, in any case.
pub(super) fn find(name: &str) -> Option<Command> {
    whole().find_subcommand(name.to_ascii_lowercase()).cloned()
}

/// The commands, each with what it does.
pub(super) fn all() -> Vec<(String, String)> {
    let whole = Arguments::command();
    let about = |command: &Command| {
        command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let all = whole
        .get_subcommands()
        .map(|command| (command.get_name().to_owned(), about(command)));
    all.collect()
}

/// What a shell needs to complete commands and flags.
pub(in crate::cli) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
