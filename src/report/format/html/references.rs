//! The findings where they were made: which they are and where they are told of. What the grouped
//! finding does not say, because it is of this host alone, stands here.

use super::anchors::finding_id;
use super::context::Context;
use super::findings::{place, severity_badge};
use super::page::{link, quoted};
use super::said::{Place, more_in};
use crate::finding::{Finding, Severity};
use crate::report::format::markup::Markup;
use crate::report::view::groups::Group;

/// How many reasons a row names.
const MOST_REASONS: usize = 3;

/// Writes a list; nothing where there are none. `here` is what holds it.
pub(super) fn write(page: &mut Context<'_>, all: &[Finding], here: &Place, to: &mut Markup) {
    if all.is_empty() {
        return;
    }
    to.literal("\n")
        .element("ul", &[("class", "findings")], |list| {
            for same in merged(all) {
                list.literal("\n")
                    .element("li", &[], |item| one(page, &same, here, item));
            }
            list.literal("\n");
        });
}

/// Why a row came to its verdict, in a few words each: the groups with these numbers.
pub(super) fn reasons(page: &Context<'_>, numbers: &[usize], to: &mut Markup) {
    let weighty = |number: &usize| page.view.groups[number - 1].severity > Severity::Note;
    let (first, notes): (Vec<usize>, Vec<usize>) = numbers.iter().copied().partition(weighty);
    let all = if first.is_empty() { notes } else { first };
    for &number in all.iter().take(MOST_REASONS) {
        let code = page.view.groups[number - 1].code;
        to.element("span", &[("class", "reason")], |reason| {
            reason.text(code.title()).literal(" ");
            let id = format!("#{}", finding_id(number));
            reason.element("a", &[("href", &id)], |link| {
                link.text_element("code", &[], code.id());
            });
        });
        to.literal(" ");
    }
    if all.len() > MOST_REASONS {
        let more = all.len() - MOST_REASONS;
        to.literal("<span class=\"reason\">and ")
            .text(&more.to_string())
            .literal(" more</span>");
    }
}

fn merged(all: &[Finding]) -> Vec<Vec<&Finding>> {
    let mut merged: Vec<Vec<&Finding>> = Vec::new();
    for finding in all {
        match merged.iter_mut().find(|same| is_same(same[0], finding)) {
            Some(same) => same.push(finding),
            None => merged.push(vec![finding]),
        }
    }
    merged
}

/// Do they say the same about two addresses?
fn is_same(one: &Finding, other: &Finding) -> bool {
    let at_no_address = |finding: &Finding| Finding {
        address: None,
        ..finding.clone()
    };
    at_no_address(one) == at_no_address(other)
}

fn one(page: &mut Context<'_>, same: &[&Finding], here: &Place, to: &mut Markup) {
    let finding = same[0];
    let number = page.anchors.group(finding);
    to.element("p", &[("class", "reference")], |line| {
        which(same, line);
        if let Some(number) = number {
            told_in(number, finding, line);
        }
    });
    let group = number.map(|number| &page.view.groups[number - 1]);
    let (news, mut before) = page.said.sort(news(finding, group), here);
    before.retain(|known| number.is_none_or(|number| *known != place(number)));
    for line in &news {
        to.element("p", &[], |to| quoted(line, to));
    }
    if !before.is_empty() {
        to.element("p", &[("class", "reference")], |line| {
            more_in(&before, line);
        });
    }
}

/// The code, the addresses, the name.
fn which(same: &[&Finding], to: &mut Markup) {
    let finding = same[0];
    severity_badge(finding.severity, to);
    to.literal(" ")
        .text_element("code", &[("class", "code")], finding.code().id());
    let addresses = same.iter().filter_map(|finding| finding.address);
    let places = addresses
        .map(|address| address.to_string())
        .chain(finding.name.clone());
    for (at, place) in places.enumerate() {
        to.literal(if at == 0 { " at " } else { ", " });
        to.text_element("code", &[], &place);
    }
}

fn told_in(number: usize, finding: &Finding, to: &mut Markup) {
    to.literal(match finding.explained_by {
        Some(_) => ", explained by ",
        None => ", see ",
    });
    link(&finding_id(number), &place(number).label, to);
}

/// What the group does not say: all of what it explains, and of its own kind what differs by more than
/// the place.
fn news(finding: &Finding, group: Option<&Group<'_>>) -> Vec<String> {
    let own = sentences(finding);
    let Some(group) = group.filter(|group| group.code == finding.code()) else {
        return own;
    };
    let known = sentences(group.first);
    let at_the_first = sentences(&Finding {
        cause: finding.cause.clone(),
        ..group.first.clone()
    });
    let like = |at: usize| at_the_first.len() == own.len() && known.contains(&at_the_first[at]);
    let new = own.iter().enumerate();
    let new = new.filter(|(at, line)| !known.contains(line) && !like(*at));
    new.map(|(_, line)| line.clone()).collect()
}

fn sentences(finding: &Finding) -> Vec<String> {
    let conclusion = std::iter::once(finding.conclusion());
    conclusion.chain(finding.evidence()).collect()
}
