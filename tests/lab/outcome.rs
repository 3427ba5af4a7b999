//! What a report comes to, without its words: what scenarios expect.

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
    for probe in &report.revocation {
        let place = format!("revocation {}", place(&probe.probe));
        lines.extend(probe.findings.iter().map(|f| line(&place, f)));
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
    let address = finding.address.map(|a| format!(" at {a}"));
    let name = finding.name.as_ref().map(|name| format!(" name {name}"));
    let cause = finding.explained_by.map(|code| format!(" because {code}"));
    let rest: String = [address, name, cause].into_iter().flatten().collect();
    format!("{} {} {place}{rest}", finding.severity, finding.code())
}
