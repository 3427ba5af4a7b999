//! Which experiments beside the main walk could change what is said of it. What they show goes to the
//! controls of the evidence, where every later judgement finds it.

pub(super) mod controls;
mod experiment;
pub(super) mod retest;
mod server_names;
mod wildcard;

pub use self::experiment::{Experiment, ExperimentKind};

use crate::evidence::Evidence;
use crate::judge::{Case, FetchableUrl, Policy, Retest, chain};
use crate::plan::Probe;
use crate::route::Route;

/// The experiments whose outcome could change a finding, less what was tried already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followups {
    /// Walks to make once more, alone.
    pub retests: Vec<Retest>,
    /// Certificates that chains lack, to be fetched from where the chains say that they lie.
    pub issuers: Vec<MissingIssuer>,
    /// Small experiments.
    pub controls: Vec<Experiment>,
}

impl Followups {
    /// Is nothing wanted?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.retests.is_empty() && self.issuers.is_empty() && self.controls.is_empty()
    }
}

/// A certificate that a chain waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingIssuer {
    /// Origin it is, by its place among the probes.
    pub probe: usize,
    /// Where it lies.
    pub at: FetchableUrl,
}

/// What a run wants to have tried, after what it has seen of each of these probes.
#[must_use]
pub fn followups(seen: &[(Route, Evidence)], probes: &[Probe], policy: &Policy<'_>) -> Followups {
    let pairs = probes.iter().zip(seen);
    let settled: Vec<_> = pairs
        .clone()
        .map(|(probe, (_, evidence))| retest::settle(probe.scheme, evidence))
        .collect();
    let cases = pairs.zip(&settled).enumerate();
    let cases = cases.filter_map(|(place, ((probe, (route, _)), settled))| {
        let case = Case {
            probe,
            endpoint: policy.catalogue.endpoint(&probe.endpoint)?,
            route,
            evidence: &settled.evidence,
        };
        Some((place, case))
    });
    let cases: Vec<(usize, Case<'_>)> = cases.collect();
    let mut issuers = Vec::new();
    for (place, case) in &cases {
        let own = chain::wanted_issuers(case, policy).into_iter();
        issuers.extend(own.map(|at| MissingIssuer { probe: *place, at }));
    }
    Followups {
        retests: retest::needed_retests(seen),
        issuers,
        controls: controls::needed_experiments(&cases, policy),
    }
}
