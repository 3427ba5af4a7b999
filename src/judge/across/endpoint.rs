//! An endpoint's verdict, from those of its samples.

use crate::catalogue::Endpoint;
use crate::finding::cause::run::Unmeasured;
use crate::finding::{Finding, Severity, Target, Verdict};
use crate::judge::verdict::unseen;
use crate::judge::{missing_sample, run};
use crate::route::Route;

/// One judged sample of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct JudgedSample<'a> {
    /// The host that was asked.
    pub host: &'a str,
    /// The way it took.
    pub route: &'a Route,
    /// What it came to.
    pub verdict: Verdict,
    /// What was found.
    pub findings: &'a [Finding],
}

/// Judges an endpoint by its samples. A sample of a wildcard that does not exist says nothing; some
/// other has to pass.
#[must_use]
pub fn endpoint(row: &Endpoint, samples: &[JudgedSample<'_>]) -> (Verdict, Vec<Finding>) {
    let is_missing = |sample: &&JudgedSample<'_>| {
        row.host.is_wildcard() && missing_sample::is_reported(sample.route, sample.findings)
    };
    let (missing, there): (Vec<&JudgedSample<'_>>, Vec<&JudgedSample<'_>>) =
        samples.iter().partition(is_missing);
    match there.iter().map(|sample| sample.verdict).max() {
        Some(worst) => (worst, Vec::new()),
        None => nothing_to_ask(row, &missing),
    }
}

fn nothing_to_ask(row: &Endpoint, missing: &[&JudgedSample<'_>]) -> (Verdict, Vec<Finding>) {
    let target = Target {
        host: row.host.to_string(),
        port: row.port,
        via: None,
    };
    let finding = run::gave_up(why_nothing(row, missing));
    let finding = finding.weighing(Severity::Unproven).needed(row.need);
    (unseen(row.need), vec![finding.on(target)])
}

/// Nothing is there to ask, or nobody said which tenant, or the names are blocked, or the world has
/// moved on.
fn why_nothing(row: &Endpoint, missing: &[&JudgedSample<'_>]) -> Unmeasured {
    if row.samples.is_empty() {
        return Unmeasured::NoSamples;
    }
    if missing.is_empty() {
        return Unmeasured::NoTenant;
    }
    let samples = missing.iter();
    let samples = samples.map(|sample| sample.host.to_owned()).collect();
    Unmeasured::NoSampleExists { samples }
}
