//! The last lines: what was not asked, where and when this was seen, and by which data.

use std::fmt;

use super::super::style::{Style, counted, duration, first_of};
use super::{FOOT, MOST_ADDRESSES, MOST_PLACES, Report};

/// Writes them.
pub(super) fn write(report: &Report, style: &Style, to: &mut impl fmt::Write) -> fmt::Result {
    left_out(report, style, to)?;
    let mut line = |label, text: &str| to.write_str(&style.labelled(0, label, FOOT, text));
    line("run", &run(report, style))?;
    line("data", &data(report, style))?;
    line("route", &routes(report, style))?;
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
    let text = format!(
        "{}, took {took}, on {}, by {} {}",
        run.started, run.host.os, report.tool.name, report.tool.version
    );
    style.foreign(&text)
}

fn data(report: &Report, style: &Style) -> String {
    let file = &report.endpoints_file;
    let digest: String = file.sha256.chars().take(12).collect();
    let (chosen, all) = (report.endpoints.len(), file.rows.len());
    let about = match (file.product.as_str(), file.dated.as_str()) {
        ("", "") => String::new(),
        (product, "") => format!("{product}, "),
        ("", dated) => format!("dated {dated}, "),
        (product, dated) => format!("{product}, dated {dated}, "),
    };
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

fn routes(report: &Report, style: &Style) -> String {
    let mut ways: Vec<(Option<&str>, usize)> = Vec::new();
    for probe in report.endpoints.iter().flat_map(|e| &e.probes) {
        let via = probe.route.via.as_deref();
        match ways.iter_mut().find(|(known, _)| *known == via) {
            Some((_, times)) => *times += 1,
            None => ways.push((via, 1)),
        }
    }
    let said: Vec<_> = ways
        .iter()
        .map(|&(via, times)| {
            let way = via.map_or("direct".to_owned(), |url| {
                format!("via {}", style.foreign(url))
            });
            format!("{way} ({})", counted(times, "request", "requests"))
        })
        .collect();
    if said.is_empty() {
        "nothing was asked".to_owned()
    } else {
        first_of(&said, MOST_PLACES)
    }
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
    let Some(problem) = &host.resolvers_problem else {
        return asked;
    };
    let problem = style.foreign(problem);
    format!("{asked}; the system's settings could not be used: {problem}")
}
