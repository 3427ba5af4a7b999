//! Man pages: section 1 for commands, out of the flags themselves; section 7 for topics.

use clap_mangen::Man;

use super::commands::{self, Notes};
use super::{Topic, roff, unknown};
use crate::cli::problem::Problem;

/// The page of one command or topic, or of the whole. Of a word that is both, the command's.
pub(in crate::cli) fn page(word: Option<&str>) -> Result<String, Problem> {
    let Some(word) = word else {
        return whole();
    };
    match (commands::find(word), Topic::find(word)) {
        (Some(command), _) => of_command(command),
        (None, Some(topic)) => Ok(roff::topic(topic.name, topic.title, &topic.page())),
        (None, None) => Err(unknown(word)),
    }
}

fn whole() -> Result<String, Problem> {
    let mut page = Vec::new();
    let man = Man::new(commands::whole());
    man.render(&mut page).map_err(|why| cannot(&why))?;
    let topics = super::TOPICS.iter();
    let topics =
        topics.map(|topic| roff::term(&format!("clearway-{}(7)", topic.name), topic.title));
    Ok(text(&page) + &roff::section("topics") + &topics.collect::<String>())
}

fn of_command(command: clap::Command) -> Result<String, Problem> {
    let notes = Notes::of(&command);
    let mut page = Vec::new();
    let title = format!("CLEARWAY-{}", command.get_name().to_uppercase());
    let man = Man::new(command)
        .title(title)
        .source(concat!("clearway ", env!("CARGO_PKG_VERSION")));
    man.render_title(&mut page)
        .and_then(|()| man.render_name_section(&mut page))
        .and_then(|()| man.render_synopsis_section(&mut page))
        .and_then(|()| man.render_description_section(&mut page))
        .and_then(|()| man.render_options_section(&mut page))
        .map_err(|why| cannot(&why))?;
    Ok(text(&page) + &sections(&notes))
}

/// What follows the flags.
fn sections(notes: &Notes) -> String {
    let mut page = String::new();
    if !notes.remarks.is_empty() {
        page += &(roff::section("notes") + &roff::code(&notes.remarks));
    }
    page += &roff::section("examples");
    for (command, about) in notes.examples {
        page += &roff::term(command, about);
    }
    for (name, terms) in [("environment", notes.environment), ("files", notes.files)] {
        if !terms.is_empty() {
            page += &roff::section(name);
        }
        for (term, meaning) in terms {
            page += &roff::term(term, meaning);
        }
    }
    page += &roff::section("exit status");
    for (code, meaning) in &notes.exits {
        page += &roff::term(code, meaning);
    }
    page + &roff::section("see also") + ".BR clearway (1),\n.B clearway help\n"
}

fn cannot(why: &std::io::Error) -> Problem {
    Problem::new(format!("the page cannot be written: {why}"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
