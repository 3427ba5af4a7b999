//! The first two lines: the cause of the verdict in one sentence, and then how many endpoints it is
//! true of, on which route, as whom, and which teams are asked.

use std::cmp::Reverse;

use super::groups::{About, Group};
use super::tally::VerdictTally;
use super::tickets::Tickets;
use super::{inspection, routes};
use crate::catalogue::Need;
use crate::finding::{Owner, Severity, Stage, Verdict};
use crate::report::amounts::counted;
use crate::report::model::Report;

/// The group of findings that the verdict rests on: of the weight of the verdict, at a required endpoint,
/// about the whole run rather than one host, at most endpoints. None where everything passes.
pub(super) fn headline(report: &Report, groups: &[Group<'_>]) -> Option<usize> {
    let weight = match report.verdict {
        Verdict::Fail => Severity::Fail,
        Verdict::Unproven => Severity::Unproven,
        Verdict::Pass | Verdict::Warn => return None,
    };
    let decides = groups.iter().enumerate();
    let decides = decides.filter(|(_, group)| group.severity == weight);
    let first = decides.min_by_key(|(_, group)| {
        let required = required(group);
        let own = group.code.stage() == Stage::Run;
        (
            required == 0,
            own,
            group.about != About::Run,
            Reverse(required),
        )
    });
    first.map(|(at, _)| at)
}

/// How many required endpoints it keeps from passing.
fn required(group: &Group<'_>) -> usize {
    let own = group.places.iter().flat_map(|place| &place.findings);
    let spots = own
        .chain(&group.explained)
        .filter_map(|(spot, _)| spot.endpoint);
    let mut ids: Vec<_> = spots
        .filter(|endpoint| endpoint.need == Need::Required)
        .map(|endpoint| &endpoint.id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}

/// What the verdict rests on: the cause, or how many endpoints pass and what was seen of TLS.
pub(super) fn sentence(report: &Report, headline: Option<&Group<'_>>) -> String {
    if let Some(group) = headline {
        return group.conclusion();
    }
    let required = VerdictTally::new(report, |need| need == Need::Required);
    let counts = match report.verdict {
        Verdict::Pass | Verdict::Warn => required.passing(),
        Verdict::Unproven | Verdict::Fail => return required.troubled(),
    };
    let seen = inspection::sentence(report);
    std::iter::once(counts)
        .chain(seen)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The second line, in parts.
pub(super) fn scope(report: &Report, tickets: &Tickets<'_>) -> Vec<String> {
    let required = VerdictTally::new(report, |need| need == Need::Required);
    let others = VerdictTally::new(report, |need| need != Need::Required);
    let troubled = (report.verdict >= Verdict::Unproven).then(|| required.troubled());
    let parts = [
        teams(tickets),
        troubled,
        others.others(),
        Some(subset(report)),
        Some(routes::in_short(report)),
        measured_as(report),
    ];
    parts.into_iter().flatten().collect()
}

/// Who is asked for something, in the order of the tickets.
fn teams(tickets: &Tickets<'_>) -> Option<String> {
    let mut teams: Vec<Owner> = Vec::new();
    for ticket in &tickets.all {
        if !teams.contains(&ticket.owner) {
            teams.push(ticket.owner);
        }
    }
    let name = |owner: &Owner| match owner {
        Owner::Tester => "you".to_owned(),
        team => format!("the {team}"),
    };
    let names: Vec<_> = teams.iter().map(name).collect();
    match names.as_slice() {
        [] => None,
        [only] => Some(format!("for {only}")),
        [first @ .., last] => Some(format!("for {} and {last}", first.join(", "))),
    }
}

fn subset(report: &Report) -> String {
    let (some, all) = (report.endpoints.len(), report.endpoints_file.rows.len());
    format!(
        "{some} of {} checked",
        counted(all, "endpoint", "endpoints")
    )
}

fn measured_as(report: &Report) -> Option<String> {
    let host = &report.run.host;
    let user = host.user.as_ref().map(|user| format!("as `{}`", user.name));
    let machine = host.name.as_ref().map(|name| format!("on `{name}`"));
    let parts: Vec<_> = user.into_iter().chain(machine).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
