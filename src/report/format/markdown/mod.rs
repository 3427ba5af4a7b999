//! A report to paste into a ticket. Untrusted words stand in code spans, where no renderer takes them
//! for markup, a link or a mention of a user; sentences are escaped.

mod run; // where, when and how this was measured
mod span; // words that stay words

use std::fmt::{self, Write};

use crate::finding::{Owner, Severity};
use crate::report::amounts::duration;
use crate::report::model::{EndpointReport, Report};
use crate::report::view::View;
use crate::report::view::groups::{Group, likewise};
use crate::report::view::samples::{longest, passed};
use crate::report::view::tickets::{Destination, Reason, Ticket, Tickets, exemption};
use crate::report::view::verdict::headline;
use span::{code, prose, several};

/// The report, from the answer down to the run.
pub(super) fn write(view: &View<'_>) -> String {
    let mut text = String::new();
    whole(view, &mut text).expect("writing to a String cannot fail");
    text
}

fn whole(view: &View<'_>, to: &mut String) -> fmt::Result {
    answered(view, to)?;
    todo(&view.tickets, to)?;
    findings(&view.groups, &view.tickets, to)?;
    endpoints(view.report, to)?;
    run::write(view, to)
}

fn answered(view: &View<'_>, to: &mut String) -> fmt::Result {
    let summary = &view.summary;
    let word = headline(view.report.verdict);
    writeln!(to, "## {word}: {}", prose(&summary.conclusion))?;
    let scope = summary.scope.join("; ");
    for line in std::iter::once(&scope).chain(&summary.early_end) {
        writeln!(to, "\n{}", prose(line))?;
    }
    Ok(())
}

fn todo(tickets: &Tickets<'_>, to: &mut String) -> fmt::Result {
    for (owner, own) in tickets.by_team() {
        let whom = match owner {
            Owner::Tester => "Do yourself".to_owned(),
            other => format!("Ask the {other}"),
        };
        writeln!(to, "\n### {whom}")?;
        for (number, ticket) in own {
            asked(number, ticket, to)?;
        }
    }
    Ok(())
}

fn asked(number: usize, ticket: &Ticket<'_>, to: &mut String) -> fmt::Result {
    let likewise = likewise(ticket.likewise);
    let change = prose(&ticket.change);
    let source = several(&ticket.sources);
    let source = match source.as_str() {
        "" => source,
        _ if ticket.owner == Owner::Tester => String::new(),
        source => format!(" (for {source})"),
    };
    writeln!(to, "\n**{number}.** {change}{likewise}{source}\n")?;
    if let Some(caution) = ticket.caution {
        writeln!(to, "{}\n", prose(caution))?;
    }
    for why in &ticket.why {
        writeln!(to, "The whole run: {}\n", because(why))?;
    }
    if ticket.destinations.is_empty() {
        return Ok(());
    }
    row(
        to,
        &[
            "destination",
            "need",
            "protocol",
            "no TLS inspection",
            "aliases",
            "addresses",
            "asked",
            "for",
            "document",
            "because",
        ]
        .map(str::to_owned),
    )?;
    writeln!(to, "|{}", "---|".repeat(10))?;
    // What is only advised stands behind what is required.
    let mut destinations: Vec<_> = ticket.destinations.iter().collect();
    destinations.sort_by_key(|destination| destination.need);
    for destination in destinations {
        row(to, &cells(destination))?;
    }
    Ok(())
}

fn cells(to: &Destination<'_>) -> [String; 10] {
    let protocol = format!("{}, {}", to.opening.transport(), to.opening.speaks());
    let because: Vec<_> = to.why.iter().map(because).collect();
    [
        code(&to.authority()),
        to.need.to_string(),
        protocol,
        exemption(to.exempt).to_owned(),
        several(&to.aliases),
        several(&to.addresses),
        several(&to.asked),
        proses(&to.purposes),
        proses(&to.documents),
        because.join("; "),
    ]
}

fn because(why: &Reason) -> String {
    let more = why
        .more()
        .map_or_else(String::new, |more| format!(" {more}"));
    format!("{}{more}: {}", code(why.code.id()), prose(&why.cause))
}

fn findings(groups: &[Group<'_>], tickets: &Tickets<'_>, to: &mut String) -> fmt::Result {
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(to, "\n### Findings\n")?;
    row(
        to,
        &["", "finding", "where", "cause", "remedy"].map(str::to_owned),
    )?;
    writeln!(to, "|{}", "---|".repeat(5))?;
    for (group, ticket) in groups.iter().zip(&tickets.of_group) {
        let remedy = match ticket {
            Some(at) => format!("**{}**, {}", at + 1, group.owner),
            None if group.severity == Severity::Note => String::new(),
            None => format!("{}: {}", group.owner, prose(&group.remedy())),
        };
        let said = std::iter::once(group.conclusion()).chain(group.evidence());
        let said: Vec<_> = said.map(|text| prose(&text)).collect();
        let cause = said.join(". ") + likewise(group.differ && !group.evidence().is_empty());
        row(
            to,
            &[
                group.severity.to_string(),
                code(group.code.id()),
                places(group),
                cause,
                remedy,
            ],
        )?;
    }
    Ok(())
}

fn places(group: &Group<'_>) -> String {
    let all = group
        .places
        .iter()
        .map(|place| format!("{}:{}", place.host, place.port));
    let all: Vec<_> = all.collect();
    if all.is_empty() {
        "the whole run".to_owned()
    } else {
        several(&all)
    }
}

fn endpoints(report: &Report, to: &mut String) -> fmt::Result {
    writeln!(to, "\n### Endpoints\n")?;
    row(
        to,
        &["verdict", "endpoint", "host", "need", "ok", "time"].map(str::to_owned),
    )?;
    writeln!(to, "|{}", "---|".repeat(6))?;
    for endpoint in &report.endpoints {
        row(to, &line(endpoint))?;
    }
    Ok(())
}

fn line(endpoint: &EndpointReport) -> [String; 6] {
    let probes = &endpoint.probes;
    [
        endpoint.verdict.to_string(),
        code(&endpoint.id),
        code(&format!("{}:{}", endpoint.host, endpoint.port)),
        endpoint.need.to_string(),
        format!("{} of {}", passed(endpoint), probes.len()),
        longest(endpoint).map_or_else(String::new, duration),
    ]
}

fn row(to: &mut String, cells: &[String]) -> fmt::Result {
    writeln!(to, "{}", span::row(cells))
}

fn proses(all: &[&str]) -> String {
    let all: Vec<_> = all.iter().map(|text| prose(text)).collect();
    all.join("; ")
}
