//! A report for people: the answer first, then what to ask of whom, then what is wrong, then every
//! endpoint, then where and when this was seen.

mod foot;
pub(in crate::report) mod layout;
mod table;
pub(in crate::report) mod todo;

use self::layout::{COLUMN, FOOT, MOST_ADDRESSES, MOST_PLACES, likewise, look, marked};
use std::fmt;

use crate::finding::Severity;
use crate::report::Report;
use crate::report::style::{Look, Piece, Style, counted, duration, first_of};
use crate::report::view::answer::{rest, sentence};
use crate::report::view::groups::{About, Group, Place, groups};
use crate::report::view::tickets::tickets;

/// Writes the report. Fails only as `to` fails.
pub fn write(report: &Report, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    answer(report, style, to)?;
    let groups = groups(report);
    let tickets = tickets(report, &groups);
    todo::write(&tickets, style, to)?;
    for (group, ticket) in groups.iter().zip(&tickets.of_group) {
        to.write_char('\n')?;
        finding(group, *ticket, style, to)?;
    }
    if let Some(group) = groups.first().filter(|g| g.severity > Severity::Note) {
        let hint = format!("`clearway explain {}`", group.code);
        to.write_char('\n')?;
        to.write_str(&style.labelled(0, "more", FOOT, &hint))?;
    }
    table::write(report, style, to)?;
    to.write_char('\n')?;
    foot::write(report, style, to)
}

fn answer(report: &Report, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    let word = report.verdict.to_string().to_uppercase();
    let column = word.len() + 2;
    let label = (look(report.verdict), word.as_str());
    to.write_str(&style.beside(label, 0, column, &sentence(report)))?;
    for rest in rest(report) {
        to.write_str(&style.labelled(0, "", column, &rest))?;
    }
    if report.run.interrupted {
        let took = duration(report.run.took_ms);
        let text = format!("interrupted after {took}: what had not been seen by then is unproven");
        to.write_str(&style.labelled(0, "", column, &text))?;
    }
    Ok(())
}

fn finding(
    group: &Group<'_>,
    ticket: Option<usize>,
    style: &Style,
    to: &mut impl fmt::Write,
) -> fmt::Result {
    let mark = marked(group.severity, style);
    let look = match group.severity {
        Severity::Note => Look::Plain,
        other => look(other.into()),
    };
    let subject = subject(group, style);
    let pieces = [(look, &*mark), (Look::Bold, &*subject)].into_iter();
    let code = (Look::Plain, group.code.id());
    let pieces: Vec<_> = pieces.chain(origin(group.about)).chain([code]).collect();
    to.write_str(&style.flow(&pieces, 4))?;
    let mut line = |label: &str, text: &str| to.write_str(&style.labelled(4, label, COLUMN, text));
    for (at, text) in places(group, style).iter().enumerate() {
        line(if at == 0 { "at" } else { "" }, text)?;
    }
    let (conclusion, evidence) = told(group, style);
    line("cause", &conclusion)?;
    for (at, text) in evidence.iter().enumerate() {
        line(if at == 0 { "evidence" } else { "" }, text)?;
    }
    if group.severity > Severity::Note {
        line("remedy", &remedy(group, ticket, style))?;
    }
    if !group.explains.is_empty() {
        line("explains", &explains(group))?;
    }
    Ok(())
}

/// What to do, or where above it is asked for.
fn remedy(group: &Group<'_>, ticket: Option<usize>, style: &Style) -> String {
    if let Some(at) = ticket {
        return format!("{} above, {}", at + 1, group.owner);
    }
    format!("{}: {}", group.owner, style.foreign(&group.remedy()))
}

/// The conclusion and the evidence; where the evidence is the first host's, the last line says so.
fn told(group: &Group<'_>, style: &Style) -> (String, Vec<String>) {
    let mut conclusion = style.foreign(&group.conclusion());
    let evidence = group.evidence();
    let mut evidence: Vec<String> = evidence.iter().map(|text| style.foreign(text)).collect();
    let several = !evidence.is_empty();
    let last = evidence.last_mut().unwrap_or(&mut conclusion);
    last.push_str(likewise(group.differ && several));
    (conclusion, evidence)
}

/// What a finding is about, in a few words.
fn subject(group: &Group<'_>, style: &Style) -> String {
    match group.places.as_slice() {
        [] => "the whole run".to_owned(),
        [one] => target(one, style),
        many => counted(many.len(), "host", "hosts"),
    }
}

/// How a host that is no endpoint came into the report.
fn origin(about: About) -> Option<Piece<'static>> {
    (about == About::Revocation).then_some((Look::Plain, "(named by a certificate)"))
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
    let names = place.names.iter().filter(|name| **name != place.host);
    let names = names.map(|name| style.foreign(name));
    let addresses = place.addresses.iter().map(ToString::to_string);
    let all: Vec<_> = names.chain(addresses).collect();
    (!all.is_empty()).then(|| first_of(&all, MOST_ADDRESSES))
}

/// How many others a finding explains, and which.
fn explains(group: &Group<'_>) -> String {
    let number = counted(group.explains.values().sum(), "other", "others");
    let mut codes = group.explains.iter();
    if let (Some((code, _)), None) = (codes.next(), codes.next()) {
        return format!("{number}: {code}");
    }
    let codes = group.explains.iter();
    let codes: Vec<_> = codes
        .map(|(code, times)| format!("{times} x {code}"))
        .collect();
    format!("{number}: {}", codes.join(", "))
}
