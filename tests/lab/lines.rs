//! A report's findings, one a line, without their words: what scenarios and golden files expect.

use clearway::finding::Finding;
use clearway::plan::Probe;
use clearway::report::Report;

/// `SEVERITY CODE WHERE[ at ADDRESS][ name NAME][ because CODE]`, sorted. Where: `run`, `endpoint
/// ID`, or a host with its path.
pub(crate) fn lines(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report.findings.iter().map(|f| line("run", f)).collect();
    for endpoint in &report.endpoints {
        let whole = format!("endpoint {}", endpoint.id);
        lines.extend(endpoint.findings.iter().map(|f| line(&whole, f)));
        for probe in &endpoint.probes {
            let host = place(&probe.probe);
            lines.extend(probe.findings.iter().map(|f| line(&host, f)));
        }
    }
    lines.sort();
    lines
}

fn place(probe: &Probe) -> String {
    match probe.path.as_str() {
        "/" => probe.host.clone(),
        path => format!("{}{path}", probe.host),
    }
}

fn line(place: &str, finding: &Finding) -> String {
    let mut line = format!("{} {} {place}", finding.severity, finding.code);
    if let Some(address) = finding.address {
        line.push_str(&format!(" at {address}"));
    }
    if let Some(name) = &finding.name {
        line.push_str(&format!(" name {name}"));
    }
    if let Some(cause) = finding.explained_by {
        line.push_str(&format!(" because {cause}"));
    }
    line
}
