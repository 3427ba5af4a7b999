//! What to ask of whom: from what fails, the smallest changes that would mend it, one for each team
//! and kind of change. Only brings together what was judged; judges nothing.

mod destination; // where the change is needed
mod proxy; // is a proxy missing that nobody named?

use std::net::IpAddr;

pub(in crate::report) use destination::{Destination, Opening, Reason, exemption};

use super::groups::{Group, Spot};
use crate::catalogue::Need;
use crate::finding::{Change, Code, Finding, Owner, Severity};
use crate::report::amounts::first_of;
use crate::report::model::Report;

/// One change that one team is asked for.
#[derive(Debug)]
pub(in crate::report) struct Ticket<'a> {
    pub(in crate::report) owner: Owner,
    /// What is to be done, as an order without a full stop. May hold untrusted text.
    pub(in crate::report) change: String,
    /// Is it the words for the first destination, and likewise for the others?
    pub(in crate::report) likewise: bool,
    /// What must not be done in its place; none where nothing suggests itself.
    pub(in crate::report) caution: Option<&'static str>,
    /// Our own addresses, as far as they were seen.
    pub(in crate::report) sources: Vec<IpAddr>,
    /// In order of appearance. Empty where the whole run is meant.
    pub(in crate::report) destinations: Vec<Destination<'a>>,
    /// What was found, where it is about the whole run.
    pub(in crate::report) why: Vec<Reason>,
}

/// The tickets, and which of them each group of findings led to.
#[derive(Debug, Default)]
pub(in crate::report) struct Tickets<'a> {
    /// By team, then in order of appearance.
    pub(in crate::report) all: Vec<Ticket<'a>>,
    /// The place in `all` for each group, where it needs a ticket.
    pub(in crate::report) of_group: Vec<Option<usize>>,
}

/// From everything that keeps a verdict from passing, or would where it is only advised; other warnings
/// and notes ask nobody for anything.
pub(in crate::report) fn tickets<'a>(report: &'a Report, groups: &[Group<'a>]) -> Tickets<'a> {
    let mut drafts: Vec<(Draft, Vec<usize>)> = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        if !asks(group) {
            continue;
        }
        let draft = Draft::new(group);
        match drafts.iter_mut().find(|(known, _)| known.is_same(&draft)) {
            Some((_, members)) => members.push(at),
            None => drafts.push((draft, vec![at])),
        }
    }
    drafts.sort_by_key(|(draft, _)| draft.owner);
    let first = proxy::unnamed(report).then(|| Ticket::about_the_run(report, Change::NameProxy));
    let mut tickets = Tickets {
        all: first.into_iter().collect(),
        of_group: vec![None; groups.len()],
    };
    for (draft, members) in drafts {
        for &at in &members {
            tickets.of_group[at] = Some(tickets.all.len());
        }
        let members: Vec<_> = members.iter().map(|&at| &groups[at]).collect();
        tickets.all.push(draft.filled(report, &members));
    }
    tickets
}

/// Does a team have to act on it?
fn asks(group: &Group<'_>) -> bool {
    let own = group.places.iter().flat_map(|place| &place.findings);
    let mut all = own.chain(&group.explained);
    group.severity >= Severity::Unproven || all.any(|&(spot, finding)| is_advised(spot, finding))
}

/// Would it keep a verdict from passing, if the endpoint that it is about were required and not advised?
fn is_advised(spot: Spot<'_>, finding: &Finding) -> bool {
    finding.own_weight() >= Severity::Unproven && need(spot) == Need::Advised
}

fn need(spot: Spot<'_>) -> Need {
    let added = spot.probe.and_then(|probe| probe.need);
    let row = spot.endpoint.map(|endpoint| endpoint.need);
    row.or(added).unwrap_or_default()
}

/// A ticket with its number, counted from one.
pub(in crate::report) type NumberedTicket<'t, 'a> = (usize, &'t Ticket<'a>);

impl<'a> Tickets<'a> {
    /// The tickets of each team, in the order of their numbers.
    pub(in crate::report) fn by_team(&self) -> Vec<(Owner, Vec<NumberedTicket<'_, 'a>>)> {
        let mut teams: Vec<(Owner, Vec<_>)> = Vec::new();
        for (number, ticket) in (1..).zip(&self.all) {
            match teams.iter_mut().find(|(owner, _)| *owner == ticket.owner) {
                Some((_, own)) => own.push((number, ticket)),
                None => teams.push((ticket.owner, vec![(number, ticket)])),
            }
        }
        teams
    }
}

/// What tells one ticket from another.
struct Draft {
    owner: Owner,
    change: Change,
    /// The facts that decide the change, where no other code asks for the same.
    facts: Option<String>,
}

/// A finding that another team than usual has to fix has a remedy of its own.
fn change(group: &Group<'_>) -> Change {
    if group.owner == group.code.owner() {
        group.first.cause.kind_of_change()
    } else {
        Change::Own
    }
}

impl Draft {
    fn new(group: &Group<'_>) -> Self {
        let change = change(group);
        let own = change == Change::Own;
        Self {
            owner: group.owner,
            change,
            facts: own.then(|| group.first.cause.change().to_key()),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        (self.owner, self.change, &self.facts) == (other.owner, other.change, &other.facts)
    }

    fn filled<'a>(self, report: &'a Report, groups: &[&Group<'a>]) -> Ticket<'a> {
        let asked = self.change.words().map(str::to_owned);
        let change = asked.unwrap_or_else(|| groups[0].remedy());
        let mut ticket = Ticket {
            owner: self.owner,
            likewise: self.change == Change::Own
                && groups.iter().any(|group| group.remedy() != change),
            change,
            caution: self.change.caution(),
            sources: sources(report),
            destinations: Vec::new(),
            why: Vec::new(),
        };
        for group in groups {
            ticket.take_in(report, self.change, group);
        }
        ticket.destinations.sort_by_key(|one| one.need);
        ticket
    }
}

/// How many source addresses are named.
const MOST_SOURCES: usize = 4;

impl<'a> Ticket<'a> {
    /// For whoever runs this tool, and about no single destination.
    fn about_the_run(report: &Report, change: Change) -> Self {
        Self {
            owner: Owner::Tester,
            change: change.words().unwrap_or_default().to_owned(),
            likewise: false,
            caution: change.caution(),
            sources: sources(report),
            destinations: Vec::new(),
            why: Vec::new(),
        }
    }

    /// Our own addresses as a list; nothing where none was seen.
    pub(in crate::report) fn source_list(&self) -> Option<String> {
        let all: Vec<_> = self.sources.iter().map(ToString::to_string).collect();
        (!all.is_empty()).then(|| first_of(&all, MOST_SOURCES))
    }

    fn take_in(&mut self, report: &'a Report, change: Change, group: &Group<'a>) {
        // What is about the whole run is needed wherever it explains something.
        let about_all = group.places.is_empty();
        let own = group.places.iter().flat_map(|place| &place.findings);
        let explained = about_all.then_some(&group.explained).into_iter().flatten();
        let mut named = false;
        let asked = own.chain(explained);
        for &(spot, finding) in asked.filter(|(spot, _)| need(*spot) != Need::Optional) {
            for found in destination::destinations(report, change, group.code, spot) {
                add_why(
                    &mut self.destination(found).why,
                    finding.code(),
                    finding.conclusion(),
                );
                named = true;
            }
        }
        if about_all || !named {
            add_why(&mut self.why, group.code, group.conclusion());
        }
    }

    /// Where it is asked for already, the two become one.
    fn destination(&mut self, new: Destination<'a>) -> &mut Destination<'a> {
        let same = |known: &Destination<'_>| (&known.host, known.port) == (&new.host, new.port);
        if let Some(at) = self.destinations.iter().position(same) {
            self.destinations[at].merge(new);
            return &mut self.destinations[at];
        }
        self.destinations.push(new);
        self.destinations
            .last_mut()
            .expect("one was just put there")
    }
}

/// Each code once, with its first cause.
fn add_why(to: &mut Vec<Reason>, code: Code, cause: String) {
    match to.iter_mut().find(|why| why.code == code) {
        Some(known) => known.times += 1,
        None => to.push(Reason {
            code,
            cause,
            times: 1,
        }),
    }
}

/// Where the connections of this run came from, as far as that is known.
fn sources(report: &Report) -> Vec<IpAddr> {
    let told = report.run.host.source_addresses.iter().copied();
    let probes = report.endpoints.iter().flat_map(|e| &e.probes);
    let attempts = probes.flat_map(|probe| &probe.evidence.attempts);
    let ends = attempts.filter_map(|attempt| attempt.connect.as_ref()?.seen.local);
    let mut all: Vec<IpAddr> = told.chain(ends.map(|end| end.ip())).collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|ip| !ip.is_loopback() && !ip.is_unspecified());
    all
}
