//! The findings of a report as people review them: one text for each scenario, in `tests/golden/`.

use std::fmt::Write;

use clearway::finding::Finding;
use clearway::report::{ProbeReport, Report};

/// Every finding whole: severity, code, owner, place, conclusion, evidence, remedy, and what explains
/// it. What is new in every run of the lab is left out: digests, made-up names and addresses,
/// and sizes that depend on the length of signatures.
pub(crate) fn text(report: &Report) -> String {
    let mut text = format!("{}\n", report.verdict);
    write(&mut text, "the whole run", &report.findings);
    for endpoint in &report.endpoints {
        let own = format!("endpoint {}: {}", endpoint.id, endpoint.verdict);
        write(&mut text, &own, &endpoint.findings);
        for probe in &endpoint.probes {
            write_probe(&mut text, "", probe);
        }
    }
    for probe in &report.revocation {
        write_probe(&mut text, "revocation ", probe);
    }
    without_sizes(&without_digests(&text))
}

fn write_probe(to: &mut String, lead: &str, probe: &ProbeReport) {
    let path = probe.probe.path.trim_end_matches('/');
    let (host, port) = (&probe.probe.host, probe.probe.port);
    let place = format!("{lead}{host}:{port}{path}");
    write(to, &format!("{place}: {}", probe.verdict), &probe.findings);
    if let Some(direct) = &probe.direct {
        let place = format!("{place} on the direct route: {}", direct.verdict);
        write(to, &place, &direct.findings);
    }
}

fn write(to: &mut String, place: &str, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    writeln!(to, "\n{place}").expect("a String takes all");
    for finding in findings {
        to.push_str(&one(finding));
    }
}

fn one(finding: &Finding) -> String {
    let at = finding.address.map(|to| format!(", at {to}"));
    let name = finding.name.as_ref().map(|name| format!(", name {name}"));
    let by = finding
        .explained_by
        .map(|by| format!(", explained by {by}"));
    let rest: String = [at, name, by].into_iter().flatten().collect();
    let mut text = format!(
        "  {} {} ({}){rest}\n    {}\n",
        finding.severity,
        finding.code(),
        finding.owner(),
        finding.conclusion()
    );
    for evidence in finding.evidence() {
        writeln!(text, "    - {evidence}").expect("a String takes all");
    }
    writeln!(text, "    > {}", finding.remedy()).expect("a String takes all");
    text
}

/// Amounts of data of three digits and more, and the last number of addresses that are reserved for
/// documentation.
fn without_sizes(text: &str) -> String {
    let is_size = |word: &str| word.len() > 2 && word.chars().all(|c| c.is_ascii_digit());
    let words: Vec<&str> = text.split(' ').collect();
    let masked = words.iter().enumerate().map(|(at, word)| {
        let rest = &words[at + 1..];
        let of_bytes = matches!(rest, ["of", _, "bytes", ..] | ["bytes", ..]);
        match word
            .strip_prefix("192.0.2.")
            .and_then(|end| end.split_once(':'))
        {
            Some((_, port)) => format!("192.0.2.<random>:{port}"),
            None if of_bytes && is_size(word) => "<size>".to_owned(),
            None => (*word).to_owned(),
        }
    });
    masked.collect::<Vec<_>>().join(" ")
}

/// Digests are 64 hex digits, and names that are made up for an experiment hold 16.
fn without_digests(text: &str) -> String {
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(at) = rest.find(is_hex) {
        let (before, run) = rest.split_at(at);
        let end = run.find(|c| !is_hex(c)).unwrap_or(run.len());
        kept.push_str(before);
        kept.push_str(match end {
            64 => "<digest>",
            16 if kept.ends_with("clearway-") => "<random>",
            _ => &run[..end],
        });
        rest = &run[end..];
    }
    kept + rest
}
