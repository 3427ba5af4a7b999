//! What to do: a card for each ticket, by team.

use super::page::{capital, fact, quoted, section};
use crate::finding::Owner;
use crate::report::format::markup::Markup;
use crate::report::view::tickets::{Destination, Reason, Ticket, Tickets};

/// Writes them; nothing where nothing is to be done.
pub(super) fn write(tickets: &Tickets<'_>, to: &mut Markup) {
    if tickets.all.is_empty() {
        return;
    }
    section("todo", "What to do", to, |section| {
        for (owner, own) in tickets.by_team() {
            team(owner, &own, section);
        }
    });
}

fn team(owner: Owner, own: &[(usize, &Ticket<'_>)], to: &mut Markup) {
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
        card(number, ticket, to);
    }
}

fn card(number: usize, ticket: &Ticket<'_>, to: &mut Markup) {
    let id = format!("ticket-{number}");
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
        if !ticket.why.is_empty() {
            card.literal("\n<dl class=\"facts\">");
            because(&ticket.why, card);
            card.literal("</dl>");
        }
        card.literal("\n")
            .element("ul", &[("class", "destinations")], |list| {
                for one in &ticket.destinations {
                    list.literal("\n")
                        .element("li", &[], |item| destination(one, item));
                }
            });
        card.literal("\n");
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
            because(&one.why, list);
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

fn because(why: &[Reason], list: &mut Markup) {
    fact("because", list, |value| {
        for one in why {
            value.element("p", &[], |line| {
                line.text_element("code", &[("class", "code")], one.code.id())
                    .literal(" ");
                if let Some(more) = one.more() {
                    line.text_element("span", &[("class", "quiet")], &more)
                        .literal(" ");
                }
                quoted(&one.cause, line);
            });
        }
    });
}
