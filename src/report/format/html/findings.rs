//! What was found, each once for everywhere it was seen: the conclusion to be read, the evidence, the
//! places and the remedy folded below it.

use super::anchors::{finding_id, sample_id, ticket_id};
use super::context::Context;
use super::header;
use super::page::{badge, capital, fact, link, quoted, section};
use super::said::{Place, more_in};
use crate::finding::{Severity, Verdict};
use crate::report::amounts::counted;
use crate::report::format::markup::Markup;
use crate::report::view::groups::{About, Affected, Group};

/// Writes them; nothing where there are none.
pub(super) fn write(page: &mut Context<'_>, to: &mut Markup) {
    let view = page.view;
    if view.groups.is_empty() {
        return;
    }
    section("findings", "Findings", to, |section| {
        for (number, group) in (1..).zip(&view.groups) {
            one(page, number, group, section);
        }
    });
}

fn one(page: &mut Context<'_>, number: usize, group: &Group<'_>, to: &mut Markup) {
    let id = finding_id(number);
    let class = format!("finding {}", group.severity);
    let attributes = [("class", &*class), ("aria-labelledby", &*id)];
    to.literal("\n").element("article", &attributes, |card| {
        card.literal("\n").element("h3", &[("id", &id)], |line| {
            severity_badge(group.severity, line);
            line.literal(" ").element("span", &[], |words| {
                conclusion(page, number, group, words);
            });
        });
        card.literal("\n")
            .element("p", &[("class", "about")], |line| {
                about(page, number, group, line);
            });
        card.literal("\n").element("details", &[], |details| {
            details.literal("<summary>Evidence, places and remedy</summary>\n");
            details.element("dl", &[("class", "facts")], |list| {
                facts(page, number, group, list);
            });
        });
        card.literal("\n");
    });
}

/// A note has no verdict of its own.
pub(super) fn severity_badge(severity: Severity, to: &mut Markup) {
    match Verdict::from(severity) {
        Verdict::Pass => {
            to.literal(
                "<span class=\"badge note\"><span aria-hidden=\"true\">·</span> note</span>",
            );
        }
        verdict => badge(verdict, to),
    }
}

/// How links to a group read.
pub(super) fn place(number: usize) -> Place {
    Place::new(finding_id(number), format!("finding {number}"))
}

/// Where it stands above already, a few words and a link there.
fn conclusion(page: &mut Context<'_>, number: usize, group: &Group<'_>, to: &mut Markup) {
    let conclusion = group.conclusion();
    let is_headline = page.view.headline == Some(number - 1);
    let before = page.said.before(&conclusion, &place(number));
    match before.or_else(|| is_headline.then(header::conclusion)) {
        None => quoted(&capital(&conclusion), to),
        Some(above) => {
            to.text(&capital(group.code.title())).literal(": see ");
            above.link(to);
        }
    }
}

/// The number, the code, how much it is about, and who is asked for what.
fn about(page: &Context<'_>, number: usize, group: &Group<'_>, to: &mut Markup) {
    to.text(&place(number).label).literal(" · ");
    to.text_element("code", &[], group.code.id()).literal(" · ");
    match group.places.as_slice() {
        [] => to.literal("the whole run"),
        [one] => to.text_element("code", &[], &format!("{}:{}", one.host, one.port)),
        many => to.text(&counted(many.len(), "host", "hosts")),
    };
    if group.about == About::Revocation {
        to.literal(", named by a certificate");
    }
    to.literal(" · ").text(&group.owner.to_string());
    if let Some(ticket) = page.view.tickets.of_group[number - 1] {
        let ticket = ticket + 1;
        to.literal(", ");
        link(&ticket_id(ticket), &format!("request {ticket}"), to);
    }
}

fn facts(page: &mut Context<'_>, number: usize, group: &Group<'_>, list: &mut Markup) {
    let here = place(number);
    let (evidence, before) = page.said.sort(group.evidence(), &here);
    if !evidence.is_empty() || !before.is_empty() {
        fact("evidence", list, |to| {
            for line in &evidence {
                to.element("p", &[], |to| quoted(line, to));
            }
            more(&before, to);
            if group.differ && group.places.len() > 1 {
                to.literal(
                    "<p class=\"quiet\">(the first one; what differs stands below each host)</p>",
                );
            }
        });
    }
    remedy(page, &here, group, list);
    if !group.places.is_empty() {
        fact("at", list, |to| places(page, group, to));
    }
    if !group.explains.is_empty() {
        fact("explains", list, |to| explains(group, to));
    }
}

/// Links in a line of their own.
fn more(places: &[Place], to: &mut Markup) {
    if !places.is_empty() {
        to.element("p", &[("class", "quiet")], |line| more_in(places, line));
    }
}

fn remedy(page: &mut Context<'_>, here: &Place, group: &Group<'_>, list: &mut Markup) {
    let remedy = group.remedy();
    let before = page.said.before(&remedy, here);
    fact("remedy", list, |to| match before {
        None => quoted(&remedy, to),
        Some(place) => place.link(to),
    });
}

fn places(page: &Context<'_>, group: &Group<'_>, to: &mut Markup) {
    to.element("ul", &[("class", "places")], |list| {
        for place in &group.places {
            list.literal("\n")
                .element("li", &[], |item| one_place(page, place, item));
        }
    });
}

fn one_place(page: &Context<'_>, place: &Affected<'_>, to: &mut Markup) {
    let host = format!("{}:{}", place.host, place.port);
    let first = place.findings.first().map(|(spot, _)| spot);
    let of_endpoint = first.and_then(|spot| spot.endpoint?.probes.first());
    let probe = first.and_then(|spot| spot.probe).or(of_endpoint);
    let sample = probe.and_then(|probe| page.anchors.sample(probe));
    match sample {
        Some(number) => to.element("a", &[("href", &format!("#{}", sample_id(number)))], |a| {
            a.text_element("code", &[], &host);
        }),
        None => to.text_element("code", &[], &host),
    };
    let names = place.names.iter().filter(|name| **name != place.host);
    let names = names.map(|name| (*name).to_owned());
    let addresses = place.addresses.iter().map(ToString::to_string);
    for one in names.chain(addresses) {
        to.literal(" ")
            .text_element("code", &[("class", "quiet")], &one);
    }
}

fn explains(group: &Group<'_>, to: &mut Markup) {
    to.element("ul", &[("class", "names")], |list| {
        for (code, times) in &group.explains {
            list.element("li", &[], |item| {
                item.text(&times.to_string()).literal(" × ");
                item.text_element("code", &[], code.id());
            });
        }
    });
}
