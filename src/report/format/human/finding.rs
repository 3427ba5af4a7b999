//! One finding, or several that are alike, as a block of lines.

use std::fmt;

use super::bounds::{COLUMN, MOST_ADDRESSES, MOST_PLACES};
use super::marks::{look, severity_mark};
use crate::finding::Severity;
use crate::report::amounts::{counted, first_of};
use crate::report::style::{Look, Style, StyledText};
use crate::report::view::groups::{About, Affected, Group, likewise};

/// Writes it, with the number of the ticket that asks for its remedy.
pub(super) fn write(
    group: &Group<'_>,
    ticket: Option<usize>,
    style: &Style,
    to: &mut impl fmt::Write,
) -> fmt::Result {
    let mark = severity_mark(group.severity, style);
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
    let (conclusion, evidence) = cause(group, style);
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
    format!("{}: {}", group.owner, style.escape(&group.remedy()))
}

/// The conclusion and the evidence; where the evidence is the first host's, the last line says so.
fn cause(group: &Group<'_>, style: &Style) -> (String, Vec<String>) {
    let mut conclusion = style.escape(&group.conclusion());
    let evidence = group.evidence();
    let mut evidence: Vec<String> = evidence.iter().map(|text| style.escape(text)).collect();
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
fn origin(about: About) -> Option<StyledText<'static>> {
    (about == About::Revocation).then_some((Look::Plain, "(named by a certificate)"))
}

fn target(place: &Affected<'_>, style: &Style) -> String {
    format!("{}:{}", style.escape(&place.host), place.port)
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

fn details(place: &Affected<'_>, style: &Style) -> Option<String> {
    let names = place.names.iter().filter(|name| **name != place.host);
    let names = names.map(|name| style.escape(name));
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
