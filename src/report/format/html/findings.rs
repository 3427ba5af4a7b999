//! Findings as a list. Those that differ in their address alone are one item.

use super::page::{badge, quoted};
use crate::finding::{Finding, Verdict};
use crate::report::format::markup::Markup;

/// Writes it; nothing where there are none.
pub(super) fn write(all: &[Finding], to: &mut Markup) {
    if all.is_empty() {
        return;
    }
    to.literal("\n")
        .element("ul", &[("class", "findings")], |list| {
            for same in merged(all) {
                list.literal("\n")
                    .element("li", &[], |item| one(&same, item));
            }
            list.literal("\n");
        });
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

fn one(same: &[&Finding], to: &mut Markup) {
    let finding = same[0];
    badge_of(finding, to);
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
    to.element("p", &[], |cause| quoted(&finding.conclusion(), cause));
    for text in finding.evidence() {
        to.element("p", &[("class", "evidence")], |line| quoted(&text, line));
    }
    to.element("p", &[("class", "quiet")], |remedy| {
        if let Some(code) = finding.explained_by {
            remedy
                .literal("explained by ")
                .text_element("code", &[], code.id());
        } else {
            remedy.text(&finding.owner().to_string()).literal(": ");
            quoted(&finding.remedy(), remedy);
        }
    });
}

/// A note has no verdict of its own.
fn badge_of(finding: &Finding, to: &mut Markup) {
    match Verdict::from(finding.severity) {
        Verdict::Pass => {
            to.literal(
                "<span class=\"badge note\"><span aria-hidden=\"true\">·</span> note</span>",
            );
        }
        verdict => badge(verdict, to),
    }
}
