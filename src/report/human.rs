//! A report for people: the answer first, then what is wrong and who can mend it, then every
//! endpoint, then where and when this was seen.

mod foot;
mod table;

use std::fmt;

use super::Report;
use super::answer::sentence;
use super::groups::{About, Group, Place, groups};
use super::style::{Look, Style, counted, duration, first_of};
use crate::finding::{Severity, Verdict};

/// Where the text of a finding begins.
const COLUMN: usize = 13;
/// Where the text of the last lines begins.
const FOOT: usize = 11;
/// How many hosts one finding names.
const MOST_PLACES: usize = 6;
/// How many addresses or names it names for each.
const MOST_ADDRESSES: usize = 4;

/// Writes the report. Fails only as `to` fails.
pub fn write(report: &Report, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    answer(report, style, to)?;
    let groups = groups(report);
    for group in &groups {
        to.write_char('\n')?;
        finding(group, style, to)?;
    }
    if let Some(group) = groups.first() {
        writeln!(to)?;
        let hint = format!(
            "`clearway explain {}` tells more about a finding",
            group.code
        );
        to.write_str(&style.labelled(0, "more", FOOT, &hint))?;
    }
    table::write(report, style, to)?;
    to.write_char('\n')?;
    foot::write(report, style, to)
}

/// The colour of a verdict.
fn look(verdict: Verdict) -> Look {
    match verdict {
        Verdict::Pass => Look::Good,
        Verdict::Warn | Verdict::Unproven => Look::Warning,
        Verdict::Fail => Look::Bad,
    }
}

/// A verdict as a mark with its word; in ASCII the word alone.
fn marked(verdict: Verdict, style: &Style) -> String {
    let mark = match verdict {
        Verdict::Pass => "✓ ",
        Verdict::Warn => "! ",
        Verdict::Unproven => "? ",
        Verdict::Fail => "✗ ",
    };
    format!("{}{verdict}", if style.ascii { "" } else { mark })
}

fn answer(report: &Report, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    let word = report.verdict.to_string().to_uppercase();
    let column = word.len() + 2;
    let label = (look(report.verdict), word.as_str());
    to.write_str(&style.beside(label, column, &sentence(report)))?;
    if report.run.interrupted {
        let took = duration(report.run.took_ms);
        let text = format!("interrupted after {took}: what had not been seen by then is unproven");
        to.write_str(&style.labelled(0, "", column, &text))?;
    }
    Ok(())
}

fn finding(group: &Group<'_>, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    let verdict = Verdict::from(group.severity);
    let (mark, look) = match group.severity {
        Severity::Note => (note(style), Look::Plain),
        Severity::Warn | Severity::Unproven | Severity::Fail => {
            (marked(verdict, style), look(verdict))
        }
    };
    let subject = subject(group, style);
    let pieces = [
        (look, &*mark),
        (Look::Bold, &subject),
        (Look::Plain, group.code.id()),
    ];
    to.write_str(&style.flow(&pieces, 4))?;
    let mut line = |label: &str, text: &str| to.write_str(&style.labelled(4, label, COLUMN, text));
    for (at, text) in places(group, style).iter().enumerate() {
        line(if at == 0 { "at" } else { "" }, text)?;
    }
    line("cause", &told(group.cause, group.causes_differ, style))?;
    if group.severity > Severity::Note {
        let remedy = told(group.remedy, group.remedies_differ, style);
        line("remedy", &format!("{}: {remedy}", group.owner))?;
    }
    if !group.explains.is_empty() {
        line("explains", &explains(group))?;
    }
    Ok(())
}

fn note(style: &Style) -> String {
    if style.ascii { "note" } else { "· note" }.to_owned()
}

/// Foreign words of the first finding, and whether they stand for others.
fn told(text: &str, differ: bool, style: &Style) -> String {
    let more = if differ { " (the others likewise)" } else { "" };
    style.foreign(text) + more
}

/// What a finding is about, in a few words.
fn subject(group: &Group<'_>, style: &Style) -> String {
    let what = match group.places.as_slice() {
        [] => "the whole run".to_owned(),
        [one] => target(one, style),
        many => counted(many.len(), "host", "hosts"),
    };
    match group.about {
        About::Run | About::Endpoint => what,
        About::Revocation => format!("{what} (named by a certificate)"),
    }
}

fn target(place: &Place<'_>, style: &Style) -> String {
    format!("{}:{}", style.foreign(&place.host), place.port)
}

/// The lines after `at`: of one host its addresses, of several each host with its own.
fn places(group: &Group<'_>, style: &Style) -> Vec<String> {
    let several = group.places.len() > 1;
    let mut lines: Vec<String> = Vec::new();
    for place in &group.places {
        let host = several.then(|| target(place, style));
        let details = details(place, style);
        let parts = host.into_iter().chain(details);
        lines.push(parts.collect::<Vec<_>>().join("  "));
    }
    lines.retain(|line| !line.is_empty());
    if lines.len() > MOST_PLACES + 1 {
        let more = lines.len() - MOST_PLACES;
        lines.truncate(MOST_PLACES);
        lines.push(format!("and {more} more"));
    }
    lines
}

fn details(place: &Place<'_>, style: &Style) -> Option<String> {
    let names = place.names.iter().map(|name| style.foreign(name));
    let addresses = place.addresses.iter().map(ToString::to_string);
    let all: Vec<_> = names.chain(addresses).collect();
    (!all.is_empty()).then(|| first_of(&all, MOST_ADDRESSES))
}

fn explains(group: &Group<'_>) -> String {
    let number = group.explains.values().sum();
    let codes = group.explains.iter().map(|(code, times)| match times {
        1 => code.id().to_owned(),
        _ => format!("{times} x {code}"),
    });
    let codes = codes.collect::<Vec<_>>().join(", ");
    format!("{}: {codes}", counted(number, "other", "others"))
}
