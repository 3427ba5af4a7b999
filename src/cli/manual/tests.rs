use std::collections::BTreeSet;

use clap::{CommandFactory, Parser, ValueEnum};
use clap_complete::Shell;

use super::*;
use crate::cli::flags::Arguments;

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

fn helped(word: &str) -> String {
    let text = help(Some(word), 80).unwrap();
    anstream::adapter::strip_str(&text).to_string()
}

/// The words of a command as a shell splits them, up to a pipe or a redirection.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    let spaced = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    spaced
        .take_while(|word| !["|", ">", ">>"].contains(&&**word))
        .collect()
}

#[track_caller]
fn parses(line: &str) {
    if let Err(why) = Arguments::try_parse_from(words(line)) {
        panic!("{line}: {why}");
    }
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
fn every_command_and_topic_stands_in_the_page_of_the_whole_and_in_the_list() {
    let page = page(None).unwrap();
    let list = help(None, 80).unwrap();
    let commands = commands::all().into_iter().map(|(name, _)| name);
    for name in commands.chain(TOPICS.iter().map(|topic| topic.name.to_owned())) {
        let written = format!("clearway\\-{}", name.replace('-', "\\-"));
        assert!(page.contains(&written), "{name}: {page}");
        assert!(list.contains(&name), "{name}");
        assert!(helped(&name.to_uppercase()).len() > 200, "{name}");
    }
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

#[test]
fn the_help_of_each_command_ends_with_three_examples_that_can_be_typed() {
    for (name, _) in commands::all() {
        let help = helped(&name);
        let (_, examples) = help.split_once("\nExamples:\n").expect(&name);
        let begins = format!("  clearway {name}");
        let lines: Vec<&str> = examples
            .lines()
            .filter(|line| line.starts_with(&begins))
            .collect();
        assert_eq!(lines.len(), 3, "{name}: {examples}");
        lines.into_iter().for_each(parses);
    }
}

#[test]
fn a_command_s_man_page_has_examples_environment_and_exit_status() {
    for (name, _) in commands::all() {
        let page = page(Some(&name)).unwrap();
        for section in ["EXAMPLES", "ENVIRONMENT", "EXIT STATUS"] {
            assert!(
                page.contains(&format!(".SH {section}\n")),
                "{name}: {section}"
            );
        }
    }
    assert!(page(Some("check")).unwrap().contains(".SH FILES\n"));
}

#[test]
fn a_word_that_is_no_command_or_topic_is_answered_with_the_nearest() {
    let says = |word| help(Some(word), 80).unwrap_err().to_string();
    assert_eq!(
        says("chek"),
        "there is no command or topic `chek`; did you mean `check`?"
    );
    assert!(
        says("endpoint").contains("`endpoints`"),
        "{}",
        says("endpoint")
    );
    assert!(says("zzz").contains("`clearway help` lists them"));
}

#[test]
fn a_word_that_is_both_shows_the_flags_and_then_the_page() {
    let help = helped("rules");
    let (flags, page) = help.split_once("Examples:").unwrap();
    assert!(
        flags.contains("--service-tags") && page.contains("packet filter"),
        "{help}"
    );
}

/// A page is ASCII, so that every terminal shows it, and short enough to be read.
#[test]
fn pages_are_short_and_fit_every_terminal() {
    for topic in TOPICS {
        assert!(topic.markdown.is_ascii(), "{}", topic.name);
        assert!(topic.markdown.starts_with("# "), "{}", topic.name);
        let most = if topic.name == "endpoints" { 140 } else { 90 };
        assert!(topic.markdown.lines().count() <= most, "{}", topic.name);
        assert!(topic.title.len() <= 65, "{}", topic.name);
        let laid_out =
            anstream::adapter::strip_str(&help(Some(topic.name), 80).unwrap()).to_string();
        // What is typed or shown stays on one line.
        let prose = laid_out.lines().filter(|line| !line.starts_with("    "));
        let wide: Vec<&str> = prose.filter(|line| line.len() > 80).collect();
        assert_eq!(wide, [""; 0], "{}", topic.name);
    }
}

#[test]
fn the_table_of_codes_is_made_of_the_codes() {
    let page = Topic::find("findings").unwrap().page();
    for code in Code::ALL {
        assert!(page.contains(&format!("| `{code}` |")), "{code}");
    }
    assert!(!page.contains(CODES));
}

#[test]
fn what_a_page_tells_to_type_is_understood() {
    let mut many = 0;
    for topic in TOPICS {
        for line in topic
            .markdown
            .lines()
            .filter_map(|line| line.strip_prefix("$ "))
        {
            if line.starts_with("clearway ") {
                parses(line);
                many += 1;
            }
        }
    }
    assert!(many > 30, "{many}");
}

/// Whatever stands in backticks with two dashes is a flag of some command.
#[test]
fn every_flag_that_a_page_names_exists() {
    let known: BTreeSet<String> = flags().into_iter().map(|(_, flag)| flag).collect();
    for topic in TOPICS {
        let quoted = topic.markdown.split('`').skip(1).step_by(2);
        let words = quoted.flat_map(str::split_whitespace);
        for flag in words.filter_map(|word| word.strip_prefix("--")) {
            let flag = flag.split(['=', ']', ',']).next().unwrap_or(flag);
            assert!(
                known.contains(flag) || flag == "help",
                "{}: --{flag}",
                topic.name
            );
        }
    }
}
