//! Manual pages and completions, out of the flags themselves.

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::flags::Arguments;
use super::problem::Problem;

/// The program's name.
const NAME: &str = "clearway";

/// What a shell needs to complete commands and flags.
pub(super) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut script);
    text(&script)
}

/// The page of one command, or of the whole.
pub(super) fn page(command: Option<&str>) -> Result<String, Problem> {
    let mut whole = Arguments::command();
    whole.build();
    let command = match command {
        None => whole.clone(),
        Some(name) => {
            let found = whole
                .find_subcommand(name.to_ascii_lowercase())
                .filter(|found| found.get_name() != "help");
            let found = found.ok_or_else(|| unknown(&whole, name))?;
            found.clone().version(env!("CARGO_PKG_VERSION"))
        }
    };
    let mut page = Vec::new();
    let rendered = Man::new(command).render(&mut page);
    rendered.map_err(|why| Problem::new(format!("the page cannot be written: {why}")))?;
    Ok(text(&page))
}

fn unknown(whole: &clap::Command, name: &str) -> Problem {
    let all = whole.get_subcommands().map(clap::Command::get_name);
    let all: Vec<_> = all
        .filter(|name| *name != "help")
        .map(|name| format!("`{name}`"))
        .collect();
    let name = crate::text::escape::escape(name);
    Problem::new(format!(
        "there is no command `{name}`; there are {}",
        all.join(", ")
    ))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    /// Every long flag of every command, with its command.
    fn flags() -> Vec<(String, String)> {
        let whole = Arguments::command();
        let all = whole.get_subcommands().flat_map(|command| {
            let flags = command.get_arguments().filter_map(|flag| flag.get_long());
            let own = |flag: &str| (command.get_name().to_owned(), flag.to_owned());
            flags.map(own).collect::<Vec<_>>()
        });
        all.collect()
    }

    #[test]
    fn every_flag_stands_in_its_command_s_page() {
        assert!(flags().len() > 20);
        for (command, flag) in flags() {
            let page = page(Some(&command)).unwrap();
            let written = flag.replace('-', "\\-");
            assert!(
                page.contains(&format!("\\-\\-{written}")),
                "{command} --{flag}"
            );
        }
    }

    #[test]
    fn every_command_stands_in_the_page_of_the_whole() {
        let page = page(None).unwrap();
        for command in Arguments::command().get_subcommands() {
            assert!(
                page.contains(&format!("clearway\\-{}", command.get_name())),
                "{page}"
            );
        }
        assert!(
            super::page(Some("chek"))
                .unwrap_err()
                .to_string()
                .contains("`check`")
        );
    }

    #[test]
    fn every_flag_is_completed_in_every_shell() {
        for shell in Shell::value_variants() {
            let script = completions(*shell);
            for (command, flag) in flags() {
                assert!(script.contains(&flag), "{shell}: {command} --{flag}");
            }
        }
    }
}
