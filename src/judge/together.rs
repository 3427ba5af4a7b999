//! Judgements over several probes: an endpoint's samples, and the whole run.

use std::collections::BTreeMap;

use super::list;
use crate::catalogue::{Endpoint, Need};
use crate::finding::{Code, Finding, Owner, Severity, Verdict};

/// One judged sample of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Sampled<'a> {
    /// The host that was asked.
    pub host: &'a str,
    /// What it came to.
    pub verdict: Verdict,
    /// What was found.
    pub findings: &'a [Finding],
}

/// Judges an endpoint by its samples. A sample of a wildcard that does not exist says nothing; some
/// other has to pass.
#[must_use]
pub fn endpoint(row: &Endpoint, samples: &[Sampled<'_>]) -> (Verdict, Vec<Finding>) {
    let is_gone = |sample: &&Sampled<'_>| row.host.is_wildcard() && gone(sample.findings);
    let (missing, there): (Vec<&Sampled<'_>>, Vec<&Sampled<'_>>) =
        samples.iter().partition(is_gone);
    match there.iter().map(|sample| sample.verdict).max() {
        Some(worst) => (worst, Vec::new()),
        None => nothing_to_ask(row, &missing),
    }
}

fn gone(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.code == Code::ResolveNoSuchName)
}

fn nothing_to_ask(row: &Endpoint, missing: &[&Sampled<'_>]) -> (Verdict, Vec<Finding>) {
    let names: Vec<String> = missing
        .iter()
        .map(|sample| format!("`{}`", sample.host))
        .collect();
    let cause = if names.is_empty() {
        format!("no sample of `{}` could be asked", row.host)
    } else {
        format!(
            "none of the samples of `{}` exists: {}",
            row.host,
            list(&names, 6)
        )
    };
    let severity = super::lowered(Severity::Unproven, row.need);
    let verdict = match row.need {
        Need::Required => Verdict::Unproven,
        Need::Advised => Verdict::Warn,
        Need::Optional => Verdict::Pass,
    };
    let finding = Finding::new(Code::RunGaveUp, cause).weighing(severity);
    (verdict, vec![mended(finding, row, names.is_empty())])
}

/// Either nobody said which tenant, or the names are blocked, or the world has moved on.
fn mended(finding: Finding, row: &Endpoint, nothing_asked: bool) -> Finding {
    if nothing_asked {
        return finding.mended_by(Owner::Tester, "say which tenant with `--tenant`");
    }
    let remedy = format!(
        "let the name servers resolve every name under `{}`; if they do, the data file needs other \
         samples",
        row.host,
    );
    finding.mended_by(Owner::Dns, remedy)
}

/// Probes below which "all of them" says nothing.
const FEW: usize = 4;

/// Findings about the whole run: when every probe fails in the same way, one cause is likelier than
/// many. Says which findings it explains by setting their `explained_by`.
#[must_use]
pub fn across(probes: &mut [&mut Vec<Finding>]) -> Vec<Finding> {
    if probes.len() < FEW {
        return Vec::new();
    }
    let mut found = Vec::new();
    for code in [
        Code::ResolveSilent,
        Code::ResolveServerSaid,
        Code::ConnectSilent,
        Code::ConnectProhibited,
    ] {
        let has = |findings: &Vec<Finding>| findings.iter().any(|finding| finding.code == code);
        if !probes.iter().all(|findings| has(findings)) {
            continue;
        }
        found.push(Finding::new(code, everywhere(code, probes)));
        let all = probes.iter_mut().flat_map(|findings| findings.iter_mut());
        for finding in all.filter(|finding| finding.code == code) {
            finding.explained_by = Some(code);
        }
    }
    found
}

fn everywhere(code: Code, probes: &[&mut Vec<Finding>]) -> String {
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in probes.iter().flat_map(|findings| findings.iter()) {
        if finding.code == code {
            *causes.entry(finding.cause.as_str()).or_default() += 1;
        }
    }
    let first = causes.keys().next().copied().unwrap_or_default();
    format!(
        "all {} probes meet the same, for example: {first}",
        probes.len()
    )
}
