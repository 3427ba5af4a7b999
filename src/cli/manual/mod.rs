//! The manual: pages compiled in, for jump boxes without a browser. A page is Markdown beside this file; what it
//! says of a command is what `--help` says, never a copy of it.

mod commands;
mod examples;
mod man;
mod markdown;
mod roff;
mod terminal;

use std::borrow::Cow;
use std::fmt::Write;

pub(super) use commands::{completions, with_examples};
pub(super) use man::page;

use super::problem::Problem;
use crate::finding::{Code, Severity};

/// A page of the manual.
#[derive(Debug)]
struct Topic {
    /// The word behind `clearway help`.
    name: &'static str,
    /// What the page is about, in one line.
    title: &'static str,
    markdown: &'static str,
}

macro_rules! topics {
    ($($name:literal: $title:literal,)*) => {
        &[$(Topic { name: $name, title: $title, markdown: include_str!(concat!($name, ".md")) },)*]
    };
}

const TOPICS: &[Topic] = topics! {
    "proxy": "Which proxy is used, and how to log in to it",
    "agent-config": "The agent's own .exe.config, as .NET reads it",
    "pac": "PAC scripts and automatic detection (WPAD)",
    "tls": "TLS inspection: how it is found, also when it comes and goes",
    "proof": "Handshake proofs: what they show, and how to check them",
    "auditors": "For auditors: what to ask for, and how far to trust it",
    "endpoints": "The data file: every key, its default and an example",
    "findings": "How to read a finding; all codes",
    "formats": "Reports for people, tickets, dashboards and programs",
    "rules": "What to open in firewalls and proxies",
    "privacy": "What a report discloses, and what it never holds",
    "accounts": "Measuring as the account that the agent runs as",
    "windows": "On Windows: running it, proxy settings, revocation",
    "fleet": "Many servers and many days: save, compare, monitor",
    "faq": "Questions that are often asked",
    "glossary": "The words of reports and of this manual",
    "not-network": "Troubles of Cloud sync that are not the network's",
};

/// Where the page `findings` has its table of codes.
const CODES: &str = "<!-- codes -->\n";

impl Topic {
    fn find(name: &str) -> Option<&'static Self> {
        TOPICS
            .iter()
            .find(|topic| topic.name.eq_ignore_ascii_case(name))
    }

    fn page(&self) -> Cow<'static, str> {
        if self.markdown.contains(CODES) {
            return Cow::Owned(self.markdown.replace(CODES, &codes()));
        }
        Cow::Borrowed(self.markdown)
    }
}

/// Help on this command or topic; without a word, the list of both.
pub(super) fn help(word: Option<&str>, width: usize) -> Result<String, Problem> {
    let width = width.min(80);
    let Some(word) = word else {
        return Ok(overview(width));
    };
    let command = commands::find(word);
    let topic = Topic::find(word);
    if command.is_none() && topic.is_none() {
        return Err(unknown(word));
    }
    let command = command.map(|mut command| command.render_long_help().ansi().to_string());
    let topic = topic.map(|topic| terminal::lay_out(&topic.page(), width));
    let parts: Vec<String> = command.into_iter().chain(topic).collect();
    Ok(parts.join("\n"))
}

/// Every command and every topic, a line each.
fn overview(width: usize) -> String {
    let mut page = "# Commands\n\n| | |\n|---|---|\n".to_owned();
    for (name, about) in commands::all() {
        let _ = writeln!(page, "| {name} | {about} |");
    }
    page.push_str("\n# Topics\n\n| | |\n|---|---|\n");
    for topic in TOPICS {
        let _ = writeln!(page, "| {} | {} |", topic.name, topic.title);
    }
    page.push_str("\n`clearway help WORD` shows the help of a command or the page of a topic.\n");
    terminal::lay_out(&page, width)
}

/// The codes with their severities and meanings, as Markdown.
fn codes() -> String {
    let row = |code: &Code| {
        let severity = match code.severity() {
            Severity::Fail => "fail",
            Severity::Unproven => "unproven",
            Severity::Warn => "warn",
            Severity::Note => "note",
        };
        format!("| `{code}` | {severity} | {} |\n", code.meaning())
    };
    let rows: String = Code::ALL.iter().map(row).collect();
    format!("| code | severity | what it means |\n|---|---|---|\n{rows}")
}

/// What was probably meant by a word that is none.
fn unknown(word: &str) -> Problem {
    const ALIKE: f64 = 0.85;
    let lower = word.to_ascii_lowercase();
    let commands = commands::all().into_iter().map(|(name, _)| name);
    let topics = TOPICS.iter().map(|topic| topic.name.to_owned());
    let likeness = |name: String| (strsim::jaro_winkler(&lower, &name), name);
    let mut close: Vec<(f64, String)> = commands.chain(topics).map(likeness).collect();
    close.retain(|(likeness, _)| *likeness >= ALIKE);
    close.sort_by(|a, b| b.0.total_cmp(&a.0));
    close.dedup_by(|a, b| a.1 == b.1);
    let close = close.iter().take(3).map(|(_, name)| format!("`{name}`"));
    let close = close.collect::<Vec<_>>().join(" or ");
    let word = crate::text::escape::escape(word);
    let hint = if close.is_empty() {
        "`clearway help` lists them".into()
    } else {
        format!("did you mean {close}?")
    };
    Problem::new(format!("there is no command or topic `{word}`; {hint}"))
}

#[cfg(test)]
mod tests;
