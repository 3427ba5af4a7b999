//! What the run did not see: why it ended early, which endpoints were chosen, which samples were not
//! asked.

use crate::catalogue::Need;
use crate::finding::cause::run::{GaveUp, MissingHandshakes, Unmeasured, WhyMissing};
use crate::finding::{Cause, Code, Finding};
use crate::report::amounts::{counted, duration, first_of};
use crate::report::model::{ProbeReport, Report};

/// How many hosts are named for one reason.
const MOST_HOSTS: usize = 4;

/// Why the run ended before everything was seen, and what is known all the same, a sentence each.
pub(super) fn early_end(report: &Report) -> Vec<String> {
    let took = duration(report.run.took_ms);
    let probes = report.endpoints.iter().flat_map(|one| &one.probes);
    let late = probes.clone().filter(|probe| met_deadline(probe)).count();
    let unseen = probes.clone().filter(|probe| is_cut(probe)).count();
    let all = probes.count();
    let known = format!(
        "{} of {} fully measured by then",
        all - unseen,
        counted(all, "request", "requests")
    );
    let interrupted = report.run.interrupted;
    let said = [
        interrupted.then(|| format!("interrupted after {took}: {known}")),
        (late > 0 && !interrupted)
            .then(|| format!("time limit of the run reached after {took}: {known}")),
    ];
    said.into_iter().flatten().collect()
}

/// Did the run end before it was measured?
fn is_cut(probe: &ProbeReport) -> bool {
    let stopped = |finding: &Finding| finding.code() == Code::RunInterrupted;
    met_deadline(probe) || probe.findings.iter().any(stopped)
}

fn met_deadline(probe: &ProbeReport) -> bool {
    let late = |missing: &[MissingHandshakes]| {
        let mut missing = missing.iter();
        missing.any(|one| one.why == WhyMissing::Deadline)
    };
    let mut findings = probe.findings.iter();
    findings.any(|finding| match &finding.cause {
        Cause::RunGaveUp(GaveUp { why, .. }) => match why {
            Unmeasured::Deadline { .. } => true,
            Unmeasured::Matrix { missing } => late(missing),
            _ => false,
        },
        Cause::RunInterrupted(facts) => late(&facts.missing),
        _ => false,
    })
}

/// By what the endpoints were chosen.
pub(super) fn selection(report: &Report) -> String {
    let selection = &report.run.selection;
    let ids = |word: &str, ids: &[String]| match ids {
        [] => String::new(),
        ids => format!(", {word} `{}`", ids.join("` `")),
    };
    let only = ids("only", &selection.only);
    let skip = ids("without", &selection.skip);
    let products = match selection.products.as_slice() {
        [] => String::new(),
        products => format!(", for {}", products.join(", ")),
    };
    let need = match selection.need {
        Some(Need::Required) => ", only required endpoints",
        Some(Need::Advised) => ", only required and advised endpoints",
        Some(Need::Optional) | None => "",
    };
    format!("cloud {}{only}{skip}{products}{need}", selection.cloud)
}

/// What `--redact` left out.
pub(super) fn redacted(report: &Report) -> Option<String> {
    let told = "names, addresses, interfaces, user and domains of this machine are left out; documentation \
                addresses stand for its name servers, and `x` for letters";
    report.run.redacted.then(|| told.to_owned())
}

/// Samples that were not asked, each reason once.
pub(super) fn left_out(report: &Report) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for sample in report.endpoints.iter().flat_map(|one| &one.left_out) {
        let host = sample.host.clone();
        match reasons.iter_mut().find(|(why, _)| *why == sample.why) {
            Some((_, hosts)) => hosts.push(host),
            None => reasons.push((&sample.why, vec![host])),
        }
    }
    let reasons = reasons.into_iter();
    reasons
        .map(|(why, hosts)| format!("{}: {why}", first_of(&hosts, MOST_HOSTS)))
        .collect()
}
