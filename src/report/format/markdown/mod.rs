//! A report to paste into a ticket. Foreign words stand in code spans, where no renderer takes them
//! for markup, a link or somebody's name.

mod span; // words that stay words

use std::fmt::{self, Write};

use crate::finding::{Owner, Severity};
use crate::report::amounts::{counted, duration};
use crate::report::model::{EndpointReport, Report};
use crate::report::view::data_file::{address_files, dated};
use crate::report::view::groups::{Group, likewise};
use crate::report::view::samples::{longest, passed};
use crate::report::view::tickets::{Destination, Ticket, Tickets, Why, exemption};
use crate::report::view::verdict::headline;
use crate::report::view::{Origin, Summary, View};
use span::{code, prose};

/// How many addresses or names one cell holds.
const MOST_IN_A_CELL: usize = 8;

/// Writes it.
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
    run(view, to)
}

fn answered(view: &View<'_>, to: &mut String) -> fmt::Result {
    let summary = &view.summary;
    let word = headline(view.report.verdict);
    writeln!(to, "## {word}: {}", summary.answer)?;
    for line in summary.details.iter().chain(&summary.stopped) {
        writeln!(to, "\n{line}")?;
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
        exemption(to.exempt).to_owned(),
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
    [
        endpoint.verdict.to_string(),
        code(&endpoint.id),
        code(&format!("{}:{}", endpoint.host, endpoint.port)),
        endpoint.need.to_string(),
        format!("{} of {}", passed(endpoint), probes.len()),
        longest(endpoint).map_or_else(String::new, duration),
    ]
}

fn run(view: &View<'_>, to: &mut String) -> fmt::Result {
    let (report, origin) = (view.report, &view.origin);
    let (run, file) = (&report.run, &report.endpoints_file);
    let took = duration(run.took_ms);
    let checked = counted(report.endpoints.len(), "endpoint", "endpoints");
    writeln!(to, "\n### Run\n")?;
    writeln!(
        to,
        "- began {}, took {took}, on {}",
        code(&run.started),
        code(&origin.system)
    )?;
    if let Some(text) = measured_by(origin) {
        writeln!(to, "- {text}")?;
    }
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
    for (label, lines) in sentences(&view.summary) {
        for line in lines {
            writeln!(to, "- {label}{}", prose(line))?;
        }
    }
    for line in address_files(file, run.selection.cloud) {
        writeln!(to, "- addresses by {}", code(&line))?;
    }
    let name_servers = several(&origin.name_servers);
    writeln!(to, "- name servers: {}", none_or(name_servers))
}

/// The machine, the user and the addresses, as far as they are known.
fn measured_by(origin: &Origin) -> Option<String> {
    let parts = [
        ("on machine", origin.machine.as_deref().map(code)),
        ("as", origin.user.as_deref().map(code)),
        ("from", Some(several(&origin.source_addresses))),
        ("bound to", origin.bound_to.as_deref().map(code)),
    ];
    let parts = parts.into_iter().filter_map(|(label, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(format!("{label} {value}"))
    });
    let parts: Vec<_> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What else is known of the run, with what is written before it.
fn sentences(summary: &Summary) -> [(&'static str, &[String]); 9] {
    [
        ("", summary.wildcards.as_slice()),
        ("checked: ", std::slice::from_ref(&summary.selection)),
        ("not asked: ", &summary.not_asked),
        ("TLS: ", &summary.inspection),
        ("matrix: ", summary.matrix.as_slice()),
        ("route: ", &summary.routes),
        ("direct route: ", summary.direct_route.as_slice()),
        ("account: ", summary.account.as_slice()),
        ("DNS: ", &summary.name_servers),
    ]
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
