//! What to do, by who must act: the tickets, short. Whole they stand in the CSV.

use std::fmt;

use super::bounds::{MOST_ADDRESSES, MOST_PLACES};
use crate::catalogue::Need;
use crate::finding::Owner;
use crate::report::amounts::first_of;
use crate::report::style::{Look, Style};
use crate::report::view::groups::likewise;
use crate::report::view::tickets::{Destination, Opening, Ticket, Tickets};

/// Where the text of a ticket begins.
const COLUMN: usize = 5;
/// Hosts that are named to those who open nothing.
const FEW_PLACES: usize = 3;

/// Writes them, with a heading for each team.
pub(in crate::report) fn write(
    tickets: &Tickets<'_>,
    style: &Style,
    to: &mut impl fmt::Write,
) -> fmt::Result {
    for (owner, own) in tickets.by_team() {
        to.write_char('\n')?;
        let source = own.first().and_then(|(_, ticket)| ticket.source_list());
        to.write_str(&heading(owner, source.as_deref(), style))?;
        for (number, ticket) in own {
            one(number, ticket, style, to)?;
        }
    }
    Ok(())
}

/// Whom to ask, and for which machine; what oneself has to do needs no address.
fn heading(owner: Owner, source: Option<&str>, style: &Style) -> String {
    if owner == Owner::Tester {
        return style.flow(&[(Look::Bold, "do yourself")], COLUMN);
    }
    let ask = format!("ask the {owner}");
    let source = source.map(|source| format!("for {source}"));
    let pieces = [(Look::Bold, &*ask)].into_iter();
    let source = source.as_deref().map(|source| (Look::Faint, source));
    style.flow(&pieces.chain(source).collect::<Vec<_>>(), COLUMN)
}

fn one(number: usize, ticket: &Ticket<'_>, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    let number = number.to_string();
    to.write_str(&style.labelled(2, &number, COLUMN, &change(ticket, style)))?;
    let (advised, required): (Vec<&Destination<'_>>, Vec<&Destination<'_>>) = ticket
        .destinations
        .iter()
        .partition(|one| one.need == Need::Advised);
    destinations(&required, ticket.owner, style, to)?;
    also_advised(&advised, ticket.owner, style, to)?;
    let caution = ticket.caution.into_iter();
    caution
        .map(|text| style.labelled(COLUMN, "", COLUMN, text))
        .try_for_each(|text| to.write_str(&text))
}

/// Only these teams open something, host by host.
fn opens(owner: Owner) -> bool {
    matches!(owner, Owner::Firewall | Owner::Proxy)
}

/// What nothing required depends on, apart from the rest: a team may leave it out.
fn also_advised(
    advised: &[&Destination<'_>],
    owner: Owner,
    style: &Style,
    to: &mut impl fmt::Write,
) -> fmt::Result {
    if advised.is_empty() {
        return Ok(());
    }
    if opens(owner) {
        to.write_str(&style.labelled(COLUMN, "also advised", COLUMN, ""))?;
        return destinations(advised, owner, style, to);
    }
    let names = advised.iter().map(|one| style.escape(&one.authority()));
    let names = first_of(&names.collect::<Vec<_>>(), FEW_PLACES);
    to.write_str(&style.labelled(COLUMN, "", COLUMN, &format!("also advised: {names}")))
}

/// Who opens nothing needs no list of all that is to be opened.
fn destinations(
    all: &[&Destination<'_>],
    owner: Owner,
    style: &Style,
    to: &mut impl fmt::Write,
) -> fmt::Result {
    let each: Vec<_> = all
        .iter()
        .flat_map(|one| lines(one, owner, style))
        .collect();
    let each = if opens(owner) {
        each
    } else {
        shortened(each, FEW_PLACES)
    };
    for line in each {
        to.write_str(&style.labelled(COLUMN, "", COLUMN + 2, &line))?;
    }
    Ok(())
}

/// What is asked for.
fn change(ticket: &Ticket<'_>, style: &Style) -> String {
    style.escape(&ticket.change) + likewise(ticket.likewise)
}

/// Who opens ports needs addresses, who lets requests through needs their URLs.
fn lines(destination: &Destination<'_>, owner: Owner, style: &Style) -> Vec<String> {
    if owner == Owner::Proxy && destination.opening == Opening::Http {
        let asked: Vec<_> = destination
            .asked
            .iter()
            .map(|url| style.escape(url))
            .collect();
        return shortened(asked, MOST_PLACES);
    }
    let name = style.escape(&destination.authority());
    let addresses = &destination.addresses;
    if owner != Owner::Firewall || addresses.is_empty() || destination.is_address() {
        return vec![name];
    }
    let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    vec![format!("{name}  {}", first_of(&addresses, MOST_ADDRESSES))]
}

fn shortened(mut lines: Vec<String>, most: usize) -> Vec<String> {
    if lines.len() > most + 1 {
        let more = lines.len() - most;
        lines.truncate(most);
        lines.push(format!("and {more} more"));
    }
    lines
}
