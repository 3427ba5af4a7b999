//! One finding, or several that are alike, as a block of a few lines: what it is about, the conclusion,
//! where, the evidence, the remedy.

use std::fmt;

use super::bounds::{COLUMN, MOST_ADDRESSES};
use super::lines::{LineBudget, digests_shortened};
use super::marks::{look, severity_mark};
use crate::finding::Severity;
use crate::report::amounts::{counted, first_of};
use crate::report::style::{Look, Style, StyledText};
use crate::report::view::groups::{About, Affected, Group, likewise};

/// Where the lines of a block begin.
const INDENT: usize = 4;
/// Lines for a conclusion, for a remedy that no ticket asks for, and for hosts and addresses.
const MOST_OF_CONCLUSION: usize = 3;
const MOST_OF_REMEDY: usize = 2;
const MOST_OF_PLACES: usize = 1;

/// One block of a report.
pub(super) struct Block<'a, 'r> {
    pub(super) group: &'a Group<'r>,
    /// The ticket that asks for its remedy, counted from zero.
    pub(super) ticket: Option<usize>,
    /// Is its conclusion the first line of the report?
    pub(super) is_headline: bool,
}

/// Writes it.
pub(super) fn write(block: &Block<'_, '_>, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    let group = block.group;
    let heading = heading(group, style);
    let mut budget = LineBudget::new(style);
    budget.spend(&heading);
    to.write_str(&heading)?;
    let conclusion = (!block.is_headline).then(|| style.escape(&group.conclusion()));
    let conclusion = conclusion.map(|text| budget.unlabelled(INDENT, &text, MOST_OF_CONCLUSION));
    to.write_str(&conclusion.unwrap_or_default())?;
    let at = budget.labelled("at", &places(group, style), MOST_OF_PLACES);
    let remedy = (group.severity > Severity::Note).then(|| remedy(block, style));
    let remedy = budget.labelled("remedy", remedy.as_slice(), MOST_OF_REMEDY);
    let explains = (!group.explains.is_empty()).then(|| explains(group));
    let explains = budget.labelled("explains", explains.as_slice(), 1);
    let evidence = budget.labelled("evidence", &evidence(group, style), usize::MAX);
    to.write_str(&(at + &evidence + &remedy + &explains))
}

fn heading(group: &Group<'_>, style: &Style) -> String {
    let mark = severity_mark(group.severity, style);
    let look = match group.severity {
        Severity::Note => Look::Plain,
        other => look(other.into()),
    };
    let subject = subject(group, style);
    let pieces = [(look, &*mark), (Look::Bold, &*subject)].into_iter();
    let code = (Look::Plain, group.code.id());
    let pieces: Vec<_> = pieces.chain(origin(group.about)).chain([code]).collect();
    style.flow(&pieces, INDENT)
}

/// What to do, or where above it is asked for.
fn remedy(block: &Block<'_, '_>, style: &Style) -> String {
    let group = block.group;
    match block.ticket {
        Some(at) => format!("{} above, {}", at + 1, group.owner),
        None => format!("{}: {}", group.owner, style.escape(&group.remedy())),
    }
}

/// The evidence of the first one; where there are others, the last line says that they are alike.
fn evidence(group: &Group<'_>, style: &Style) -> Vec<String> {
    let all = group.evidence();
    let shown = |text: &String| {
        let text = style.escape(text);
        if style.whole {
            text
        } else {
            digests_shortened(&text)
        }
    };
    let mut all: Vec<String> = all.iter().map(shown).collect();
    if let Some(last) = all.last_mut() {
        last.push_str(likewise(group.differ));
    }
    all
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

/// Of one host its addresses, of several each host with its own. On one line as many as it holds, unless
/// everything is shown.
fn places(group: &Group<'_>, style: &Style) -> Vec<String> {
    let several = group.places.len() > 1;
    let mut all: Vec<String> = Vec::new();
    for place in &group.places {
        let host = several.then(|| target(place, style));
        let details = details(place, style).filter(|_| !several || style.whole);
        let parts = host.into_iter().chain(details);
        all.push(parts.collect::<Vec<_>>().join("  "));
    }
    all.retain(|line| !line.is_empty());
    if style.whole || all.len() < 2 {
        return all;
    }
    let room = style.columns().saturating_sub(COLUMN);
    let fits = |most: &usize| first_of(&all, *most).len() <= room;
    let most = (1..=all.len()).rev().find(fits).unwrap_or(1);
    vec![first_of(&all, most)]
}

fn details(place: &Affected<'_>, style: &Style) -> Option<String> {
    let names = place.names.iter().filter(|name| **name != place.host);
    let names = names.map(|name| style.escape(name));
    let addresses = place.addresses.iter().map(ToString::to_string);
    let all: Vec<_> = names.chain(addresses).collect();
    let most = if style.whole {
        usize::MAX - 1
    } else {
        MOST_ADDRESSES
    };
    (!all.is_empty()).then(|| first_of(&all, most))
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
