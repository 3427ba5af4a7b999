//! The last lines: what was not asked, where and when this was seen, and by which data.

use std::fmt;

use crate::report::format::human::layout::{FOOT, MOST_ADDRESSES, MOST_PLACES};
use crate::report::model::Report;
use crate::report::style::{Style, counted, duration, first_of};
use crate::report::view::data_file::{address_files, dated};
use crate::report::view::inspection::lines;
use crate::report::view::servers::oddities;
use crate::report::view::wildcards;
use crate::route::Route;

/// Writes them.
pub(super) fn write(report: &Report, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    left_out(report, style, to)?;
    for (at, text) in lines(report, style).iter().enumerate() {
        let label = if at == 0 { "TLS" } else { "" };
        to.write_str(&style.labelled(0, label, FOOT, text))?;
    }
    let mut line = |label, text: &str| to.write_str(&style.labelled(0, label, FOOT, text));
    if let Some(text) = wildcards::line(report) {
        line("wildcards", &text)?;
    }
    line("run", &run(report, style))?;
    line("from", &from(report, style))?;
    if let Some(hint) = account(report, style) {
        line("account", &hint)?;
    }
    line("data", &data(report, style))?;
    for said in address_files(&report.endpoints_file, report.run.selection.cloud) {
        line("", &style.foreign(&said))?;
    }
    for (at, way) in routes(report, style).iter().enumerate() {
        line(if at == 0 { "route" } else { "" }, way)?;
    }
    if let Some(direct) = direct(report, style) {
        line("direct", &direct)?;
    }
    if let Some(matrix) = matrix(report) {
        line("matrix", &matrix)?;
    }
    line("DNS", &resolvers(report, style))
}

/// Samples that were not asked, each reason once.
fn left_out(report: &Report, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for sample in report.endpoints.iter().flat_map(|e| &e.left_out) {
        let host = style.foreign(&sample.host);
        match reasons.iter_mut().find(|(why, _)| *why == sample.why) {
            Some((_, hosts)) => hosts.push(host),
            None => reasons.push((&sample.why, vec![host])),
        }
    }
    for (at, (why, hosts)) in reasons.iter().enumerate() {
        let label = if at == 0 { "not asked" } else { "" };
        let hosts = first_of(hosts, MOST_ADDRESSES);
        let text = format!("{hosts}: {}", style.foreign(why));
        to.write_str(&style.labelled(0, label, FOOT, &text))?;
    }
    Ok(())
}

fn run(report: &Report, style: &Style) -> String {
    let run = &report.run;
    let took = duration(run.took_ms);
    let tool = &report.tool;
    let text = format!(
        "{}, took {took}, by {} {}",
        run.started, tool.name, tool.version
    );
    style.foreign(&text)
}

/// Which machine, as whom, from which addresses; as far as the machine told.
fn from(report: &Report, style: &Style) -> String {
    let host = &report.run.host;
    let machine = match &host.name {
        Some(name) => format!("{name} ({})", host.os),
        None => host.os.clone(),
    };
    let user = host.user.as_ref();
    let user = user.map_or_else(String::new, |user| format!(" as `{}`", user.name));
    let own: Vec<_> = host
        .source_addresses
        .iter()
        .map(ToString::to_string)
        .collect();
    let own = match own.as_slice() {
        [] => String::new(),
        own => format!(", from {}", first_of(own, MOST_ADDRESSES)),
    };
    let bound = host.bound_to.as_ref();
    let bound = bound.map_or_else(String::new, |said| format!(" (`--source {said}`)"));
    style.foreign(&format!("{machine}{user}{own}{bound}"))
}

/// Firewalls that tell users apart may let one account through and not the other: whom the product
/// runs as, where that was not who measured.
fn account(report: &Report, style: &Style) -> Option<String> {
    let account = report.endpoints_file.account.as_deref()?;
    let user = report.run.host.user.as_ref()?;
    if is_same(&user.name, account) {
        return None;
    }
    let how = if account.contains('\\') {
        format!(
            "; to measure as it, on Windows, use a scheduled task or `PsExec -i -u \"{account}\"`"
        )
    } else {
        String::new()
    };
    let text = format!(
        "the agent will ask as {account}: a firewall that filters by user has to allow that too{how}"
    );
    Some(style.foreign(&text))
}

/// Account names are told with or without their domain, in any case and spacing.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let last = name.rsplit('\\').next().unwrap_or(name);
        let letters = last.chars().filter(|c| !c.is_whitespace());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    plain(one) == plain(other)
}

fn data(report: &Report, style: &Style) -> String {
    let file = &report.endpoints_file;
    let digest: String = file.sha256.chars().take(12).collect();
    let (chosen, all) = (report.endpoints.len(), file.rows.len());
    let whose = [file.product.clone(), dated(file, &report.run.started)];
    let whose = whose.into_iter().filter(|said| !said.is_empty());
    let about: String = whose.map(|said| said + ", ").collect();
    let chosen = format!("{chosen} of {all} endpoints{}", selection(report));
    style.foreign(&format!("{about}sha256 {digest}; {chosen}"))
}

/// By what the endpoints were chosen.
fn selection(report: &Report) -> String {
    let chosen = &report.run.selection;
    let ids = |word: &str, ids: &[String]| match ids {
        [] => String::new(),
        ids => format!(", {word} `{}`", ids.join("` `")),
    };
    let (only, skip) = (ids("only", &chosen.only), ids("without", &chosen.skip));
    format!(", cloud {}{only}{skip}", chosen.cloud)
}

/// Each way that was taken, how often, and who told it.
fn routes(report: &Report, style: &Style) -> Vec<String> {
    let mut ways: Vec<(&Route, usize)> = Vec::new();
    for probe in report.endpoints.iter().flat_map(|e| &e.probes) {
        let route = &probe.route;
        let same = |known: &Route| known.via == route.via && known.setting == route.setting;
        match ways.iter_mut().find(|(known, _)| same(known)) {
            Some((_, times)) => *times += 1,
            None => ways.push((route, 1)),
        }
    }
    let more = ways.len().saturating_sub(MOST_PLACES);
    let mut said: Vec<_> = ways
        .iter()
        .take(MOST_PLACES)
        .map(|way| told(way, style))
        .collect();
    if more > 0 {
        said.push(format!("and {}", counted(more, "more way", "more ways")));
    }
    if said.is_empty() {
        said.push("nothing was asked".to_owned());
    }
    said
}

fn told(&(route, times): &(&Route, usize), style: &Style) -> String {
    let way = match &route.via {
        None => "direct".to_owned(),
        Some(url) => format!("via {}", style.foreign(url)),
    };
    let requests = counted(times, "request", "requests");
    match &route.setting {
        None => format!("{way} ({requests})"),
        Some(setting) => format!("{way} ({requests}), told by `{}`", style.foreign(setting)),
    }
}

/// What was met on the direct way beside the one that counts; nothing where that was not measured.
fn direct(report: &Report, style: &Style) -> Option<String> {
    let probes = report.endpoints.iter().flat_map(|e| &e.probes);
    let mut open = (0, Vec::new());
    let mut closed = (0, Vec::new());
    for probe in probes {
        let Some(direct) = &probe.direct else {
            continue;
        };
        let (times, hosts) = if direct.open { &mut open } else { &mut closed };
        let host = format!("{}:{}", style.foreign(&probe.probe.host), probe.probe.port);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
        *times += 1;
    }
    let all = open.0 + closed.0;
    let part = |word: &str, (times, hosts): &(usize, Vec<String>)| match times {
        0 => format!("{word} for none"),
        _ if *times == all => format!("{word} for all"),
        times => format!("{word} for {times}: {}", first_of(hosts, MOST_ADDRESSES)),
    };
    let requests = counted(all, "request", "requests");
    (all > 0).then(|| {
        let (open, closed) = (part("open", &open), part("closed", &closed));
        format!("of {requests} made straight as well, {open}; {closed}")
    })
}

/// What the handshakes of the inspection matrix came to; nothing where there was none.
fn matrix(report: &Report) -> Option<String> {
    let probes = report
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.probes);
    let counted = probes.filter_map(|probe| probe.inspected);
    let (mut hosts, mut all, mut mute, mut opened) = (0, 0, 0, 0);
    for one in counted {
        hosts += 1;
        all += one.shown;
        mute += one.handshakes.saturating_sub(one.shown);
        opened += one.inspected;
    }
    let others = match mute {
        0 => String::new(),
        mute => format!("; {mute} more showed no certificate that counts"),
    };
    let hosts_word = if hosts == 1 { "host" } else { "hosts" };
    (hosts > 0).then(|| {
        format!("TLS inspected in {opened} of {all} handshakes with {hosts} {hosts_word}{others}")
    })
}

fn resolvers(report: &Report, style: &Style) -> String {
    let host = &report.run.host;
    let servers: Vec<_> = host.resolvers.iter().map(ToString::to_string).collect();
    let asked = match servers.as_slice() {
        [] => "no name server was asked".to_owned(),
        all => format!("asked {}", all.join(", ")),
    };
    let asked = std::iter::once(asked).chain(oddities(report));
    let asked = asked.collect::<Vec<_>>().join("; ");
    let Some(problem) = &host.resolvers_problem else {
        return asked;
    };
    let problem = style.foreign(problem);
    format!("{asked}; the system's settings could not be used: {problem}")
}
