//! A report to paste into a ticket. Foreign words stand in code spans, where no renderer takes them
//! for markup, a link or somebody's name.

mod span; // words that stay words

use std::fmt::{self, Write};

use crate::finding::{Owner, Severity, Verdict};
use crate::report::format::csv;
use crate::report::format::human::layout::likewise;
use crate::report::format::markdown::span::{code, prose};
use crate::report::style::{counted, duration};
use crate::report::view::data_file::{address_files, dated};
use crate::report::view::groups::{Group, groups};
use crate::report::view::tickets::{Destination, Ticket, Tickets, Why, tickets};
use crate::report::view::times::took;
use crate::report::view::{answer, wildcards};
use crate::report::{EndpointReport, Report};

/// How many addresses or names one cell holds.
const MOST_IN_A_CELL: usize = 8;

/// Writes it.
pub(in crate::report) fn write(report: &Report) -> String {
    let mut text = String::new();
    whole(report, &mut text).expect("writing to a String cannot fail");
    text
}

fn whole(report: &Report, to: &mut String) -> fmt::Result {
    let groups = groups(report);
    let tickets = tickets(report, &groups);
    answered(report, to)?;
    todo(&tickets, to)?;
    findings(&groups, &tickets, to)?;
    endpoints(report, to)?;
    run(report, to)
}

fn answered(report: &Report, to: &mut String) -> fmt::Result {
    let word = report.verdict.to_string().to_uppercase();
    writeln!(to, "## {word}: {}", answer::sentence(report))?;
    for rest in answer::rest(report) {
        writeln!(to, "\n{rest}")?;
    }
    if report.run.interrupted {
        let took = duration(report.run.took_ms);
        writeln!(
            to,
            "\ninterrupted after {took}: what had not been seen by then is unproven"
        )?;
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
    writeln!(to, "|{}", "---|".repeat(9))?;
    for destination in &ticket.destinations {
        row(to, &cells(destination))?;
    }
    Ok(())
}

fn cells(to: &Destination<'_>) -> [String; 9] {
    let protocol = format!("{}, {}", to.opening.transport(), to.opening.speaks());
    let because: Vec<_> = to.why.iter().map(because).collect();
    [
        code(&to.authority()),
        protocol,
        csv::exempt(to.exempt).to_owned(),
        several(&to.aliases),
        several(&to.addresses),
        several(&to.asked),
        proses(&to.purposes),
        proses(&to.documents),
        because.join("; "),
    ]
}

fn because(why: &Why) -> String {
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
    let passed = probes.iter().filter(|p| p.verdict <= Verdict::Warn).count();
    let longest = probes.iter().map(took).max();
    [
        endpoint.verdict.to_string(),
        code(&endpoint.id),
        code(&format!("{}:{}", endpoint.host, endpoint.port)),
        endpoint.need.to_string(),
        format!("{passed} of {}", probes.len()),
        longest.map_or_else(String::new, duration),
    ]
}

fn run(report: &Report, to: &mut String) -> fmt::Result {
    let (run, file) = (&report.run, &report.endpoints_file);
    let took = duration(run.took_ms);
    let checked = counted(report.endpoints.len(), "endpoint", "endpoints");
    writeln!(to, "\n### Run\n")?;
    writeln!(
        to,
        "- began {}, took {took}, on {}",
        code(&run.started),
        code(&run.host.os)
    )?;
    writeln!(
        to,
        "- by {} {}",
        code(&report.tool.name),
        code(&report.tool.version)
    )?;
    writeln!(
        to,
        "- {checked} of {}, {}, sha256 {}",
        code(&file.product),
        code(&dated(file, &run.started)),
        code(&file.sha256)
    )?;
    if let Some(text) = wildcards::line(report) {
        writeln!(to, "- {text}")?;
    }
    for said in address_files(file, run.selection.cloud) {
        writeln!(to, "- addresses by {}", code(&said))?;
    }
    writeln!(
        to,
        "- name servers: {}",
        none_or(several(&run.host.resolvers))
    )
}

fn none_or(text: String) -> String {
    if text.is_empty() {
        "none".to_owned()
    } else {
        text
    }
}

fn row(to: &mut String, cells: &[String]) -> fmt::Result {
    writeln!(to, "| {} |", cells.join(" | "))
}

fn several<T: ToString>(all: &[T]) -> String {
    let mut cells: Vec<_> = all
        .iter()
        .take(MOST_IN_A_CELL)
        .map(|one| code(&one.to_string()))
        .collect();
    if all.len() > MOST_IN_A_CELL {
        cells.push(format!("and {} more", all.len() - MOST_IN_A_CELL));
    }
    cells.join(", ")
}

fn proses(all: &[&str]) -> String {
    let all: Vec<_> = all.iter().map(|text| prose(text)).collect();
    all.join("; ")
}
