//! What to do: a card for each ticket, by team.

use std::collections::BTreeMap;

use super::anchors::ticket_id;
use super::context::Context;
use super::findings::place;
use super::page::{capital, fact, quoted, section};
use super::said::Place;
use crate::catalogue::Need;
use crate::finding::{Code, Owner};
use crate::report::format::markup::Markup;
use crate::report::view::groups::Group;
use crate::report::view::tickets::{Destination, Ticket};

/// Writes them; nothing where nothing is to be done.
pub(super) fn write(page: &mut Context<'_>, to: &mut Markup) {
    let tickets = &page.view.tickets;
    if tickets.all.is_empty() {
        return;
    }
    section("todo", "What to do", to, |section| {
        for (owner, own) in tickets.by_team() {
            team(page, owner, &own, section);
        }
    });
}

fn team(page: &mut Context<'_>, owner: Owner, own: &[(usize, &Ticket<'_>)], to: &mut Markup) {
    let heading = match owner {
        Owner::Tester => "Do yourself".to_owned(),
        other => format!("Ask the {other}"),
    };
    to.literal("\n").element("h3", &[], |line| {
        line.text(&heading);
        let source = own.first().and_then(|(_, ticket)| ticket.source_list());
        if let Some(source) = source.filter(|_| owner != Owner::Tester) {
            line.literal(" <span class=\"quiet\">for ")
                .text(&source)
                .literal("</span>");
        }
    });
    for &(number, ticket) in own {
        card(page, number, ticket, to);
    }
}

fn card(page: &mut Context<'_>, number: usize, ticket: &Ticket<'_>, to: &mut Markup) {
    let id = ticket_id(number);
    let here = Place::new(&*id, format!("request {number}"));
    page.said.before(&ticket.change, &here);
    let groups = groups_of(page, number);
    let attributes = [("class", "ticket"), ("aria-labelledby", &*id)];
    to.literal("\n").element("article", &attributes, |card| {
        card.literal("\n").element("h4", &[("id", &id)], |line| {
            line.text_element("span", &[("class", "number")], &number.to_string());
            line.literal(" <span>");
            quoted(&capital(&ticket.change), line);
            line.literal(if ticket.likewise {
                " (the others likewise)</span>"
            } else {
                "</span>"
            });
        });
        card.literal("\n")
            .element("dl", &[("class", "facts")], |list| {
                because(page, &groups, list);
                if let Some(caution) = ticket.caution {
                    fact("caution", list, |to| quoted(&capital(caution), to));
                }
            });
        let (advised, required): (Vec<_>, Vec<_>) = ticket
            .destinations
            .iter()
            .partition(|one| one.need == Need::Advised);
        destinations(page, &groups, &required, card);
        if !advised.is_empty() {
            card.literal("\n<p class=\"also\">Also advised</p>");
            destinations(page, &groups, &advised, card);
        }
        for purpose in ticket.destinations.iter().flat_map(|one| &one.purposes) {
            page.said.before(purpose, &here);
        }
        card.literal("\n");
    });
}

fn destinations(page: &Context<'_>, groups: &[usize], all: &[&Destination<'_>], to: &mut Markup) {
    if all.is_empty() {
        return;
    }
    to.literal("\n")
        .element("ul", &[("class", "destinations")], |list| {
            for one in all {
                list.literal("\n").element("li", &[], |item| {
                    destination(one, item);
                    if groups.len() > 1 {
                        reasons(page, groups, one, item);
                    }
                });
            }
        });
}

fn destination(one: &Destination<'_>, to: &mut Markup) {
    to.element("p", &[("class", "target")], |line| {
        line.text_element("code", &[], &one.authority());
        line.literal(" ")
            .element("span", &[("class", "tag")], |tag| {
                tag.text(one.opening.transport())
                    .literal(" · ")
                    .text(one.opening.speaks());
            });
        match one.exempt {
            Some(true) => line.literal(" <span class=\"tag\">no TLS inspection</span>"),
            Some(false) => line.literal(" <span class=\"tag\">TLS inspection tolerated</span>"),
            None => line,
        };
    });
    to.literal("\n")
        .element("dl", &[("class", "facts")], |list| {
            codes("asked", &one.asked, list);
            codes("aliases", &one.aliases, list);
            let addresses: Vec<_> = one.addresses.iter().map(ToString::to_string).collect();
            codes("addresses", &addresses, list);
            let via: Vec<_> = one.via.iter().map(ToString::to_string).collect();
            codes("through", &via, list);
            words("purpose", &one.purposes, list);
            words("source", &one.documents, list);
        });
}

fn codes(name: &str, all: &[String], list: &mut Markup) {
    if all.is_empty() {
        return;
    }
    fact(name, list, |value| {
        value.element("ul", &[("class", "names")], |names| {
            for one in all {
                names.element("li", &[], |item| {
                    item.text_element("code", &[], one);
                });
            }
        });
    });
}

fn words(name: &str, all: &[&str], list: &mut Markup) {
    if !all.is_empty() {
        fact(name, list, |value| {
            value.text(&all.join("; "));
        });
    }
}

/// The groups of findings that led to a ticket.
fn groups_of(page: &Context<'_>, ticket: usize) -> Vec<usize> {
    let of_group = page.view.tickets.of_group.iter();
    let own = (1..).zip(of_group);
    own.filter_map(|(number, &at)| (at == Some(ticket - 1)).then_some(number))
        .collect()
}

/// What was found, in a few words for each code: the conclusions stand in the findings.
fn because(page: &Context<'_>, groups: &[usize], list: &mut Markup) {
    if groups.is_empty() {
        return;
    }
    let code = |number: &usize| page.view.groups[number - 1].code;
    let mut by_code: BTreeMap<Code, Vec<usize>> = BTreeMap::new();
    for number in groups {
        by_code.entry(code(number)).or_default().push(*number);
    }
    fact("because", list, |value| {
        for (code, numbers) in by_code {
            value.element("p", &[], |line| {
                line.text(code.title()).literal(" (");
                line.text_element("code", &[], code.id()).literal(")");
                for number in numbers {
                    line.literal(", ");
                    place(number).link(line);
                }
            });
        }
    });
}

/// Which of them are about one destination.
fn reasons(page: &Context<'_>, groups: &[usize], one: &Destination<'_>, to: &mut Markup) {
    let own = groups.iter().copied();
    let own: Vec<_> = own
        .filter(|&number| is_about(&page.view.groups[number - 1], one))
        .collect();
    if !own.is_empty() {
        to.element("dl", &[("class", "facts")], |list| {
            because(page, &own, list);
        });
    }
}

fn is_about(group: &Group<'_>, one: &Destination<'_>) -> bool {
    let own = group.places.iter().flat_map(|place| &place.findings);
    let mut spots = own.chain(&group.explained).map(|(spot, _)| spot);
    spots.any(|spot| {
        spot.endpoint
            .is_some_and(|endpoint| one.ids.contains(&&*endpoint.id))
    })
}
